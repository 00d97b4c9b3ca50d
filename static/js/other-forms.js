/* On a page with several forms, what was typed in the others outlives the button of one: kept in this tab for the same page and the same account alone. Without it each form works, too. */
(() => {
  const { reader } = document.currentScript.dataset;
  const place = `otros-formularios:${location.pathname}`;
  const forms = [...document.querySelectorAll('form[method="post"]')];
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);
  const keyOf = (field) => field.id || (isTick(field) ? `${field.name}=${field.value}` : "");
  const isTyped = (field) => {
    if (!keyOf(field) || ["hidden", "file", "submit", "button", "select-multiple"].includes(field.type)) return false;
    if (isTick(field)) return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };
  const taken = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
      return kept && kept.reader === reader ? kept.values : {};
    } catch { return {}; }
  };
  const old = taken();
  for (const field of forms.flatMap((form) => [...form.elements])) {
    const value = old[keyOf(field)];
    if (value === undefined) continue;
    if (isTick(field)) field.checked = value; else field.value = value;
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  }
  document.addEventListener("submit", (event) => {
    const values = {};
    for (const form of forms.filter((form) => form !== event.target))
      for (const field of [...form.elements].filter(isTyped)) values[keyOf(field)] = isTick(field) ? field.checked : field.value;
    try {
      if (Object.keys(values).length) sessionStorage.setItem(place, JSON.stringify({ reader, values }));
    } catch { /* no room: the form is sent all the same */ }
  });
})();

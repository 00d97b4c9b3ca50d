/* The search of the portal, better: the key / leads to it unless somebody is writing, and titles are offered while one types. Without it everything works, too. */
(() => {
  const field = document.querySelector("input[data-search]");
  const door = document.querySelector("a[data-search-door]");
  const isWriting = (where) => where.isContentEditable || where.closest("input, textarea, select");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (!field && !door) return;
    event.preventDefault();
    if (field) field.focus(); else location.assign(door.href);
  });
  if (!field) return;
  let waiting = 0;
  let asked = "";
  const look = async () => {
    const typed = field.value.trim();
    if (typed.length < 2 || typed === asked) return;
    asked = typed;
    try {
      const answer = await fetch(`${field.dataset.search}?${new URLSearchParams({ q: typed })}`);
      if (!answer.ok || field.value.trim() !== typed) return;
      const [, titles] = await answer.json();
      field.list.replaceChildren(...titles.map((title) => {
        const option = document.createElement("option");
        option.value = title;
        return option;
      }));
    } catch { /* away from the net: the field still searches */ }
  };
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 250); });
})();

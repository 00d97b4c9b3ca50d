/* Comment on some words: chosen in the text itself, or with mouse, finger or keyboard in the paragraph of the form. Without it one comments on paragraphs. */
(() => {
  const field = document.querySelector("[data-choose]");
  if (field) {
    const words = field.querySelector("textarea");
    const said = field.querySelector("[data-chosen]");
    const form = words.form;
    const first = Number(field.dataset.offset);
    const points = (text) => [...text].length; /* the server counts characters, not halves of them */
    field.querySelector("[data-hint]").hidden = false;
    words.readOnly = false; /* a caret moves only where one could write: nothing is written */
    words.inputMode = "none";
    words.setAttribute("aria-describedby", "eleccion");
    words.addEventListener("beforeinput", (event) => event.preventDefault());
    const show = () => {
      const { selectionStart: a, selectionEnd: b, value } = words;
      const all = a === b;
      form.elements.desde.value = first + (all ? 0 : points(value.slice(0, a)));
      form.elements.hasta.value = first + points(all ? value : value.slice(0, b));
      said.textContent = all ? field.dataset.whole : `${field.dataset.said} «${value.slice(a, b).trim()}»`;
    };
    for (const happened of ["select", "keyup", "mouseup", "touchend"]) words.addEventListener(happened, show);
    document.addEventListener("selectionchange", () => { if (document.activeElement === words) show(); });
    return;
  }
  const text = document.querySelector("[data-comment]");
  if (!text) return;
  const button = document.createElement("a");
  button.className = "button choose";
  button.textContent = text.dataset.label;
  button.hidden = true;
  document.body.append(button);
  const points = (value) => [...value].length;
  const look = () => {
    const chosen = document.getSelection();
    const one = chosen.rangeCount && !chosen.isCollapsed ? chosen.getRangeAt(0) : null;
    const of = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-part]");
    const place = one && of(one.startContainer);
    if (!place || !text.contains(place)) { button.hidden = true; return; }
    const before = document.createRange();
    before.selectNodeContents(place);
    before.setEnd(one.startContainer, one.startOffset);
    const start = points(before.toString());
    const whole = points(place.textContent);
    const end = of(one.endContainer) === place ? start + points(one.toString()) : whole; /* words of one paragraph */
    if (end <= start) { button.hidden = true; return; }
    const query = new URLSearchParams({ parte: place.dataset.part, parrafo: place.dataset.at, de: start, a: end });
    button.href = `${text.dataset.comment}?${query}`;
    button.hidden = false;
  };
  let waiting = 0;
  document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(look, 150); });
})();

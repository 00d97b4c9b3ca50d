/* Fields of money show how what stands in them is read, as one types: the portal's own reader is asked. Without it the page that comes back says so. */
document.addEventListener("DOMContentLoaded", () => {
  const PAUSE = 250;
  for (const told of document.querySelectorAll("output[data-reads]")) {
    const field = document.getElementById(told.htmlFor.value);
    if (!field) continue;
    let waiting;
    const ask = async () => {
      const text = field.value;
      try {
        const answer = await fetch(`${told.dataset.reads}?texto=${encodeURIComponent(text)}`);
        const read = answer.ok ? (await answer.json()).understood : "";
        if (field.value === text) told.textContent = read;
      } catch { told.textContent = ""; }
    };
    field.addEventListener("input", () => {
      told.textContent = "";
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    });
  }
});

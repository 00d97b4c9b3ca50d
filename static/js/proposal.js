/* The form of proposals, better: a draft kept in this browser alone, and similar proposals while one writes. Without it everything works, too. */
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const place = `borrador:${form.dataset.draft}`;
  const skipped = new Set(["csrfmiddlewaretoken", "key", "website", "files", "similar"]);
  const said = form.querySelector('[data-place="draft"]');
  const fields = () => [...form.elements].filter((field) => field.name && !skipped.has(field.name) && field.type !== "file");
  const has = () => fields().some((field) => field.type !== "checkbox" && field.tagName !== "SELECT" && field.value.trim());
  const read = () => { try { return JSON.parse(localStorage.getItem(place) || "null"); } catch { return null; } };
  const keep = () => {
    const values = Object.fromEntries(fields().map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));
    try { localStorage.setItem(place, JSON.stringify(values)); said.textContent = form.dataset.kept; } catch { /* no room: the form still works */ }
  };
  const old = read();
  if (old && !has()) {
    for (const field of fields()) {
      if (!(field.name in old)) continue;
      if (field.type === "checkbox") field.checked = old[field.name]; else field.value = old[field.name];
    }
    said.textContent = `${form.dataset.back} `;
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "button button--quiet";
    clear.textContent = form.dataset.clear;
    clear.addEventListener("click", () => { try { localStorage.removeItem(place); } catch { /* nothing to do */ } form.reset(); said.textContent = ""; });
    said.append(clear);
  } else if (has()) keep(); // typed before this arrived, or given back by the portal
  let waiting = 0;
  const near = form.querySelector('[data-place="similar"]');
  const look = async () => {
    const words = `${form.elements.title.value} ${form.elements.problem.value}`.trim().slice(0, 400);
    if (words.split(/\s+/).length < 3) return;
    try {
      const said = new URLSearchParams({ title: words, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(form.dataset.similar, { method: "POST", body: said });
      if (answer.ok) { near.innerHTML = await answer.text(); near.hidden = false; }
    } catch { /* away from the net: the draft is kept */ }
  };
  form.addEventListener("input", (event) => {
    keep();
    if (!["title", "problem"].includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, 700);
  });
  if (form.elements.title.value) waiting = setTimeout(look, 700); // typed before this arrived, or come back to
})();

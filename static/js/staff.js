/* The desk of the staff: what is typed is counted, and rows are put in order by buttons or by dragging. Without it the limit is told on saving and each row has the number of its place. */
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("[data-limit]")) {
    const told = document.createElement("output");
    told.className = "understood";
    told.htmlFor = field.id;
    field.after(told);
    const count = () => {
      const used = [...field.value.trim().replace(/\r?\n/g, "\n")].length;
      told.textContent = field.dataset.counted.replace("{n}", used).replace("{total}", field.dataset.limit);
      told.classList.toggle("understood--over", used > Number(field.dataset.limit));
    };
    field.addEventListener("input", count);
    count();
  }

  /* The searches of rows that Django makes of lists get the name of the list. */
  const name = (part, id) => {
    const field = document.getElementById(id);
    const words = field?.labels?.[0]?.textContent.trim().replace(/:$/, "");
    if (words) part.setAttribute("aria-label", words);
  };
  const nameAll = () => {
    for (const box of document.querySelectorAll(".select2-container")) {
      const list = box.previousElementSibling;
      if (!list?.matches("select")) continue;
      for (const part of box.querySelectorAll("[role='combobox'], [role='textbox'], .select2-search__field")) name(part, list.id);
    }
    for (const part of document.querySelectorAll(".select2-dropdown .select2-search__field")) {
      name(part, (part.getAttribute("aria-controls") ?? "").replace(/^select2-(.*)-results$/, "$1"));
    }
  };
  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });

  for (const group of document.querySelectorAll("[data-ordered]")) {
    const place = (row) => row.querySelector("input[name$='-ORDER']");
    const rows = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")].filter(place);
    const end = group.querySelector(".empty-form");
    const told = document.createElement("output");
    told.className = "understood";
    end?.before(told);
    const lay = (ordered) => ordered.forEach((row) => told.before(row));
    /* A new row that nobody wrote keeps no place: with one, it would be taken for written. */
    const isWritten = (row) => row.matches(".has_original") || [...row.querySelectorAll("input[type='text'], textarea")]
      .some((field) => field !== place(row) && field.value !== field.defaultValue);
    const number = (ordered) => ordered.filter(isWritten).forEach((row, index) => { place(row).value = index + 1; });
    const byPlace = () => rows().map((row, index) => [Number(place(row).value) || Infinity, index, row])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , row]) => row);
    const move = (row, to) => {
      const ordered = rows().filter((other) => other !== row);
      ordered.splice(to, 0, row);
      lay(ordered);
      number(ordered);
      told.textContent = group.dataset.place.replace("{n}", to + 1).replace("{total}", ordered.length);
    };
    const button = (row, words, step) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = words;
      made.addEventListener("click", () => {
        const ordered = rows();
        move(row, Math.min(Math.max(ordered.indexOf(row) + step, 0), ordered.length - 1));
        made.focus();
      });
      return made;
    };
    const prepare = (row) => {
      const head = row.querySelector(".part__place");
      if (!head || head.querySelector("button")) return;
      head.append(button(row, group.dataset.up, -1), button(row, group.dataset.down, 1));
      const title = row.querySelector("h3");
      title.draggable = true;
      title.addEventListener("dragstart", (event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.id);
        group.dragged = row;
      });
      title.addEventListener("dragend", () => { group.dragged = null; });
      row.addEventListener("dragover", (event) => { if (group.dragged) event.preventDefault(); });
      row.addEventListener("drop", (event) => {
        if (!group.dragged || group.dragged === row) return;
        event.preventDefault();
        move(group.dragged, rows().indexOf(row));
      });
    };
    if (!end) continue;
    lay(byPlace());
    rows().forEach(prepare);
    document.addEventListener("formset:added", (event) => {
      if (!group.contains(event.target)) return;
      told.before(event.target);
      prepare(event.target);
    });
    /* Django numbers the rows anew where one is taken out, in the order they stand: that of their names. */
    group.addEventListener("click", (event) => {
      if (!event.target.closest(".inline-deletelink")) return;
      const named = (row) => Number(row.id.split("-").pop());
      lay(rows().sort((a, b) => named(a) - named(b)));
      setTimeout(() => lay(byPlace()));
    }, true);
  }
});

/* The comuna that this device remembers: kept in the browser's own storage, sent to nobody. Without it every page works, too. */
(() => {
  const KEY = "comuna";
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return /^[a-z0-9-]+$/.test(kept?.slug) && typeof kept.name === "string" ? kept : null;
    } catch { return null; }
  };
  const show = () => {
    const kept = read();
    for (const line of document.querySelectorAll("[data-my-comuna-link]")) {
      line.hidden = !kept;
      if (!kept) continue;
      const link = line.querySelector("a");
      link.href = `${line.dataset.myComunaLink}${kept.slug}/`;
      link.textContent = kept.name;
    }
    for (const button of document.querySelectorAll("button[data-my-comuna]")) {
      const isMine = kept?.slug === button.dataset.myComuna;
      button.textContent = isMine ? button.dataset.forget : button.dataset.remember;
      button.hidden = false;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-my-comuna]");
    if (!button) return;
    const { myComuna: slug, name } = button.dataset;
    try {
      if (read()?.slug === slug) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify({ slug, name }));
    } catch { return; }
    show();
  });
  show();
})();

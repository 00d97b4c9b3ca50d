/* Sharing, better: by the device's own sheet, and the address copied in one press. Without it the plain links share. */
(() => {
  for (const box of document.querySelectorAll("[data-share]:not([data-ready])")) {
    box.dataset.ready = "";
    const { share: text, address: url } = box.dataset;
    const [native, copy] = box.querySelectorAll("button");
    const told = box.querySelector("[role=status]");
    if (navigator.share) {
      native.hidden = false;
      native.addEventListener("click", () => navigator.share({ text, url }).catch(() => { /* closed without sharing */ }));
    }
    if (navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(url);
          told.textContent = copy.dataset.done;
        } catch { told.textContent = url; /* to be copied by hand */ }
      });
    }
  }
})();

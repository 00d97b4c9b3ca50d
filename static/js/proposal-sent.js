/* What was received needs no draft any more. */
try { localStorage.removeItem(`borrador:propuesta-${document.currentScript.dataset.call}`); } catch { /* nothing was kept */ }

// When the server goes away: said in place, in the reader's language, and once more after the reload.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.heard) return;
  const LOST = "The connection to the server was lost, and with it what was being computed. This page reloads by itself once a server answers; you can also reload it now.";
  const REGAINED = "The connection to the server was lost, and the page was loaded anew. Ask again for what is missing.";
  const MARK = "playground/lost";
  let lost = false;
  try {
    lost = sessionStorage.getItem(MARK) !== null;
    sessionStorage.removeItem(MARK);
  } catch { /* denied: it is said before the reload alone */ }

  // An answer ends what the page said of itself; the first after a reload is what that is said with.
  kit.heard = (tab) => {
    kit.answered(tab);
    if (!lost) return;
    lost = false;
    requestAnimationFrame(() => kit.say(tab, { text: REGAINED, calm: true }));
  };

  // Gradio tells it in a toast, in English; from then on it answers nothing but the server's return.
  const TOAST = "Connection to the server was lost";
  kit.connect = () => {
    const toasts = /** @type {HTMLElement | null} */ (document.querySelector(".toast-wrap"));
    if (!toasts) return;
    const look = new MutationObserver(() => {
      if (!toasts.textContent.includes(TOAST)) return;
      look.disconnect();
      toasts.style.display = "none";
      kit.told().forEach((tab) => kit.say(tab, { text: LOST }));
      try { sessionStorage.setItem(MARK, ""); } catch { /* denied */ }
    });
    look.observe(toasts, { childList: true, characterData: true, subtree: true });
  };
})();

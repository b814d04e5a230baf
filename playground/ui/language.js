// The reader's language, before Gradio asks the browser for it: of the link, else chosen before.
(() => {
  "use strict";
  /** @type {Record<string, string>} */
  const known = /*LANGUAGES*/ {}; // and the file of its words
  const stored = () => { try { return localStorage.getItem("playground/language"); } catch { return null; } };
  const wished = [new URLSearchParams(location.search).get("lang"), stored()].find((one) => one && one in known);
  if (wished) {
    Object.defineProperty(navigator, "language", { get: () => wished, configurable: true });
    Object.defineProperty(navigator, "languages", { get: () => [wished], configurable: true });
  }
  const file = known[(navigator.language || "en").slice(0, 2)];
  // Deferred: it runs after the page's configuration is there, and before Gradio's own modules.
  if (file) document.write(`<script defer src=".${file}"><\/script>`);
})();

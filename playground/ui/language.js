// The reader's language, before Gradio asks the browser for it: of the link, else chosen before.
(() => {
  "use strict";
  const known = /*LANGUAGES*/ [];
  const stored = () => { try { return localStorage.getItem("playground/language"); } catch { return null; } };
  const wished = [new URLSearchParams(location.search).get("lang"), stored()].find((one) => known.includes(one));
  if (!wished) return;
  Object.defineProperty(navigator, "language", { get: () => wished, configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => [wished], configurable: true });
})();

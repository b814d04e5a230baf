// What a visitor chose before: light or dark, and the language, where the link says neither.
(() => {
  "use strict";
  const root = document.documentElement, asked = new URLSearchParams(location.search);
  const stored = (name) => { try { return localStorage.getItem(`playground/${name}`); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(`playground/${name}`, value); } catch { /* denied */ } };
  const chosen = stored("dark");
  if (chosen && !asked.has("__theme")) root.className = chosen === "true" ? "dark" : "light";

  /** @type {NodeListOf<HTMLAnchorElement>} */
  const languages = document.querySelectorAll("nav a[hreflang]");
  const spoken = [...languages].find((one) => one.hreflang === stored("language"));
  if (spoken && !asked.has("lang") && spoken.hreflang !== root.lang) location.replace(spoken.href);
  for (const one of languages) one.addEventListener("click", () => store("language", one.hreflang));

  /** @type {HTMLButtonElement} */
  const button = document.querySelector(".choices button");
  const dark = () => root.className === "dark"
    || (root.className !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const say = () => button.setAttribute("aria-pressed", String(dark()));
  button.hidden = false;
  button.addEventListener("click", () => {
    root.className = dark() ? "light" : "dark";
    store("dark", String(dark()));
    say();
  });
  say();
})();

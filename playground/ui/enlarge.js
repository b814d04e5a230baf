// A view alone on the screen, with the cursors, and back.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.enlarging) return;
  const CLASS = "pg-enlarged";

  // The button of a view; `stage()` is what holds all views and the cursors.
  kit.enlarging = (stage) => {
    const button = kit.make("button", { type: "button", class: "pg-enlarge", text: "⤢", onclick: () => turn() });
    const say = (large) => {
      const words = kit.words(large ? "Back to the page" : "Larger");
      for (const name of ["title", "aria-label"]) button.setAttribute(name, words);
      button.setAttribute("aria-pressed", String(large));
    };
    const turn = () => {
      const large = button.parentNode.classList.toggle(CLASS);
      stage().classList.toggle("pg-alone", large);
      say(large);
      if (large) document.addEventListener("keydown", leave);
      else document.removeEventListener("keydown", leave);
      document.dispatchEvent(new CustomEvent("playground:screen"));
      button.focus({ preventScroll: !large });
    };
    const leave = (e) => e.key === "Escape" && turn();
    say(false);
    return button;
  };
})();

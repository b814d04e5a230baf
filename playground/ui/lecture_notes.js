// The notes of a lecture's speaker: they follow the window in which it runs.
(() => {
  "use strict";
  /** @type {HTMLElement} */
  const page = document.querySelector("main.notes");
  const channel = new BroadcastChannel(`playground/lecture/${page.dataset.name}`);
  const say = (id, text) => { document.getElementById(id).textContent = text; };
  /** @type {Promise<{ title: string, steps: any[] }>} */
  const lecture = fetch(page.dataset.from).then((sent) => sent.json());
  channel.onmessage = async ({ data }) => {
    const { title, steps } = await lecture, step = steps[data.step], next = steps[data.step + 1];
    if (!step) return;
    say("where", `${title} ${data.step + 1}/${steps.length}`);
    say("title", step.title);
    say("say", step.say);
    say("next", next ? next.title : "");
    document.getElementById("ahead").hidden = !next;
  };
  const turns = { PageDown: 1, PageUp: -1 };
  document.addEventListener("keydown", (e) => {
    if (!(e.key in turns)) return;
    e.preventDefault();
    channel.postMessage({ go: turns[e.key] });
  });
  const tick = () => say("clock", new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }));
  tick();
  setInterval(tick, 1000);
  channel.postMessage({ ask: true });
})();

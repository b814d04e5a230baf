// Reading: what a network says of a drawing while it is drawn, and whether it knows the like of it.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.reading) return;
  const SHOWN = 3;
  const UNLIKE = "Unlike the data: {far} from the nearest training image; 19 of 20 test images are nearer than {usual}.";
  const visit = Math.random().toString(36).slice(2);

  // Its `root`, and what asks: for a picture and the network that reads it; for no picture it is empty.
  // Of the pictures that come while one is being read, the last is read next.
  kit.reading = (group) => {
    const root = kit.make("div", { class: "pg-reading", role: "group", "aria-label": kit.words("What the network reads") });
    let wanted = null, busy = false;
    const ask = async (/** @type {string} */ image, /** @type {string} */ network) => {
      wanted = { image, network };
      if (busy) return;
      busy = true;
      while (wanted) {
        const asked = wanted;
        wanted = null;
        const told = asked.image ? await read(asked) : null;
        if (!wanted) show(root, told, group);
      }
      busy = false;
    };
    return { root, ask };
  };
  async function read(asked) {
    const fields = new URLSearchParams({ ...asked, session_hash: visit });
    const sent = await fetch(`${location.origin}${kit.root()}/kit/reading?${fields}`).catch(() => null);
    return sent && sent.status === 200 ? sent.json() : null;
  }
  function show(root, told, group) {
    const bars = told ? best(told).map(({ name, p }) => kit.make("div", { class: "pg-read" },
      kit.make("span", { text: kit.words(name, group) }),
      kit.make("span", { class: "pg-read-bar", style: `--pg-share:${p}` }),
      kit.make("span", { text: p.toFixed(2).replace(".", kit.decimal) }))) : [];
    const args = told && { far: told.distance.toFixed(1), usual: told.usual.high.toFixed(1) };
    root.replaceChildren(...bars, ...(told && told.unlike
      ? [kit.make("p", { class: "pg-note pg-wrong", text: kit.words({ t: UNLIKE, args }) })] : []));
  }
  const best = ({ classes, probabilities }) => classes.map((name, at) => ({ name, p: probabilities[at] }))
    .sort((a, b) => b.p - a.p).slice(0, SHOWN);
})();

// The bar of a lecture over a page, and presenter mode: the main picture alone, large.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.turnPresenting) return;
  const style = new CSSStyleSheet();
  style.replaceSync(/*STYLE*/ '');
  document.adoptedStyleSheets.push(style);
  const body = document.body;
  const SAYING = "playground/say"; // whether what to say is unfolded
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* denied */ } };

  // --- presenter mode ------------------------------------------------------------------------------
  // The picture that tells most: the first that gains by the whole screen.
  const main = () => {
    const views = [...document.querySelectorAll(".pg-lines .pg-view")];
    return views.find((view) => view.querySelector(":scope > .pg-enlarge")) || views[0];
  };
  const stage = () => document.querySelector(".pg-lines").parentElement;
  const lay = () => {
    const presenting = "present" in kit.staged;
    document.querySelectorAll(".pg-enlarged").forEach((view) => view.classList.remove("pg-enlarged"));
    if (presenting) main().classList.add("pg-enlarged");
    stage().classList.toggle("pg-alone", presenting);
    body.classList.toggle("pg-presenting", presenting);
    document.dispatchEvent(new CustomEvent("playground:screen"));
  };
  const present = (on) => {
    const { present: before, ...rest } = kit.staged;
    kit.restage(on ? { ...rest, present: "1" } : rest);
    lay();
  };
  kit.turnPresenting = () => {
    const on = !("present" in kit.staged);
    present(on);
    // A screen that may not be filled is presented on as it is.
    if (on && document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => {});
    if (!on && document.fullscreenElement) document.exitFullscreen();
  };
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && "present" in kit.staged) present(false);
  });
  // The views are laid out when Gradio has mounted them.
  const whenThere = (act) => {
    if (main()) return act();
    const look = new MutationObserver(() => main() && (look.disconnect(), act()));
    look.observe(body, { childList: true, subtree: true });
  };
  if ("present" in kit.staged) whenThere(lay);

  // --- the lecture ---------------------------------------------------------------------------------
  const [name, number] = (kit.staged.lecture || "").split(".");
  const at = parseInt(number, 10) - 1;
  /** @type {{ title: string, steps: any[] } | null} */
  let lecture = null;
  const channel = name ? new BroadcastChannel(`playground/lecture/${name}`) : null;
  const here = () => channel.postMessage({ step: at });
  const address = (index) => {
    const { path, query } = lecture.steps[index];
    return kit.address(path, [...Object.entries(query), ["lecture", `${name}.${index + 1}`],
      ...("present" in kit.staged ? [["present", "1"]] : [])]);
  };
  const go = (by) => lecture && lecture.steps[at + by] && location.assign(address(at + by));
  const leave = () => {
    const { lecture: before, ...rest } = kit.staged;
    kit.restage(rest);
    lecture = null;
    channel.close();
    document.querySelector(".pg-lecture").remove();
    uncover();
  };

  const cover = () => body.classList.add("pg-covered");
  const uncover = () => {
    body.classList.remove("pg-covered");
    document.dispatchEvent(new CustomEvent("playground:screen"));
  };
  const predicting = ({ question, choices, right, seen }) => {
    const told = kit.make("p", { class: "pg-outcome", role: "status" });
    const choose = (chosen) => {
      buttons.forEach((button, index) => {
        button.disabled = true;
        button.classList.toggle("pg-right", index === right);
        button.setAttribute("aria-pressed", String(index === chosen));
      });
      told.append(kit.make("b", { text: kit.words(chosen === right ? "Right." : "Not so.") }), ` ${seen}`);
      uncover();
    };
    const buttons = choices.map((text, index) => kit.make("button", { type: "button", text, onclick: () => choose(index) }));
    cover();
    return kit.make("div", { class: "pg-predict" }, kit.make("p", { text: question }), ...buttons, told);
  };
  // A code to this very view, and the step's short address.
  const coded = () => {
    const link = kit.link().slice((location.origin + kit.root()).length);
    const short = `${location.origin}${kit.root()}/lecture/${name}/${at + 1}`;
    return [kit.make("img", { alt: kit.words("QR code of this view"), src: `${kit.root()}/lecture-qr?to=${encodeURIComponent(link)}` }),
      kit.make("a", { href: short, text: short.replace(/^https?:\/\//, "") })];
  };
  const button = (text, title, onclick, more = {}) => kit.make("button", { type: "button", text,
    title: kit.words(title), "aria-label": kit.words(title), onclick, ...more });
  const unfolding = (text, title, what, start, act = (/** @type {boolean} */ _open) => {}) => {
    what.hidden = !start;
    const turn = button(text, title, () => {
      what.hidden = !what.hidden;
      turn.setAttribute("aria-expanded", String(!what.hidden));
      act(!what.hidden);
    }, { "aria-expanded": String(start) });
    return turn;
  };
  const bar = () => {
    const step = lecture.steps[at], last = lecture.steps.length - 1;
    const say = kit.make("p", { class: "pg-say", text: step.say });
    const code = kit.make("div", { class: "pg-code" });
    const place = kit.make("p", { class: "pg-where" }, kit.make("a", { href: `${kit.root()}/lecture/${name}?lang=${kit.language}`, text: lecture.title }),
      ` ${at + 1}/${last + 1} `, kit.make("b", { text: step.title }));
    const tools = kit.make("span", { class: "pg-tools" },
      unfolding("¶", "What to say", say, kept(SAYING) ? kept(SAYING) === "true" : !("present" in kit.staged), (open) => keep(SAYING, String(open))),
      button("❏", "Notes in a window", () => window.open(`${kit.root()}/lecture/${name}?notes=1&lang=${kit.language}`, `notes-${name}`, "width=900,height=640")),
      unfolding("▦", "QR code of this view", code, false, (open) => code.replaceChildren(...(open ? coded() : []))),
      button("⤢", "Present (P)", kit.turnPresenting));
    const line = kit.make("div", { class: "pg-lecture-line" }, place,
      button("‹", "Previous step", () => go(-1), { disabled: !at }), button("›", "Next step", () => go(1), { disabled: at === last }),
      button("⋯", "More", () => line.classList.toggle("pg-open"), { class: "pg-more-tools" }), tools,
      button("×", "Leave the lecture", leave));
    return kit.make("section", { class: "pg-lecture", "aria-label": kit.words("Lecture") }, line,
      step.predict && predicting(step.predict), say, code);
  };

  const writes = (node) => node instanceof Element && node.matches("input:not([type=range]), textarea, select");
  const KEYS = { PageDown: () => go(1), PageUp: () => go(-1) };
  const closed = () => {
    const alone = document.querySelector(".pg-alone"), notice = document.querySelector(".pg-told");
    if ("present" in kit.staged) kit.turnPresenting();
    else if (!alone && !notice && lecture) leave();
  };
  document.addEventListener("keydown", (e) => {
    if (writes(e.target)) return;
    const act = e.key === "Escape" ? closed : lecture && KEYS[e.key];
    if (!act) return;
    if (e.key !== "Escape") { e.preventDefault(); e.stopPropagation(); }
    act();
  }, true);

  const begin = async () => {
    const sent = await fetch(`${kit.root()}/lecture/${name}.json?lang=${kit.language}`);
    if (!sent.ok) return;
    const found = await sent.json();
    if (!found.steps[at]) return;
    lecture = found;
    body.prepend(bar());
    here();
    channel.onmessage = ({ data }) => {
      if (data.ask) here();
      if (data.go) go(data.go);
    };
  };
  if (name) begin();
})();

// The smaller parts: facts under the cursor, tiles, cards, sentences, work under way.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.facts) return;
  const mount = (element) => element.querySelector(".pg-mount");

  // --- facts -----------------------------------------------------------------------------------
  // What the facts mean, at a press: a line each.
  const explained = (facts, group) => {
    const meant = facts.filter((fact) => fact.help);
    if (!meant.length) return [];
    const list = kit.make("dl", { class: "pg-meant", hidden: true }, ...meant.flatMap((fact) => [
      kit.make("dt", { text: kit.words(fact.label, group) }), kit.make("dd", { text: kit.words(fact.help, group) })]));
    const button = kit.make("button", { type: "button", class: "pg-ask", text: "?", "aria-expanded": "false",
      title: kit.words("What do these mean?"), "aria-label": kit.words("What do these mean?"), onclick: () => {
        list.hidden = !list.hidden;
        button.setAttribute("aria-expanded", String(!list.hidden));
      } });
    return [button, list];
  };
  kit.facts = (element, props, trigger, watch) => {
    let drawn = [];
    const draw = () => drawn.forEach(({ fact, node, text }) => {
      const index = kit.frame(props.group, fact.axes);
      const tone = fact.tones[fact.tones.length > 1 ? index : 0] || "plain";
      text.textContent = kit.number(fact.texts[fact.texts.length > 1 ? index : 0], props.group);
      node.className = `pg-fact pg-${tone}`;
    });
    const show = (view, value) => {
      drawn = ((value && value.facts) || []).map((fact) => {
        const text = kit.make("dd");
        const name = kit.make("dt", { text: kit.words(fact.label, props.group) });
        return { fact, text, node: kit.make("div", {}, name, text) };
      });
      const line = kit.make("dl", { class: "pg-facts" }, ...drawn.map((d) => d.node));
      view.root.replaceChildren(...[kit.heading(props), kit.make("div", { class: "pg-told-by" }, line,
        ...explained(drawn.map(({ fact }) => fact), props.group))].filter(Boolean));
      view.redraw();
    };
    kit.follow(element, props, watch, show, draw);
  };

  // --- tiles -----------------------------------------------------------------------------------
  kit.tiles = (element, props, trigger, watch) => {
    const root = mount(element);
    let shape = "";
    let wanted = ""; // what stands in the finder: it outlives a new set of tiles, not a press
    const name = (option) => (typeof option === "string" ? option : kit.words(option, props.group));
    const tile = (group, option, text) => kit.make("button", { type: "button",
      class: group.sprite ? "pg-tile pg-tile-picture" : "pg-tile",
      onclick: () => { wanted = ""; trigger("pick", { group: group.place, option }); },
      ...(group.sprite ? { title: text, "aria-label": text } : { text }) });
    const build = (groups) => {
      const typing = document.activeElement && root.contains(document.activeElement)
        && document.activeElement.classList.contains("pg-find");
      const sets = groups.map((group, place) =>
        kit.make("fieldset", {}, kit.make("legend", { text: kit.words(group.label, props.group) }),
          ...group.options.map((option, at) => tile({ ...group, place }, at, name(option)))));
      const find = props.value && props.value.find && finder(kit.words(props.value.find, props.group), sets.slice(1));
      if (find) sets.splice(1, 0, find);
      root.replaceChildren(...[kit.heading(props), kit.make("div", { class: "pg-tiles" }, ...sets)].filter(Boolean));
      if (find && wanted) find.firstChild.dispatchEvent(new Event("input"));
      if (find && typing) find.firstChild.focus();
    };
    // Typing leaves only the tiles that hold what is typed.
    const finder = (text, sets) => {
      const none = kit.make("span", { class: "pg-note", role: "status" });
      const box = kit.make("input", { type: "search", class: "pg-find", placeholder: text, "aria-label": text,
        value: wanted, oninput: () => sift(), onkeydown: (e) => e.key === "Enter" && first() && first().click() });
      const first = () => root.querySelector("fieldset[data-found] .pg-tile:not([hidden])");
      const sift = () => {
        wanted = box.value;
        const typed = wanted.trim().toLowerCase();
        let left = 0;
        for (const set of sets) {
          const tiles = [...set.querySelectorAll(".pg-tile")];
          tiles.forEach((one) => { one.hidden = !one.textContent.toLowerCase().includes(typed); });
          const found = tiles.filter((one) => !one.hidden).length;
          set.hidden = found === 0;
          set.toggleAttribute("data-found", typed !== "" && found > 0);
          left += found;
        }
        none.textContent = left ? "" : kit.words({ t: "No tile holds “{typed}”.", args: { typed: { own: box.value.trim() } } });
      };
      return kit.make("div", { class: "pg-finder" }, box, none);
    };
    // The picture of each tile is a window on the group's sprite.
    const picture = (button, /** @type {Group} */ { columns, options }, at) => {
      const lines = Math.ceil(options.length / columns);
      const share = (place, count) => `${count > 1 ? (100 * place) / (count - 1) : 0}%`;
      Object.assign(button.style, {
        backgroundSize: `${100 * columns}% ${100 * lines}%`,
        backgroundPosition: `${share(at % columns, columns)} ${share(Math.floor(at / columns), lines)}` });
    };
    const show = () => {
      const groups = (props.value && props.value.groups) || [];
      const next = JSON.stringify(groups.map((g) => [g.label, g.options, !!g.sprite]));
      if (next !== shape) build(groups); // the focused tile stays when only the choice changed
      shape = next;
      groups.forEach((group, place) => {
        const field = root.querySelectorAll("fieldset")[place];
        if (group.sprite) field.style.setProperty("--pg-sprite", `url(${group.sprite})`);
        field.querySelectorAll("button").forEach((button, at) => {
          button.setAttribute("aria-pressed", at === group.chosen);
          if (group.sprite) picture(button, group, at);
        });
      });
    };
    watch("value", show);
    show();
  };

  // --- what to try: two lines of it, and a button for the rest -------------------------------------
  kit.hint = (element, props) => {
    const said = kit.make("p", { class: "pg-hint" });
    const more = kit.make("button", { type: "button", class: "pg-more", text: "…", "aria-label": kit.words("The whole sentence"),
      onclick: () => open(more.getAttribute("aria-expanded") === "false") });
    const open = (whole) => {
      more.setAttribute("aria-expanded", String(whole));
      said.classList.toggle("pg-whole", whole);
      more.hidden = !whole && said.scrollHeight <= said.clientHeight + 1;
    };
    kit.hinted = (text) => {
      said.textContent = kit.words(text, props.group);
      open(false);
    };
    mount(element).replaceChildren(kit.make("div", { class: "pg-hinted" }, said, more));
    kit.life(element).observeSize(said, () => open(more.getAttribute("aria-expanded") === "true"));
    kit.hinted(props.text);
  };

  // --- a button that copies a text, and what it says of it -----------------------------------------
  kit.copying = (label, text) => {
    const said = kit.make("span", { role: "status", class: "pg-said" });
    const clear = () => { said.replaceChildren(); };
    // A page framed by another site, or served without https, may not copy: its visitor can.
    const byHand = () => {
      const field = kit.make("textarea", { class: "pg-address", readonly: true, rows: 1, onblur: clear,
        "aria-label": kit.words("What is to be copied") });
      field.value = text();
      said.replaceChildren(field, kit.words("This browser lets no page copy from here: press Ctrl+C, or ⌘C."));
      field.select();
    };
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        return byHand();
      }
      said.textContent = kit.words("Copied");
      setTimeout(() => said.textContent === kit.words("Copied") && clear(), 2000);
    };
    return [kit.make("button", { type: "button", class: "pg-link", text: kit.words(label), onclick: copy }), said];
  };

  // --- model cards -----------------------------------------------------------------------------
  kit.cards = (element, props, trigger, watch) => {
    const plain = (value) => (value !== null && typeof value === "object" && !value.t
      ? Object.entries(value).map(([name, v]) => `${name} = ${plain(v)}`).join(", ")
      : kit.number(value));
    const metric = (m) => kit.make("tr", {}, ...[m.name, kit.number(m.value),
      m.n === undefined ? "" : `n = ${m.n}`, m.floor === undefined ? "" : `≥ ${kit.number(m.floor)}`]
      .map((text) => kit.make("td", { text })));
    const card = ({ name, metrics = [], ...fields }) => kit.make("article", { class: "pg-card" },
      kit.make("h4", { text: name }),
      kit.make("dl", {}, ...Object.entries(fields).filter(([key]) => key !== "sha256")
        .flatMap(([key, value]) => [kit.make("dt", { text: kit.words(key) }), kit.make("dd", { text: plain(value) })])),
      metrics.length > 0 && kit.make("table", {}, kit.make("tbody", {}, ...metrics.map(metric))));
    const all = kit.make("div", { class: "pg-cards" });
    const show = () => all.replaceChildren(...(props.value || []).map(card));
    mount(element).replaceChildren(folded("Model card", all));
    watch("value", show);
    show();
  };
  const folded = (title, inside) => kit.make("details", { class: "pg-folded" },
    kit.make("summary", { text: kit.words(title) }), inside);

  // --- Python that gives the page's numbers ------------------------------------------------------
  const PARTS = /(#.*)|("[^"]*"|'[^']*')|\b(and|as|assert|else|for|from|if|import|in|not|or|print|with)\b/g;
  kit.snippet = (element, props, trigger, watch) => {
    const code = kit.make("code", { translate: "no" });
    const show = () => {
      const text = props.value || "";
      code.replaceChildren();
      let end = 0;
      for (const found of text.matchAll(PARTS)) {
        const kind = ["pg-remark", "pg-quoted", "pg-word"].find((css, group) => found[group + 1]);
        code.append(text.slice(end, found.index), kit.make("span", { class: kind, text: found[0] }));
        end = found.index + found[0].length;
      }
      code.append(text.slice(end));
    };
    mount(element).replaceChildren(folded("Reproduce it in PyTorch",
      kit.make("div", {}, ...kit.copying("Copy", () => props.value || ""), kit.make("pre", { tabindex: 0 }, code))));
    watch("value", show);
    show();
  };

  // --- the controls of a small screen -------------------------------------------------------------
  kit.fold = (element) => {
    const button = kit.make("button", { type: "button", "aria-expanded": false, text: kit.words("Settings"),
      onclick: () => button.setAttribute("aria-expanded",
        element.closest(".pg-panel").classList.toggle("pg-unfolded")) });
    mount(element).replaceChildren(button);
  };

  // --- what was refused, or stopped: over the views, and at the control that caused it ------------
  const UNANSWERED = "The server did not answer. Try again in a moment, or reload the page.";
  const tellers = new Map(); // tab -> how a notice is shown there
  // What the page says of itself, since the server is silent, stands until its next answer.
  const ours = new Set();
  kit.say = (tab, said) => { tellers.get(tab)(said); ours.add(tab); };
  kit.unanswered = (tab) => kit.say(tab, { text: UNANSWERED });
  kit.told = () => [...tellers.keys()];
  kit.answered = (tab) => ours.delete(tab) && tellers.get(tab)(null);
  kit.notices = (element, props, trigger, watch) => {
    const root = mount(element);
    let unmark = () => {};
    const close = () => {
      const [input] = document.querySelectorAll(`.pg-refused [aria-describedby="pg-refused-${props.group}"]`);
      tell(null);
      if (input instanceof HTMLElement) input.focus();
      trigger("dismiss");
    };
    const tell = (said) => {
      unmark();
      unmark = said && said.field ? mark(props.group, said.field, said.brief) : () => {};
      element.closest(".pg-stage").classList.toggle("pg-former", Boolean(said && said.note));
      root.replaceChildren(...[said && kit.make("div",
        { class: said.calm ? "pg-told pg-calm" : "pg-told", role: said.calm ? "status" : "alert" },
        kit.make("p", { text: kit.words(said.text, props.group) }),
        said.note && kit.make("p", { class: "pg-note", text: kit.words(said.note, props.group) }),
        kit.make("button", { type: "button", onclick: close,
          text: kit.words(said.field ? "Back to what is shown" : "Close") }))].filter(Boolean));
      if (said && !said.field) root.scrollIntoView({ block: "nearest" });
    };
    tellers.set(props.group, tell);
    document.addEventListener("keydown", (e) => e.key === "Escape" && root.firstChild && root.clientWidth && close(),
      { signal: kit.life(element).signal });
    watch("value", () => { ours.delete(props.group); tell(props.value); });
    tell(props.value);
  };
  // The refused value stays in its control, which says what it must be; returns the way back.
  function mark(group, field, brief) {
    const block = [...document.querySelectorAll(`.pg-field-${group}-${field}`)].pop();
    const text = kit.make("p", { class: "pg-limit", id: `pg-refused-${group}`, text: kit.words(brief, group) });
    const inputs = block.querySelectorAll("input, textarea");
    block.classList.add("pg-refused");
    block.append(text);
    for (const input of inputs) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", text.id);
    }
    return () => {
      block.classList.remove("pg-refused");
      text.remove();
      for (const input of inputs) ["aria-invalid", "aria-describedby"].forEach((name) => input.removeAttribute(name));
    };
  }
  // Gradio's slider turns a number that it does not allow into another one when its box is left.
  const numberBox = (node) => node.matches && node.matches(".pg-field input[type=number]");
  document.addEventListener("blur", (e) => numberBox(e.target) && e.stopPropagation(), true);
  // It also asks at every digit: a number is asked for when typing rests, at Enter, or when its box
  // is left.
  const PAUSE = 700;
  let typing = 0;
  const typed = (box) => {
    clearTimeout(typing);
    typing = 0;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("input", (e) => {
    if (!e.isTrusted || !numberBox(e.target)) return;
    e.stopPropagation();
    clearTimeout(typing);
    typing = setTimeout(typed, PAUSE, e.target);
  }, true);
  document.addEventListener("change", (e) => typing && numberBox(e.target) && typed(e.target), true);
  // And its arrow back to the first value asks nothing.
  document.addEventListener("click", (e) => {
    const reset = e.target instanceof Element && e.target.closest(".pg-field .reset-button");
    if (reset) setTimeout(() => reset.previousElementSibling.dispatchEvent(new Event("input", { bubbles: true })));
  });

  // Gradio calls a slider's parts by English names.
  const PARTS_OF_SLIDERS = ["number input for {label}", "range slider for {label}", "Reset to default value"];
  const called = () => document.querySelectorAll(".pg-field [aria-label]").forEach((node) => {
    const text = node.getAttribute("aria-label");
    const t = PARTS_OF_SLIDERS.find((part) => text.startsWith(part.replace("{label}", "")));
    const own = t && text.slice(t.replace("{label}", "").length);
    if (t) node.setAttribute("aria-label", kit.words({ t, args: { label: { own } } }));
  });
  if (kit.language !== "en") {
    new MutationObserver(called).observe(document.documentElement,
      { childList: true, subtree: true, attributeFilter: ["aria-label"] });
  }

  // --- work under way --------------------------------------------------------------------------
  // Gradio writes what the work says into the text of its progress: a picture, which is shown, or
  // how many questions are before this one.
  const calling = new Map(); // tab -> calls its work off, where that is long
  const LONG = 1000;
  kit.askedAnew = (tab) => calling.get(tab)();
  kit.work = (element, props, trigger) => {
    const card = element.closest(".pg-work");
    const picture = kit.make("img", { class: "pg-glimpse", alt: "", hidden: true });
    const place = kit.make("p", { class: "pg-before", role: "status", hidden: true });
    card.prepend(picture, place);
    let since = 0;
    calling.set(props.group, () => {
      if (!since || Date.now() - since < LONG) return;
      since = 0;
      trigger("anew");
    });
    const look = new MutationObserver(() => {
      since = card.querySelector(".progress-text") ? since || Date.now() : 0;
      const [source] = card.textContent.match(/data:image\/png;base64,[A-Za-z0-9+/=]+/) || [];
      picture.hidden = !source;
      if (source && source !== picture.getAttribute("src")) picture.src = source;
      const [, before] = card.textContent.match(/before:(\d+)/) || [];
      place.hidden = before === undefined;
      const said = before === "0" ? kit.words("Your question is next.")
        : kit.words({ t: "Before your question: {n}", args: { n: before } });
      if (before !== undefined && place.textContent !== said) place.textContent = said;
    });
    look.observe(card, { childList: true, characterData: true, subtree: true });
  };

  // --- what is exactly there, where the pointer rests -------------------------------------------
  // A value's views: lists are of a strip's rows, whose pictures are decoded before they are shown.
  kit.refined = (element, props, trigger, watch) => {
    kit.life(element).listen("playground:rest", (e) => e.group === props.group && trigger("rest", { at: e.at }));
    watch("value", async () => {
      if (!props.value) return;
      const { at, views } = props.value;
      const rows = Object.values(views).filter(Array.isArray).flat();
      await Promise.all(rows.map(async (row) => { row.picture = await kit.decoded(row.source); }));
      kit.refine(props.group, { at, views });
    });
  };

  // --- a file made of the answer ----------------------------------------------------------------
  kit.keep = (element, props, trigger, watch) => watch("value", () => {
    if (props.value) kit.save(props.value.name, new Blob([props.value.text], { type: "application/json" }));
  });
})();

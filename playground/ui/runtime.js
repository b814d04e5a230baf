// What strips, charts and the rest share: words, the cursor bus, light and dark, plotly.js.
(() => {
  "use strict";
  if (window.playground) return;
  const kit = (window.playground = /** @type {Kit} */ ({}));
  /** @type {Record<string, any>} */
  const settings = /*SETTINGS*/ {};

  // Adopted sheets come after all others: of two rules that are as specific, ours counts.
  const style = new CSSStyleSheet();
  style.replaceSync(settings.style);
  document.adoptedStyleSheets.push(style);

  // --- the reader's language: of the link, else chosen before, else the browser's ---------------
  // A saved view speaks its own.
  const spoken = (settings.language || navigator.language || "en").slice(0, 2); // language.js has put a wish in its place
  kit.languages = settings.languages || {};
  kit.language = spoken in kit.languages ? spoken : "en";
  document.documentElement.lang = kit.language;
  kit.speak = (language) => {
    try { localStorage.setItem("playground/language", language); } catch { /* denied: the link says it */ }
    const there = new URL(location.href);
    there.searchParams.set("lang", language);
    location.assign(there);
  };

  // --- words: English is the key; a phrase is {t: template, args: {...}}; a visitor's or a model's
  // own are {own: text} and stay as they are -----------------------------------------------------
  // The page's configuration has them for Gradio's labels: once is enough.
  const catalogue = (window.gradio_config.i18n_translations || {})[kit.language] || {};
  const translated = (text, tab) => catalogue[`${tab}\u0004${text}`] || catalogue[text] || localised(String(text));
  // A text of figures alone has the language's decimal mark.
  kit.decimal = (settings.decimals || {})[kit.language] || ".";
  const localised = (text) => (kit.decimal !== "." && /^[\d\s.,=≈/±×·→<>≤≥%()e+–−-]+$/.test(text)
    ? text.replace(/(\d)\.(?=\d)/g, `$1${kit.decimal}`) : text);
  kit.words = (said, tab = "") => {
    if (said === null || said === undefined) return "";
    if (Array.isArray(said)) return listed(said.map((one) => kit.words(one, tab)));
    if (typeof said !== "object") return translated(said, tab);
    if ("own" in said) return said.own;
    return translated(said.t, tab).replace(/\{(\w+)\}/g, (all, name) =>
      name in said.args ? kit.words(said.args[name], tab) : all);
  };
  // Parts that hold a comma themselves stay apart.
  const listed = (parts) => parts.join(parts.some((one) => one.includes(",")) ? "; " : ", ");
  kit.fixed = (value, digits) => localised(value.toFixed(digits));
  kit.number = (value, tab) => {
    if (typeof value !== "number") return kit.words(value, tab);
    if (Number.isInteger(value)) return String(value);
    const size = Math.abs(value);
    return localised(String(size >= 1e-3 && size < 1e4 ? Number(value.toPrecision(3)) : value.toExponential(1)));
  };

  // Gradio writes a slider's ends, whenever it opens a tab or a fold, and how far work is, with a point.
  const ends = () => document.querySelectorAll(".min_value, .max_value, .pg-work .progress-text")
    .forEach(({ childNodes }) => childNodes.forEach((end) => {
      if (/\d\.\d/.test(end.nodeValue)) end.nodeValue = end.nodeValue.replace(/(\d)\.(?=\d)/g, `$1${kit.decimal}`);
    }));
  if (kit.decimal !== ".") {
    new MutationObserver(ends).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  }

  // --- DOM ---------------------------------------------------------------------------------
  // Text only ever enters the page as text: what a visitor wrote is never read as HTML.
  kit.make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "text") node.textContent = value;
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
    return node;
  };
  kit.heading = (props) =>
    props.heading && kit.make("h3", { class: "pg-heading", text: kit.words(props.heading, props.group) });
  kit.notice = (kind, text, detail = "") =>
    kit.make("div", { class: `pg-notice pg-${kind}`, role: kind === "error" ? "alert" : "status" },
      kit.make("p", { text: kit.words(text) }),
      detail && kit.make("p", { class: "pg-detail", text: kit.words(detail) }));
  // In the place of a view without an answer: none yet, or none to be had, for a reason or for one
  // that stands above all views.
  kit.missing = (value) => (!value ? kit.notice("empty", "On its way: an example is being computed.")
    : value.error ? kit.notice("error", "This could not be shown.", value.error)
      : kit.notice("empty", "Nothing to show: the reason stands above."));
  // Pixels that a screen has for one view, between what stands above all and the cursors below.
  kit.tall = () => Math.max(195, window.innerHeight - 300);
  window.addEventListener("resize", () => document.dispatchEvent(new CustomEvent("playground:screen")));
  kit.decoded = async (source) => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    return picture;
  };
  kit.save = (name, blob) => {
    const url = URL.createObjectURL(blob);
    kit.make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };

  // A component's listeners outside its own nodes end when its element leaves the page.
  kit.life = (element) => {
    const end = new AbortController();
    return {
      signal: end.signal,
      listen(event, act) {
        document.addEventListener(event, (e) => {
          if (element.isConnected) act(e.detail);
          else end.abort();
        }, { signal: end.signal });
      },
      observeSize(node, act) {
        const observer = new ResizeObserver(() => {
          if (element.isConnected) requestAnimationFrame(act);
          else end.abort();
        });
        observer.observe(node);
        end.signal.addEventListener("abort", () => observer.disconnect());
      },
    };
  };
  // A view: `show(view, value)` at every answer, `draw(view)` where its group's cursor moves and, at
  // most once a frame, as `view.redraw()`; `own` is the rest of its state.
  kit.follow = (element, props, watch, show, draw, own = {}) => {
    const view = { root: element.querySelector(".pg-mount"), props, group: props.group,
      life: kit.life(element), version: 0, redraw: kit.eachFrame(() => draw(view)), ...own };
    view.life.listen("playground:cursor", (e) => e.group === view.group && view.redraw());
    watch("value", () => show(view, props.value));
    show(view, props.value);
    return view;
  };
  // Many calls within one frame of the screen become one.
  kit.eachFrame = (act) => {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; act(); });
    };
  };

  // --- cursors: an integer per axis of a group -------------------------------------------------
  const groups = new Map();
  const group = (name) => {
    if (!groups.has(name)) groups.set(name, { at: {}, length: {}, start: {}, linked: linked("at."),
      set: {}, wished: linked("set.") });
    return groups.get(name);
  };
  // A link may say where its cursors stand: ?at.alpha=4; so may the one of which a view was saved.
  function linked(start) {
    return Object.fromEntries([...new URLSearchParams(settings.query || location.search)].filter(([key]) => key.startsWith(start))
      .map(([key, value]) => [key.slice(start.length), value]));
  }
  const inside = (index, length) => Number.isInteger(index) && index >= 0 && index < length;
  kit.declare = (name, axes) => {
    const cursors = group(name);
    for (const axis of axes) {
      const length = axis.values.length;
      const kept = cursors.length[axis.name] === length;
      const asked = parseInt(cursors.linked[axis.name], 10);
      const wished = inside(asked, length) ? asked : axis.start;
      delete cursors.linked[axis.name];
      if (!kept) cursors.at[axis.name] = wished;
      cursors.exact = cursors.resting = null;
      cursors.length[axis.name] = length;
      cursors.start[axis.name] = axis.start;
    }
    announce(name, axes.map((axis) => axis.name));
  };
  const announce = (name, axes) => document.dispatchEvent(
    new CustomEvent("playground:cursor", { detail: { group: name, axes, at: { ...group(name).at } } }));
  kit.at = (name, axis) => group(name).at[axis] || 0;
  kit.length = (name, axis) => group(name).length[axis] || 0;
  kit.move = (name, axis, index) => {
    const cursors = group(name);
    const length = cursors.length[axis];
    const next = Math.round(index);
    if (length === undefined || !inside(next, length) || cursors.at[axis] === next) return;
    cursors.at[axis] = next;
    cursors.exact = cursors.resting = null;
    announce(name, [axis]);
  };
  // Between positions. A pointer at rest asks for what is exactly there, `at` being a fraction of
  // each axis' positions; the answer is shown until a cursor moves on.
  kit.rest = (name, at) => {
    const cursors = group(name);
    if (cursors.resting === JSON.stringify(at)) return;
    cursors.resting = JSON.stringify(at);
    document.dispatchEvent(new CustomEvent("playground:rest", { detail: { group: name, at } }));
  };
  // A slider was let go, or a key: so do the cursors rest.
  kit.settle = (name) => document.dispatchEvent(new CustomEvent("playground:settled", { detail: { group: name } }));
  kit.refine = (name, exact) => {
    if (group(name).resting !== JSON.stringify(exact.at)) return;
    group(name).exact = exact;
    announce(name, Object.keys(exact.at));
  };
  kit.stir = (name, at) => {
    const cursors = group(name);
    if (!cursors.resting || cursors.resting === JSON.stringify(at)) return;
    const shown = cursors.exact;
    cursors.exact = cursors.resting = null;
    if (shown) announce(name, Object.keys(shown.at));
  };
  kit.exact = (name) => group(name).exact || null;
  kit.moved = (name) => Object.entries(group(name).at)
    .filter(([axis, index]) => index !== group(name).start[axis]);
  // A view's own setting, one of `options`, which are texts: as it stands, else as a link says
  // (?set.look=lines), else as it starts.
  kit.setting = (name, setting, options, start) => {
    const { set, wished } = group(name);
    const { value, start: before } = set[setting] || { value: wished[setting] };
    set[setting] = { start, value: value !== before && options.includes(value) ? value : start };
    return set[setting].value;
  };
  kit.set = (name, setting, value) => {
    group(name).set[setting].value = value;
    document.dispatchEvent(new CustomEvent("playground:setting", { detail: { group: name } }));
  };
  kit.altered = (name) => Object.entries(group(name).set)
    .filter(([, { value, start }]) => value !== start).map(([setting, { value }]) => [setting, value]);
  // The frame under the cursor, in C order of the axes.
  kit.frame = (name, axes) =>
    axes.reduce((index, axis) => index * kit.length(name, axis) + kit.at(name, axis), 0);

  // --- light and dark -----------------------------------------------------------------------
  new MutationObserver(() => document.dispatchEvent(new CustomEvent("playground:theme")))
    .observe(document.body || document.documentElement, { attributes: true, attributeFilter: ["class"] });
  kit.colours = (element) => {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      text: read("--body-text-color"),
      quiet: read("--body-text-color-subdued"),
      grid: read("--border-color-primary"),
      paper: read("--background-fill-primary"),
      cursor: read("--pg-cursor"),
      font: style.fontFamily,
    };
  };

  // --- the site: its pages, and the path under which they are served ---------------------------
  kit.site = settings.site || [];
  kit.former = settings.former || {};
  kit.root = () => new URL((window.gradio_config || {}).root || "/", location.href)
    .pathname.replace(/\/$/, "");

  // --- the stage: a tab's views, in lines. Their values are a file, of whose address it is told -----
  const LARGER = ["strip", "chart", "heads", "particles", "machine"]; // what gains by the whole screen
  const KEPT = 12;
  const GONE = "The answer did not arrive. Ask again, or reload the page.";
  const answers = new Map();
  const fetched = async (address) => {
    const sent = await fetch(`${location.origin}${kit.root()}${address}`);
    if (!sent.ok) throw new Error(`answer: ${sent.status}`);
    return sent.json();
  };
  const keep = (address, found) => {
    answers.set(address, found);
    // The browser keeps the file; the page, the last answers.
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    found.catch(() => answers.delete(address));
    return found;
  };
  const answer = (address) => answers.get(address) || keep(address, fetched(address));
  // An answer that the page holds itself, in the place of one that is fetched.
  kit.given = (address, found) => keep(address, Promise.resolve(found));
  // What the page opens with is asked for before it is laid out; null where it is not known yet.
  kit.early = async (tab) => {
    const sent = await fetch(`${location.origin}${kit.root()}/kit/answers/${tab}`).catch(() => null);
    if (!sent || sent.status !== 200) return null;
    const from = new URL(sent.url).pathname.slice(kit.root().length);
    keep(from, sent.json());
    return { from };
  };
  kit.stage = (element, props, trigger, watch) => {
    // First in the order of keys, last on the screen, where it stays while a view is seen.
    const bar = kit.make("div", { class: "pg-cursors" });
    const slot = () => bar.appendChild(kit.make("div", { class: "pg-slot" }));
    const views = props.lines.map((line) => line.map((view) => ({
      props: { ...view, group: props.group, value: null, bar: slot() }, acts: [],
      node: kit.make("div", { class: "pg-view", style: `flex-grow: ${view.scale}` }, kit.make("div", { class: "pg-mount" }), LARGER.includes(view.script) && kit.enlarging(() => bar.parentNode)),
    })));
    const lines = views.map((line) => kit.make("div", { class: "pg-line" }, ...line.map((view) => view.node)));
    element.querySelector(".pg-mount").replaceChildren(bar, kit.make("div", { class: "pg-lines" }, ...lines));
    const each = (act) => views.flat().forEach((view) => {
      try { act(view); } catch (error) { reportError(error); } // the others stand
    });
    each(({ node, props: own, acts }) => kit[own.script](node, own,
      (event, data) => own.asks && trigger(event, { view: own.view, data }), (name, act) => acts.push(act)));
    let shown = "";
    const take = async () => {
      const told = props.value || await kit.opening;
      if (told !== (props.value || told)) return;
      if (told && told.from && told.from === shown) return;
      const found = told && told.from ? await answer(told.from).catch(() => null) : null;
      if (told !== (props.value || told)) return; // a newer one is on its way
      shown = found ? told.from : "";
      const missing = told && told.from ? { error: GONE } : told;
      each(({ props: own, acts }) => {
        own.value = found ? found[own.view] : missing;
        own.answer = found;
        for (const act of acts) act();
      });
    };
    watch("value", take);
    take();
  };

  // A library of GIFs, from this very server, when one is wished; a saved view has none.
  kit.gif = settings.gif && (() => import(`${location.origin}${kit.root()}${settings.gif}`));

  // --- plotly.js: from this very server, once, when the first chart wants it -----------------
  let plotly = null;
  kit.plotly = () => {
    if (!plotly) plotly = afterPictures(`${location.origin}${kit.root()}${settings.plotly}`).catch((e) => { plotly = null; throw e; });
    return plotly;
  };
  // Its half second of compiling and drawing comes after what needs none of it is on the screen.
  async function afterPictures(url) {
    document.head.append(kit.make("link", { rel: "preload", as: "script", href: url }));
    await new Promise((idle) => (window.requestIdleCallback ? requestIdleCallback(idle, { timeout: 500 }) : setTimeout(idle, 100)));
    return load(url);
  }
  const load = (url) => new Promise((done, failed) => {
    const script = kit.make("script", { src: url, async: true });
    script.onload = () => done(window.Plotly);
    script.onerror = () => failed(new Error(`${url} did not load`));
    document.head.append(script);
  });
  let lecture = null;
  kit.lecture = settings.lecture && (() => lecture || (lecture = load(`${location.origin}${kit.root()}${settings.lecture}`)));
})();

// Heads: all attention heads of an answer as thumbnails, one of them large; no request in between.
// How they are drawn: heads_draw.js.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.heads) return;
  const OWN = { show: "head", look: "matrix", hide: "false", order: "", from: "0", mask: "own", temperature: "1",
    fusion: "mean", residual: "0.5" };
  const RESIDUALS = Array.from({ length: 20 }, (_, i) => String(i / 20));

  kit.heads = (element, props, trigger, watch) => {
    const view = kit.follow(element, props, watch, show, draw, { nodes: null, hover: null, state: {} });
    view.life.listen("playground:theme", view.redraw);
    view.life.observeSize(view.root, view.redraw);
    view.life.listen("playground:screen", view.redraw);
  };

  async function show(view, value) {
    const version = ++view.version;
    if (!value || value.error !== undefined) return say(view, value);
    const picture = value.picture && (await pixels(value.picture));
    if (version !== view.version) return;
    const shape = JSON.stringify([value.shape, value.causal, value.maskable, value.queries[0], value.first,
      value.sinks, Object.keys(value.numbers), !!picture]);
    view.data = { ...value, picture, scores: kit.attention.decode(value.scores) };
    if (shape !== view.shape) build(view);
    view.shape = shape;
    view.sorted = null;
    view.hover = view.weighed = null;
    const [layers, heads, rows] = value.shape;
    const axis = (name, length, start) => ({ name, values: Array(length).fill(0), start });
    kit.declare(view.group, [axis("layer", layers, value.start[0]), axis("head", heads, value.start[1]),
      axis("query", rows, value.start[2])]);
    draw(view);
  }
  function say(view, value) {
    view.data = view.nodes = null;
    view.shape = "";
    view.root.replaceChildren(kit.missing(value));
  }
  async function pixels(source) {
    const image = await kit.decoded(source);
    const canvas = kit.make("canvas", { width: image.naturalWidth, height: image.naturalHeight });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return { width, height, data };
  }

  // --- nodes -----------------------------------------------------------------------------------
  function build(view) {
    const { data, state } = view;
    const [layers, heads] = data.shape;
    Object.assign(state, OWN, { to: String(layers - 1), scale: data.picture ? "row" : "one" });
    const thumbs = Array.from({ length: layers * heads }, (_, i) => thumb(view, Math.floor(i / heads), i % heads));
    const canvas = kit.make("canvas", { class: "pg-large-head", role: "img", tabindex: 0,
      onpointermove: (e) => { view.hover = kit.drawHeads.place(view, e); view.redraw(); },
      onpointerleave: () => { view.hover = null; view.redraw(); },
      onclick: (e) => press(view, e) });
    view.nodes = { thumbs, canvas, title: kit.make("p", { class: "pg-head-title" }),
      said: kit.make("p", { class: "pg-note pg-head-said" }), bar: kit.make("div", { class: "pg-head-bar" }),
      grid: kit.make("div", { class: "pg-head-grid" }, ...thumbs.map((t) => t.node)),
      note: kit.make("p", { class: "pg-note" }), redone: kit.make("p", { class: "pg-note pg-head-redone" }),
      rolled: kit.make("span", { class: "pg-head-rolled" }) };
    view.nodes.tools = tools(view);
    view.root.replaceChildren(...[kit.heading(view.props), view.nodes.tools, view.nodes.redone,
      kit.make("div", { class: "pg-heads" }, kit.make("div", { class: "pg-head-all" }, view.nodes.grid, view.nodes.note), kit.make("div", { class: "pg-head-stage" },
        view.nodes.title, canvas, view.nodes.bar, view.nodes.said, view.nodes.back))].filter(Boolean));
  }
  function thumb(view, layer, head) {
    const canvas = kit.make("canvas", {});
    const name = kit.make("span", { class: "pg-head-name" });
    const node = kit.make("button", { type: "button", class: "pg-head", onclick: () => {
      if (view.nodes.show) {
        view.nodes.show.value = "head";
        change(view, "show", "head");
      }
      kit.move(view.group, "layer", layer);
      kit.move(view.group, "head", head);
      view.redraw();
    } }, canvas, name);
    return { layer, head, canvas, name, node };
  }

  // --- tools -----------------------------------------------------------------------------------
  function tools(view) {
    const { data } = view;
    const shown = data.causal !== null && choose(view, "Show", "show",
      [["head", "One head"], ["rollout", "Rollout"]]);
    view.nodes.show = shown && shown.querySelector("select");
    if (shown) rolling(view);
    view.nodes.back = data.picture && kit.make("button", { type: "button", class: "pg-head-back",
      text: kit.words({ t: "Ask from {query}", args: { query: { own: data.queries[0] } } }, view.group),
      onclick: () => kit.move(view.group, "query", 0) });
    const numbers = Object.keys(data.numbers);
    const order = numbers.length > 0 && choose(view, "Order", "order",
      [["", "by layer and head"], ...numbers.map((n) => [n, { t: "most: {name}", args: { name: n } }])]);
    const look = !data.picture && choose(view, "Drawn as", "look", [["matrix", "matrix"], ["lines", "lines"]]);
    const mask = data.maskable && choose(view, "Mask", "mask", [["own", "its own"],
      data.causal ? ["none", "none"] : ["causal", "causal"]]);
    return kit.make("div", { class: "pg-head-tools" }, shown, view.nodes.rolled, look,
      choose(view, "Scale", "scale", [["one", "0 to 1"], ["row", "per row"]]),
      order, mask, warmth(view), hiding(view));
  }
  // Settings are texts, as links and controls hold them.
  function change(view, name, value) {
    view.state[name] = value;
    kit.set(view.group, name, value);
    view.redraw();
  }
  const begin = (view, name, options) => {
    view.state[name] = kit.setting(view.group, name, options, view.state[name]);
    return view.state[name];
  };
  function choose(view, label, name, options) {
    const chosen = begin(view, name, options.map(([value]) => value));
    return kit.make("label", { class: "pg-head-tool" }, kit.make("span", { text: kit.words(label) }),
      kit.make("select", { onchange: (e) => change(view, name, e.target.value) }, ...options.map(([value, text]) =>
        kit.make("option", { value, text: kit.words(text), selected: value === chosen }))));
  }
  function rolling(view) {
    const { data, nodes } = view;
    const layer = Array.from({ length: data.shape[0] }, (_, i) => [String(i), String(i + 1)]);
    const span = choose(view, "Layers", "from", layer);
    const last = choose(view, "", "to", layer).querySelector("select");
    span.append(" – ", last);
    nodes.rolled.append(span, choose(view, "Heads as one", "fusion", [["mean", "mean"], ["max", "max"], ["min", "min"]]),
      kit.make("label", { class: "pg-head-tool" }, kit.make("span", { text: kit.words("Residual") }),
        kit.make("input", { type: "range", min: 0, max: 0.95, step: 0.05, value: begin(view, "residual", RESIDUALS),
          oninput: (e) => change(view, "residual", e.target.value) })));
  }
  function warmth(view) {
    const temperatures = view.data.temperatures.map(String);
    const value = kit.make("output", { class: "pg-value", text: kit.words(begin(view, "temperature", temperatures)) });
    return kit.make("label", { class: "pg-head-tool" }, kit.make("span", { text: kit.words("Softmax temperature") }),
      kit.make("input", { type: "range", min: 0, max: temperatures.length - 1, step: 1, value: temperatures.indexOf(view.state.temperature),
        oninput: (e) => { change(view, "temperature", temperatures[e.target.valueAsNumber]); value.textContent = kit.words(view.state.temperature); } }), value);
  }
  const hiding = (view) => kit.make("label", { class: "pg-head-tool" },
    kit.make("input", { type: "checkbox", checked: begin(view, "hide", ["false", "true"]) === "true",
      onchange: (e) => change(view, "hide", String(e.target.checked)) }),
    kit.make("span", { text: kit.words({ t: "Without {first} (renormalised)", args: { first: view.data.first } }, view.group) }));

  // --- what is shown ---------------------------------------------------------------------------
  // All weights under the mask and at the temperature that are asked for.
  function weighed(view) {
    const { data, state } = view;
    const asked = `${state.mask} ${state.temperature}`;
    if (!view.weighed || view.weighed.asked !== asked) {
      const [, , rows, columns] = data.shape;
      const causal = state.mask === "own" ? data.causal === true : state.mask === "causal";
      view.weighed = { asked, weights: kit.attention.weigh(data.scores, rows, columns, causal, Number(state.temperature)) };
    }
    return view.weighed.weights;
  }
  function weightsOf(view, layer, head) {
    const [, heads, rows, columns] = view.data.shape;
    const size = rows * columns;
    const at = (layer * heads + head) * size;
    return weighed(view).subarray(at, at + size);
  }
  const hidden = (view, weights) => {
    const [, , rows, columns] = view.data.shape;
    return view.state.hide === "true" ? kit.attention.without(weights, rows, columns, view.data.sinks) : weights;
  };
  function large(view) {
    const { state, data } = view;
    const [, heads, rows] = data.shape;
    if (state.show === "head") return hidden(view, weightsOf(view, kit.at(view.group, "layer"), kit.at(view.group, "head")));
    const [from, to] = [Number(state.from), Number(state.to)].sort((a, b) => a - b);
    const layers = [];
    for (let l = from; l <= to; l++) layers.push(Array.from({ length: heads }, (_, h) => weightsOf(view, l, h)));
    return hidden(view, kit.attention.rollout(layers, rows, state.fusion, Number(state.residual)));
  }
  function draw(view) {
    if (!view.data || !view.nodes || !view.root.clientWidth) return;
    const { nodes, state } = view;
    const now = { layer: kit.at(view.group, "layer"), head: kit.at(view.group, "head"), query: kit.at(view.group, "query") };
    const what = JSON.stringify([now, state, view.version]);
    if (what !== view.drawn) drawThumbs(view, now);
    view.drawn = what;
    nodes.rolled.hidden = state.show !== "rollout";
    view.weights = large(view);
    kit.drawHeads.large(view, view.weights, now.query);
    tell(view, now);
  }
  function drawThumbs(view, now) {
    const { nodes, state, data } = view;
    const order = data.numbers[state.order];
    const sorted = [...nodes.thumbs].sort((a, b) => (order ? order[b.layer][b.head] - order[a.layer][a.head] : 0));
    if (view.sorted !== state.order) nodes.grid.replaceChildren(...sorted.map((t) => t.node));
    view.sorted = state.order;
    nodes.grid.style.setProperty("--pg-across", data.shape[1] > 8 ? 6 : Math.min(data.shape[1], 4));
    nodes.note.textContent = kit.words(data.note, view.group);
    for (const one of nodes.thumbs) {
      const chosen = state.show === "head" && one.layer === now.layer && one.head === now.head;
      const name = state.order || data.names[one.layer][one.head];
      const number = data.numbers[name] ? ` ${kit.fixed(data.numbers[name][one.layer][one.head], 2)}` : "";
      one.name.textContent = `${one.layer + 1}·${one.head + 1} ${kit.words(name, view.group)}${number}`;
      one.node.setAttribute("aria-pressed", chosen);
      kit.drawHeads.small(view, one.canvas, hidden(view, weightsOf(view, one.layer, one.head)), now.query);
    }
  }

  // --- what is said ----------------------------------------------------------------------------
  function tell(view, now) {
    const { data, state, nodes } = view;
    const columns = data.shape[3];
    const span = [Number(state.from), Number(state.to)].sort((a, b) => a - b).map((l) => l + 1);
    nodes.title.textContent = kit.words(state.show === "head"
      ? { t: "Layer {layer}, head {head}", args: { layer: now.layer + 1, head: now.head + 1 } }
      : { t: "Rollout, layers {from} to {to}", args: { from: span[0], to: span[1] } });
    if (state.hide === "true") nodes.title.textContent += ` (${kit.words("renormalised")})`;
    const redone = state.temperature !== "1" || state.mask !== "own";
    nodes.redone.hidden = !redone;
    nodes.redone.textContent = kit.words("Redone here from the network's own queries and keys, in every head for itself: the layers above did not see the change.");
    const query = view.hover && !data.picture && view.hover.query !== null ? view.hover.query : now.query;
    const row = Array.from(view.weights.subarray(query * columns, (query + 1) * columns));
    const best = view.hover && view.hover.key !== null ? view.hover.key : row.indexOf(Math.max(...row));
    const said = { t: "{query} → {key}: {weight}", args: { query: { own: data.queries[query] }, key: { own: data.keys[best] },
      weight: kit.fixed(row[best] || 0, 3) } };
    const hint = data.picture
      ? { t: "Click a patch to ask from there; now asked from {query}.", args: { query: { own: data.queries[now.query] } } }
      : state.look === "lines" ? "Hover over a word for its lines; click one on the left to keep it."
        : "Hover for the values; click a row to read it alone.";
    nodes.canvas.setAttribute("aria-label", `${nodes.title.textContent}. ${kit.words(said, view.group)}`);
    const others = state.show === "head" && data.others.length ? data.others[now.layer][now.head] : "";
    nodes.said.replaceChildren(kit.make("strong", { text: kit.words(said, view.group) }), ` ${kit.words(hint, view.group)} ${kit.words(others, view.group)}`);
    if (nodes.back) nodes.back.hidden = now.query === 0;
    kit.drawHeads.legend(view, now);
  }
  function press(view, event) {
    const at = kit.drawHeads.place(view, event);
    const query = at && (view.data.picture ? at.key : at.query);
    if (query !== null) kit.move(view.group, "query", query);
  }
})();

// Heads: all attention heads of an answer as thumbnails, one of them large; no request in between.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.heads) return;
  const CIVIDIS = [[0, 34, 78], [64, 76, 108], [124, 123, 120], [186, 174, 108], [254, 232, 56]];
  const OPACITY = 0.72; // of a painted patch; the rest is the picture under it
  const LARGEST = 420; // CSS pixels of the large head

  kit.heads = (element, props, trigger, watch) => {
    const view = { root: element.querySelector(".pg-mount"), props, group: props.group,
      life: kit.life(element), version: 0, nodes: null, hover: null,
      state: { show: "head", scale: "", hide: false, order: "", from: 0, to: 0, fusion: "mean", residual: 0.5 } };
    view.redraw = kit.eachFrame(() => draw(view));
    view.life.listen("playground:cursor", (e) => e.group === view.group && view.redraw());
    view.life.listen("playground:theme", view.redraw);
    view.life.observeSize(view.root, view.redraw);
    watch("value", () => show(view, props.value));
    show(view, props.value);
  };

  async function show(view, value) {
    const version = ++view.version;
    if (!value || value.error !== undefined) return say(view, value);
    const picture = value.picture && (await pixels(value.picture));
    if (version !== view.version) return;
    const shape = JSON.stringify([value.shape, value.rolls, value.queries[0], value.first, Object.keys(value.numbers), !!picture]);
    view.data = { ...value, picture, weights: kit.attention.decode(value.weights) };
    if (shape !== view.shape) build(view);
    view.shape = shape;
    view.hover = null;
    const [layers, heads, rows] = value.shape;
    const axis = (name, length, start) => ({ name, values: Array(length).fill(0), start });
    kit.declare(view.group, [axis("layer", layers, value.start[0]), axis("head", heads, value.start[1]),
      axis("query", rows, value.start[2])]);
    draw(view);
  }
  function say(view, value) {
    view.data = view.nodes = null;
    view.shape = "";
    view.root.replaceChildren(value
      ? kit.notice("error", "This could not be shown.", value.error)
      : kit.waiting());
  }
  async function pixels(source) {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = kit.make("canvas", { width: image.naturalWidth, height: image.naturalHeight });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return { width, height, grey: Array.from({ length: width * height }, (_, i) => data[4 * i]) };
  }

  // --- nodes -----------------------------------------------------------------------------------
  function build(view) {
    const { data, state } = view;
    const [layers, heads] = data.shape;
    Object.assign(state, { show: "head", order: "", from: 0, to: layers - 1, hide: false,
      scale: data.picture ? "row" : "one" });
    const thumbs = Array.from({ length: layers * heads }, (_, i) => thumb(view, Math.floor(i / heads), i % heads));
    const canvas = kit.make("canvas", { class: "pg-large-head", role: "img", tabindex: 0,
      onpointermove: (e) => { view.hover = place(view, e); view.redraw(); },
      onpointerleave: () => { view.hover = null; view.redraw(); },
      onclick: (e) => press(view, e) });
    view.nodes = { thumbs, canvas, title: kit.make("p", { class: "pg-head-title" }),
      said: kit.make("p", { class: "pg-note pg-head-said" }), bar: kit.make("div", { class: "pg-head-bar" }),
      grid: kit.make("div", { class: "pg-head-grid" }, ...thumbs.map((t) => t.node)),
      note: kit.make("p", { class: "pg-note" }),
      rolled: kit.make("span", { class: "pg-head-rolled" }) };
    view.nodes.tools = tools(view);
    view.root.replaceChildren(...[kit.heading(view.props), view.nodes.tools,
      kit.make("div", { class: "pg-heads" }, kit.make("div", { class: "pg-head-all" }, view.nodes.grid, view.nodes.note), kit.make("div", { class: "pg-head-stage" },
        view.nodes.title, canvas, view.nodes.bar, view.nodes.said, view.nodes.back))].filter(Boolean));
  }
  function thumb(view, layer, head) {
    const canvas = kit.make("canvas", {});
    const name = kit.make("span", { class: "pg-head-name" });
    const node = kit.make("button", { type: "button", class: "pg-head", onclick: () => {
      view.state.show = "head";
      view.nodes.show && (view.nodes.show.value = "head");
      kit.move(view.group, "layer", layer);
      kit.move(view.group, "head", head);
      view.redraw();
    } }, canvas, name);
    return { layer, head, canvas, name, node };
  }
  function tools(view) {
    const { data, state } = view;
    const change = (name, read) => (e) => { state[name] = read(e.target); view.redraw(); };
    const choose = (label, name, options) => kit.make("label", { class: "pg-head-tool" },
      kit.make("span", { text: kit.words(label) }),
      kit.make("select", { onchange: change(name, (t) => t.value) }, ...options.map(([value, text]) =>
        kit.make("option", { value, text: kit.words(text), selected: value === state[name] }))));
    const numbers = Object.keys(data.numbers);
    const hide = kit.make("label", { class: "pg-head-tool" },
      kit.make("input", { type: "checkbox", onchange: change("hide", (t) => t.checked) }),
      kit.make("span", { text: kit.words({ t: "Without {first} (renormalised)", args: { first: data.first } }) }));
    const shown = data.rolls && choose("Show", "show", [["head", "One head"], ["rollout", "Rollout through the layers"]]);
    view.nodes.show = shown && shown.querySelector("select");
    const [layers] = data.shape;
    const layer = Array.from({ length: layers }, (_, i) => [String(i), String(i + 1)]);
    const span = choose("Layers", "from", layer);
    span.append(" – ", choose("", "to", layer).querySelector("select"));
    view.nodes.rolled.append(span, choose("Heads as one", "fusion", [["mean", "mean"], ["max", "max"], ["min", "min"]]),
      kit.make("label", { class: "pg-head-tool" }, kit.make("span", { text: kit.words("Residual") }),
        kit.make("input", { type: "range", min: 0, max: 0.95, step: 0.05, value: state.residual,
          oninput: change("residual", (t) => t.valueAsNumber) })));
    view.nodes.back = data.picture && kit.make("button", { type: "button", class: "pg-head-back",
      text: kit.words({ t: "Ask from {query}", args: { query: data.queries[0] } }),
      onclick: () => kit.move(view.group, "query", 0) });
    return kit.make("div", { class: "pg-head-tools" }, shown, view.nodes.rolled,
      choose("Scale", "scale", [["one", "0 to 1"], ["row", "each row to its largest"]]),
      numbers.length > 0 && choose("Order", "order",
        [["", "by layer and head"], ...numbers.map((n) => [n, { t: "most: {name}", args: { name: n } }])]), hide);
  }

  // --- what is shown ---------------------------------------------------------------------------
  function weightsOf(view, layer, head) {
    const [, heads, rows, columns] = view.data.shape;
    const size = rows * columns;
    const at = (layer * heads + head) * size;
    return view.data.weights.subarray(at, at + size);
  }
  function shownAt(view, layer, head) {
    const [, , rows, columns] = view.data.shape;
    const weights = weightsOf(view, layer, head);
    return view.state.hide ? kit.attention.without(weights, rows, columns) : weights;
  }
  function large(view) {
    const { state, data } = view;
    const [, heads, rows, columns] = data.shape;
    if (state.show === "head") return shownAt(view, kit.at(view.group, "layer"), kit.at(view.group, "head"));
    const [from, to] = [Number(state.from), Number(state.to)].sort((a, b) => a - b);
    const layers = [];
    for (let l = from; l <= to; l++) layers.push(Array.from({ length: heads }, (_, h) => weightsOf(view, l, h)));
    const flow = kit.attention.rollout(layers, rows, state.fusion, state.residual);
    return state.hide ? kit.attention.without(flow, rows, columns) : flow;
  }
  // How bright each weight is: its share of 1, or of its row's largest (of a picture's, without CLS).
  function brightness(view, weights) {
    const [, , rows, columns] = view.data.shape;
    if (view.state.scale === "one") return weights;
    const skip = view.data.picture ? 1 : 0;
    const most = Array.from({ length: rows }, (_, i) =>
      Math.max(...weights.subarray(i * columns + skip, (i + 1) * columns)) || 1);
    return weights.map((w, i) => w / most[Math.floor(i / columns)]);
  }
  const colour = (share) => {
    const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
    const i = Math.min(CIVIDIS.length - 2, Math.floor(at));
    return CIVIDIS[i].map((c, k) => c + (at - i) * (CIVIDIS[i + 1][k] - c));
  };

  // --- drawing ---------------------------------------------------------------------------------
  function draw(view) {
    if (!view.data || !view.nodes || !view.root.clientWidth) return;
    const { nodes, state, data } = view;
    const now = { layer: kit.at(view.group, "layer"), head: kit.at(view.group, "head"), query: kit.at(view.group, "query") };
    const what = JSON.stringify([now, state, view.version]);
    if (what !== view.drawn) drawThumbs(view, now);
    view.drawn = what;
    nodes.rolled.hidden = state.show !== "rollout";
    view.weights = large(view);
    const bright = brightness(view, view.weights);
    if (data.picture) drawPicture(view, bright, now.query);
    else drawMatrix(view, bright, now.query);
    tell(view, now);
  }
  function drawThumbs(view, now) {
    const { nodes, state, data } = view;
    const order = data.numbers[state.order];
    const sorted = [...nodes.thumbs].sort((a, b) => (order ? order[b.layer][b.head] - order[a.layer][a.head] : 0));
    if (view.sorted !== state.order) nodes.grid.replaceChildren(...sorted.map((t) => t.node));
    view.sorted = state.order;
    nodes.grid.style.setProperty("--pg-across", Math.min(data.shape[1], 4));
    nodes.note.textContent = kit.words(data.note);
    for (const one of nodes.thumbs) {
      const chosen = state.show === "head" && one.layer === now.layer && one.head === now.head;
      const name = state.order || data.names[one.layer][one.head];
      const number = data.numbers[name] ? ` ${data.numbers[name][one.layer][one.head].toFixed(2)}` : "";
      one.name.textContent = `${one.layer + 1}·${one.head + 1} ${kit.words(name)}${number}`;
      one.node.setAttribute("aria-pressed", chosen);
      small(view, one, brightness(view, shownAt(view, one.layer, one.head)), now.query);
    }
  }
  function small(view, { canvas }, bright, query) {
    const [, , rows, columns] = view.data.shape;
    if (view.data.picture) return overlay(view, canvas, bright, query);
    fill(canvas, columns, rows, (x, y) => colour(bright[y * columns + x]));
  }
  function fill(canvas, width, height, paint) {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    for (let i = 0; i < width * height; i++) image.data.set([...paint(i % width, Math.floor(i / width)), 255], 4 * i);
    pen.putImageData(image, 0, 0);
  }
  const side = (view) => Math.round(Math.sqrt(view.data.shape[3] - 1));
  function overlay(view, canvas, bright, query) {
    const { width, height, grey } = view.data.picture;
    const columns = view.data.shape[3];
    const patch = width / side(view);
    fill(canvas, width, height, (x, y) => {
      const key = 1 + Math.floor(y / patch) * side(view) + Math.floor(x / patch);
      return colour(bright[query * columns + key]).map((c) => OPACITY * c + (1 - OPACITY) * grey[y * width + x]);
    });
  }
  function sharp(view, width, height) {
    const { canvas } = view.nodes;
    const dpr = Math.min(2, window.devicePixelRatio || 1);
    Object.assign(canvas, { width: Math.round(width * dpr), height: Math.round(height * dpr) });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = canvas.getContext("2d");
    pen.scale(dpr, dpr);
    return pen;
  }
  const room = (view) => Math.max(200, Math.min(LARGEST, view.nodes.canvas.parentNode.clientWidth));
  function drawPicture(view, bright, query) {
    const size = Math.min(room(view), 340);
    const under = kit.make("canvas");
    overlay(view, under, bright, query);
    const pen = sharp(view, size, size);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(under, 0, 0, size, size);
    view.frame = { left: 0, top: 0, cell: size / side(view) };
    const { cell } = view.frame;
    const box = (key) => [((key - 1) % side(view)) * cell, Math.floor((key - 1) / side(view)) * cell, cell, cell];
    pen.lineWidth = 3;
    pen.strokeStyle = kit.colours(view.root).cursor;
    if (query > 0) pen.strokeRect(...box(query));
    pen.lineWidth = 1.5;
    pen.strokeStyle = "white";
    if (view.hover) pen.strokeRect(...box(view.hover.key));
  }
  // Rows are queries, named to the left; keys are named above, slanted.
  function drawMatrix(view, bright, query) {
    const [, , rows, columns] = view.data.shape;
    const { text, quiet, cursor, font } = kit.colours(view.root);
    const { queries, keys, axes } = view.data;
    const measure = kit.make("canvas").getContext("2d");
    measure.font = `14px ${font}`;
    const widest = (names) => Math.max(...names.map((name) => measure.measureText(name).width));
    const left = Math.min(130, widest(queries) + 34), top = Math.min(110, 0.72 * widest(keys) + 34);
    const cell = Math.max(4, Math.min(44, (room(view) - left - 30) / columns, (LARGEST - top) / rows));
    const pen = sharp(view, Math.min(room(view), left + columns * cell + 0.7 * widest(keys.slice(-1)) + 4), top + rows * cell + 2);
    view.frame = { left, top, cell };
    pen.font = `14px ${font}`;
    for (let i = 0; i < rows * columns; i++) {
      pen.fillStyle = `rgb(${colour(bright[i]).map(Math.round)})`;
      pen.fillRect(left + (i % columns) * cell, top + Math.floor(i / columns) * cell, cell - 1, cell - 1);
    }
    pen.fillStyle = text;
    pen.font = `${Math.min(14, cell)}px ${font}`;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    if (cell >= 10) queries.forEach((name, y) => pen.fillText(name, left - 6, top + (y + 0.5) * cell, left - 26));
    pen.textAlign = "left";
    if (cell >= 10) keys.forEach((name, x) => slanted(pen, name, left + (x + 0.5) * cell, top - 6, -Math.PI / 4));
    pen.fillStyle = quiet;
    pen.font = `14px ${font}`;
    pen.textAlign = "center";
    slanted(pen, kit.words(axes[0]), 9, top + (rows * cell) / 2, -Math.PI / 2);
    pen.fillText(kit.words(axes[1]), left + (columns * cell) / 2, 9);
    pen.strokeStyle = cursor;
    pen.lineWidth = 2.5;
    pen.strokeRect(left - 1, top + query * cell - 1, columns * cell + 1, cell + 1);
    pen.strokeStyle = "white";
    pen.lineWidth = 1.5;
    if (view.hover) pen.strokeRect(left + view.hover.key * cell, top + view.hover.query * cell, cell - 1, cell - 1);
  }
  function slanted(pen, name, x, y, angle) {
    pen.save();
    pen.translate(x, y);
    pen.rotate(angle);
    pen.fillText(name, 0, 0);
    pen.restore();
  }

  // --- what is said ----------------------------------------------------------------------------
  function tell(view, now) {
    const { data, state, nodes } = view;
    const columns = data.shape[3];
    const span = [Number(state.from), Number(state.to)].sort((a, b) => a - b).map((l) => l + 1);
    nodes.title.textContent = kit.words(state.show === "head"
      ? { t: "Layer {layer}, head {head}", args: { layer: now.layer + 1, head: now.head + 1 } }
      : { t: "Rollout, layers {from} to {to}", args: { from: span[0], to: span[1] } });
    if (state.hide) nodes.title.textContent += ` (${kit.words("renormalised")})`;
    const query = view.hover && !data.picture ? view.hover.query : now.query;
    const row = Array.from(view.weights.subarray(query * columns, (query + 1) * columns));
    const best = view.hover ? view.hover.key : row.indexOf(Math.max(...row));
    const said = { t: "{query} → {key}: {weight}", args: { query: data.queries[query], key: data.keys[best],
      weight: (row[best] || 0).toFixed(3) } };
    const hint = data.picture
      ? { t: "Click a patch to ask from there; now asked from {query}.", args: { query: data.queries[now.query] } }
      : "Hover for the values; click a row to read it alone.";
    nodes.canvas.setAttribute("aria-label", `${nodes.title.textContent}. ${kit.words(said)}`);
    nodes.said.replaceChildren(kit.make("strong", { text: kit.words(said) }), ` ${kit.words(hint)}`);
    if (nodes.back) nodes.back.hidden = now.query === 0;
    legend(view, now);
  }
  function legend(view, now) {
    const columns = view.data.shape[3];
    const row = Array.from(view.weights.subarray(now.query * columns, (now.query + 1) * columns));
    const most = view.state.scale === "one" ? 1 : Math.max(...row.slice(view.data.picture ? 1 : 0));
    const ends = view.state.scale === "row" && !view.data.picture ? ["0", kit.words("max")] : ["0", most.toFixed(2).replace("1.00", "1")];
    const stops = CIVIDIS.map((c) => `rgb(${c})`).join(", ");
    view.nodes.bar.replaceChildren(kit.make("span", { text: ends[0] }),
      kit.make("i", { style: `background: linear-gradient(to right, ${stops})` }), kit.make("span", { text: ends[1] }));
  }
  function place(view, event) {
    const box = view.nodes.canvas.getBoundingClientRect();
    const { left, top, cell } = view.frame;
    const x = Math.floor((event.clientX - box.left - left) / cell), y = Math.floor((event.clientY - box.top - top) / cell);
    const [, , rows, columns] = view.data.shape;
    if (view.data.picture) {
      const edge = side(view);
      return x >= 0 && y >= 0 && x < edge && y < edge ? { query: null, key: 1 + y * edge + x } : null;
    }
    return x >= 0 && y >= 0 && x < columns && y < rows ? { query: y, key: x } : null;
  }
  function press(view, event) {
    const at = place(view, event);
    if (at) kit.move(view.group, "query", view.data.picture ? at.key : at.query);
  }
})();

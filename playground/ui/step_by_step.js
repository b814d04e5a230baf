// One query by hand: q.k, scaled, masked, softmax, times the values, summed; all computed here.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.stepByStep) return;

  kit.stepByStep = (element, props, trigger, watch) => {
    const view = kit.follow(element, props, watch, show, draw, { shape: "" });
    view.life.listen("playground:theme", view.redraw);
  };

  function show(view, value) {
    if (!value || value.error !== undefined) {
      view.data = null;
      view.shape = "";
      return view.root.replaceChildren(kit.missing(value));
    }
    view.data = { ...value, q: floats(value.q), k: floats(value.k), v: floats(value.v) };
    const shape = JSON.stringify([value.shape, value.queries, value.keys]);
    if (shape !== view.shape) build(view);
    view.shape = shape;
    const [layers, heads, rows, columns] = value.shape;
    const [layer, head, query] = value.start;
    const axis = (name, length, start) => ({ name, values: Array(length).fill(0), start });
    kit.declare(view.group, [axis("layer", layers, layer), axis("head", heads, head),
      axis("query", rows, query), axis("key", columns, 0),
      axis("temperature", value.temperatures.length, value.temperatures.indexOf(1))]);
    draw(view);
  }
  const floats = (text) =>
    new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

  // --- the numbers -----------------------------------------------------------------------------
  const vector = (view, name, row, count) => {
    const { shape } = view.data;
    const [, heads, , , width] = shape;
    const at = ((kit.at(view.group, "layer") * heads + kit.at(view.group, "head")) * count + row) * width;
    return Array.from(view.data[name].subarray(at, at + width));
  };
  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  // Every step for the query under the cursor.
  kit.steps = (view) => {
    const [, , rows, columns, width] = view.data.shape;
    const query = kit.at(view.group, "query");
    const temperature = view.data.temperatures[kit.at(view.group, "temperature")];
    const q = vector(view, "q", query, rows);
    const all = (name) => Array.from({ length: columns }, (_, j) => vector(view, name, j, columns));
    const k = all("k"), v = all("v"), seen = view.data.mask[query];
    const dots = k.map((one) => dot(q, one));
    const scores = dots.map((x) => x / Math.sqrt(width));
    const weights = kit.attention.softmax(scores, seen, temperature);
    const passed = v.map((one, j) => one.map((x) => weights[j] * x));
    const output = q.map((_, i) => passed.reduce((sum, one) => sum + one[i], 0));
    return { query, temperature, q, k, v, seen, dots, scores, weights, passed, output };
  };

  // --- nodes -----------------------------------------------------------------------------------
  function build(view) {
    const { data } = view;
    const [layers, heads, , , width] = data.shape;
    const buttons = (axis, names) => kit.make("div", { class: "pg-words", role: "group" }, ...names.map((text, i) =>
      kit.make("button", { type: "button", "data-axis": axis, text, onclick: () => kit.move(view.group, axis, i) })));
    const choose = (axis, label, names) => {
      const row = buttons(axis, names);
      row.setAttribute("aria-label", kit.words(label, view.group));
      row.prepend(kit.make("span", { class: "pg-name", text: kit.words(label, view.group) }));
      return row;
    };
    const numbered = (count) => Array.from({ length: count }, (_, i) => String(i + 1));
    view.range = kit.make("input", { type: "range", min: 0, max: data.temperatures.length - 1, step: 1,
      "aria-label": kit.words("Softmax temperature"),
      oninput: () => kit.move(view.group, "temperature", view.range.valueAsNumber) });
    view.output = kit.make("output", { class: "pg-value" });
    const warm = kit.make("div", { class: "pg-axis" }, kit.make("span"),
      kit.make("span", { class: "pg-name", text: kit.words("Softmax temperature") }), view.range, view.output);
    view.products = kit.make("div", { class: "pg-products" });
    view.body = kit.make("tbody");
    const head = (text, small) => kit.make("th", { text: kit.words(text, view.group) },
      kit.make("small", { text: kit.words(small, view.group) }));
    const table = kit.make("table", {}, kit.make("thead", {}, kit.make("tr", {}, head("key", ""), head("q · k", "similarity"),
      head({ t: "÷ √{width}", args: { width } }, "scaled"), head("mask", "may look?"), head("softmax", "sums to 1"),
      head("value v", "blue +, orange −"), head("weight × v", "what is passed on"))), view.body);
    view.root.replaceChildren(...[kit.heading(view.props), choose("query", "Query", data.queries),
      kit.make("div", { class: "pg-head-tools" }, layers > 1 && choose("layer", "Layer", numbered(layers)),
        heads > 1 && choose("head", "Head", numbered(heads)), warm),
      kit.make("div", { class: "pg-step-by-step" }, table), view.products].filter(Boolean));
  }

  // --- drawing ---------------------------------------------------------------------------------
  const short = (x) => kit.fixed(x, Math.abs(x) < 10 ? 2 : 1).replace("-", "−");
  const number = (x, digits) => kit.make("span", { class: "pg-number",
    text: digits === undefined ? short(x) : kit.fixed(x, digits) });
  // A bar from the middle for signed numbers, from the left for weights.
  function bar(x, most, css = "") {
    const share = Math.min(1, Math.abs(x) / most || 0) * (css ? 100 : 50);
    const left = css ? 0 : x < 0 ? 50 - share : 50;
    return kit.make("span", { class: `pg-bar ${css}` }, kit.make("i",
      { class: !css && x < 0 ? "pg-minus" : false, style: `left: ${left}%; width: ${share}%` }));
  }
  function cells(values, most) {
    return kit.make("span", { class: "pg-cells", title: values.map(short).join("  ") },
      ...values.map((x) => kit.make("i", { style: `background: ${tint(x / most)}` })));
  }
  // The well at 0, blue above, orange below, as the bars.
  const tint = (share) => {
    const size = Math.round(100 * Math.min(1, Math.abs(share) || 0));
    return `color-mix(in srgb, ${share < 0 ? "#D55E00" : "#0072B2"} ${size}%, var(--pg-well))`;
  };
  const largest = (rows) => Math.max(1e-9, ...rows.flat().map(Math.abs));

  function draw(view) {
    if (!view.data) return;
    const { data } = view;
    const now = kit.steps(view);
    const key = Math.min(kit.at(view.group, "key"), data.keys.length - 1);
    for (const button of view.root.querySelectorAll("button[data-axis]")) {
      const row = [...button.parentNode.querySelectorAll("button")];
      button.setAttribute("aria-pressed", row.indexOf(button) === kit.at(view.group, button.dataset.axis));
    }
    const at = kit.at(view.group, "temperature");
    view.range.value = at;
    view.range.style.setProperty("--pg-share", `${(100 * at) / (data.temperatures.length - 1)}%`);
    view.output.textContent = kit.number(now.temperature);
    drawProducts(view, now, key);
    const scale = { dots: largest(now.dots), v: largest(now.v), passed: largest([...now.passed, now.output]) };
    scale.scores = scale.dots / Math.sqrt(now.q.length);
    view.body.replaceChildren(...data.keys.map((name, j) => line(view, now, j, scale, j === key)), total(view, now, scale));
  }
  function line(view, now, j, scale, chosen) {
    const seen = now.seen[j];
    const cell = (...parts) => kit.make("td", { class: seen ? false : "pg-gone" }, ...parts);
    return kit.make("tr", { "aria-current": chosen ? "true" : false, onclick: () => kit.move(view.group, "key", j) },
      kit.make("td", { text: view.data.keys[j] }),
      cell(bar(now.dots[j], scale.dots), number(now.dots[j])), cell(bar(now.scores[j], scale.scores), number(now.scores[j])),
      cell(seen ? number(now.scores[j]) : kit.make("span", { text: `−∞ ${kit.words("hidden", view.group)}` })),
      cell(bar(now.weights[j], 1, "pg-weight"), number(now.weights[j], 3)),
      cell(cells(now.v[j], scale.v)), cell(cells(now.passed[j], scale.passed)));
  }
  function total(view, now, scale) {
    const sum = now.weights.reduce((a, b) => a + b, 0);
    return kit.make("tr", { class: "pg-sum" }, kit.make("td", { text: kit.words("sum", view.group) }), kit.make("td"), kit.make("td"),
      kit.make("td"), kit.make("td", {}, kit.make("span", { class: "pg-bar" }), number(sum, 3)),
      kit.make("td", { text: kit.words("output of the head", view.group) }), kit.make("td", {}, cells(now.output, scale.passed)));
  }
  function drawProducts(view, now, key) {
    const k = now.k[key];
    const products = now.q.map((x, i) => x * k[i]);
    const most = largest([now.q, k]);
    const named = (name, values, top) => kit.make("tr", {}, kit.make("td", { text: kit.words(name, view.group) }),
      kit.make("td", {}, cells(values, top)));
    const said = { t: "“{query}” asks “{key}”: q · k is the sum of {width} products",
      args: { query: { own: view.data.queries[now.query] }, key: { own: view.data.keys[key] }, width: k.length } };
    view.products.replaceChildren(kit.make("p", { class: "pg-head-title", text: kit.words(said, view.group) }),
      kit.make("div", { class: "pg-step-by-step pg-product" }, kit.make("table", {}, kit.make("tbody", {}, named("q", now.q, most),
        named("k", k, most), named("products", products, largest(products))))));
  }
})();

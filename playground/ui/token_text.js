// TokenText: a text token by token, shaded by where a head looked when the next token was to come.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.tokenText) return;
  const TOLD = 4; // tokens that are named with their weights

  kit.tokenText = (element, props, trigger, watch) => {
    kit.follow(element, props, watch, show, draw);
  };

  function show(view, value) {
    view.data = null;
    if (!value || value.error !== undefined) {
      return view.root.replaceChildren(kit.missing(value));
    }
    view.data = { ...value, roots: value.looked && roots(value.looked) };
    build(view);
    if (value.looked) kit.declare(view.group, [{ name: "head", values: value.rows, start: value.chosen }]);
    draw(view);
  }
  // base64 of round(255 sqrt(w)) -> square roots of weights, by which tokens are shaded
  const roots = (text) => Float32Array.from(atob(text), (c) => c.charCodeAt(0) / 255);

  // --- nodes -----------------------------------------------------------------------------------
  function build(view) {
    const { data } = view;
    view.words = data.tokens.map((token, i) => word(view, token, i - data.start));
    view.select = kit.make("select", { onchange: () => kit.move(view.group, "head", view.select.selectedIndex) },
      ...data.rows.map((name) => kit.make("option", { text: kit.words(name, view.group) })));
    view.said = kit.make("p", { class: "pg-note pg-token-text-said" });
    const choose = data.looked && kit.make("label", { class: "pg-head-tool" },
      kit.make("span", { class: "pg-note", text: kit.words("Shaded by", view.group) }), view.select);
    view.root.replaceChildren(kit.make("div", { class: "pg-token-text" },
      kit.make("div", { class: "pg-token-text-top" }, kit.heading(view.props), choose),
      kit.make("p", { class: "pg-token-text-words" }, ...view.words), data.looked && view.said));
  }
  // Spaces and line breaks are part of the tokens, and are kept.
  function word(view, token, step) {
    const move = () => kit.move(view.group, view.data.axis, step);
    return kit.make("span", { text: token, class: step < 0 ? "pg-token" : "pg-token pg-token-new",
      ...(step < 0 ? {} : { onclick: move }) });
  }

  // --- drawing ---------------------------------------------------------------------------------
  function draw(view) {
    if (!view.data) return;
    const { data } = view;
    const step = kit.at(view.group, data.axis), row = kit.at(view.group, "head");
    view.words.forEach((node, i) => {
      node.classList.toggle("pg-token-now", i === data.start + step);
      node.classList.toggle("pg-token-later", i > data.start + step);
    });
    if (!data.looked) return;
    const [, count, width] = data.shape;
    const at = (step * count + row) * width;
    const looked = data.roots.subarray(at, at + width);
    view.select.selectedIndex = row;
    view.words.forEach((node, i) => shade(node, i < data.start + step ? looked[i] : 0));
    tell(view, looked.map((w) => w * w), data.rows[row]);
  }
  function shade(node, root) {
    node.style.setProperty("--pg-looked", `${Math.round(100 * root)}%`);
    node.title = root > 0 ? kit.fixed(root * root, 3) : "";
  }
  const seen = (token) => token.replaceAll("\n", "⏎").trim() || "␣";
  function tell(view, weights, row) {
    const { tokens } = view.data;
    const best = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a]).slice(0, TOLD)
      .filter((i) => weights[i] > 0);
    const named = best.map((i) => `“${seen(tokens[i])}” ${kit.fixed(weights[i], 2)}`).join(", ");
    view.said.textContent = kit.words({ t: "{row} looked at {tokens}", args: { row, tokens: { own: named } } }, view.group);
  }
})();

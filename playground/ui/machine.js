// A machine: the parts that an answer goes through, with their values under the cursor.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.machine) return;

  // The row of a strip whose pictures a part shows.
  const rowOf = (answer, [view, place]) => ({ strip: answer[view], row: answer[view].rows[place] });
  const build = (props, data, sign) => {
    const shown = data.picture && rowOf(props.answer, data.picture);
    const part = { data, shown, sprites: null,
      canvas: shown && kit.make("canvas", { width: shown.row.width, height: shown.row.height, "aria-hidden": "true" }),
      text: data.texts.length > 0 && kit.make("span", { class: "pg-part-text" }) };
    const name = kit.words(data.label, props.group);
    const address = data.tab && kit.pageAddress(data.tab);
    part.node = kit.make("li", {},
      sign && kit.make("span", { class: "pg-sign", text: sign }),
      kit.make("span", { class: `pg-part pg-${data.form}` }, part.canvas,
        name && kit.make(address ? "a" : "span", { href: address, text: name }), part.text));
    return part;
  };
  const draw = ({ group, parts }) => parts.forEach(({ data, shown, sprites, canvas, text }) => {
    if (text) text.textContent = kit.words(data.texts[data.axes.length ? kit.frame(group, data.axes) : 0], group);
    if (!sprites) return;
    const { row } = shown;
    kit.blit(sprites, row, canvas, Math.min(kit.frame(group, row.axes) + data.ahead, row.count - 1), 0, 0);
  });
  const paint = (view, value) => {
    const { props } = view;
    // Nothing leads to what stands first.
    const signOf = ({ sign }, first) => (first && sign === "→" ? "" : sign);
    const blocks = value.blocks.map((lines, block) => lines.map((line) =>
      line.map((part, place) => build(props, part, signOf(part, block + place === 0)))));
    view.parts = blocks.flat(2);
    const listed = (line) => kit.make("ol", {}, ...line.map((part) => part.node));
    view.root.replaceChildren(...[kit.heading(props),
      kit.make("div", { class: "pg-machine", tabindex: 0, role: "region", "aria-label": kit.words(props.heading, props.group) },
        ...blocks.map((lines) => kit.make("div", { class: "pg-block" }, ...lines.map(listed)))),
      value.note && kit.make("p", { class: "pg-note", text: kit.words(value.note, props.group) })].filter(Boolean));
    const here = ++view.version;
    view.parts.filter(({ shown }) => shown).forEach(async (part) => {
      const sprites = await kit.sprites(part.shown.strip).catch(() => null);
      if (here !== view.version) return;
      part.sprites = sprites;
      view.redraw();
    });
  };
  kit.machine = (element, props, trigger, watch) => {
    const show = (view, value) => {
      view.parts = [];
      if (value && value.blocks) paint(view, value);
      else view.root.replaceChildren(kit.missing(value));
      view.redraw();
    };
    kit.follow(element, props, watch, show, draw, { parts: [] });
  };
})();

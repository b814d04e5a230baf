// Film strip: frames in sprites, drawn on canvases, scrubbed without a request.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.strip) return;
  const GAP = 1; // sprite pixels between the pictures of a contact sheet
  const ROUND_MS = 4000; // playing an axis from end to end at speed 1
  const HOLD_MS = 900; // on the last frame, before playing starts over

  kit.strip = (element, props, trigger, watch) => {
    const strip = kit.follow(element, props, watch, show, draw, { shape: "", rows: [], axes: {}, playing: null });
    strip.life.observeSize(strip.root, () => lay(strip));
    strip.life.listen("playground:screen", () => lay(strip));
    strip.life.signal.addEventListener("abort", () => pause(strip));
  };

  // The old pictures stay until the new sprites are decoded; a newer answer wins over an older one.
  async function show(strip, value) {
    const version = ++strip.version;
    if (!value || value.error !== undefined) return say(strip, value);
    try {
      const sprites = await kit.sprites(value);
      if (version !== strip.version) return;
      strip.sprites = sprites;
      paint(strip, value);
    } catch (error) {
      if (version === strip.version) say(strip, { error: String(error.message || error) });
    }
  }
  function say(strip, value) {
    pause(strip);
    strip.shape = "";
    strip.rows = [];
    strip.axes = {};
    strip.props.bar.replaceChildren();
    strip.root.hidden = false;
    strip.root.replaceChildren(kit.missing(value));
  }
  // Nodes are made anew only when the answer's shape changed: focus, drags and playing survive.
  function paint(strip, value) {
    const shape = JSON.stringify([value.axes.map((a) => [a.name, a.label, a.values.length]),
      value.rows.map((r) => [r.label, r.axes, r.layout, r.size, r.count, r.width, r.height,
        r.captions.length > 0, !!r.note, r.file])]);
    strip.value = value;
    if (shape !== strip.shape) build(strip, value);
    strip.shape = shape;
    strip.rows.forEach((row, index) => { row.data = value.rows[index]; });
    for (const axis of value.axes) if (strip.axes[axis.name]) strip.axes[axis.name].data = axis;
    lay(strip);
    kit.declare(strip.group, value.axes);
    draw(strip);
  }

  // --- nodes -----------------------------------------------------------------------------------
  function build(strip, value) {
    pause(strip);
    strip.axes = {};
    strip.rows = value.rows.map((data) => buildRow(strip, data));
    const pictures = kit.make("div", { class: "pg-pictures" }, ...strip.rows.map((row) => row.node));
    const sliders = strip.props.controls ? value.axes.map((axis) => buildAxis(strip, axis)) : [];
    strip.props.bar.replaceChildren(...sliders, ...(sliders.length ? [buildSpeed(strip)] : []));
    // Cursors alone, which stand in the stage's bar, need no room of their own: a heading does.
    strip.root.hidden = !strip.rows.length && !strip.props.heading;
    strip.root.replaceChildren(kit.make("div", { class: "pg-strip" }, kit.heading(strip.props), pictures,
      strip.rows.length > 0 && buildSave(strip)));
  }
  function buildRow(strip, data) {
    const row = { data, canvas: kit.make("canvas", { width: data.width, height: data.height }) };
    row.outline = data.layout === "all" && kit.make("div", { class: "pg-outline" });
    row.frame = kit.make("div", { class: "pg-frame" }, row.canvas, row.outline);
    row.caption = data.captions.length > 0 && kit.make("p", { class: "pg-caption" });
    row.note = data.note && kit.make("p", { class: "pg-note" });
    row.file = data.file && kit.make("button", { type: "button", class: "pg-file", text: "⤓ PNG",
      title: kit.words("This picture alone, pixel for pixel"), onclick: () => kit.keepPicture(row) });
    row.node = kit.make("figure", {
      class: `pg-picture pg-${data.layout} pg-${data.size}${data.axes.length > 1 ? " pg-grid" : ""}` },
      kit.make("figcaption", { text: kit.words(data.label, strip.group) }), row.frame, row.caption, row.note, row.file);
    if (data.axes.length) makeScrubbable(strip, row);
    else Object.entries({ role: "img", "aria-label": kit.words(data.label, strip.group) })
      .forEach(([name, text]) => row.frame.setAttribute(name, text));
    return row;
  }
  function buildAxis(strip, data) {
    const axis = { data };
    const label = kit.words(data.label, strip.group);
    axis.play = kit.make("button", { type: "button", class: "pg-play",
      onclick: () => (strip.playing === data.name ? pause(strip) : play(strip, data.name)) });
    axis.range = kit.make("input", { type: "range", min: 0, max: data.values.length - 1, step: 1,
      "aria-label": label,
      oninput: () => { pause(strip); kit.move(strip.group, data.name, axis.range.valueAsNumber); },
      onchange: () => kit.settle(strip.group) });
    axis.output = kit.make("output", { class: "pg-value" });
    // As wide as its longest text, so that the slider keeps its length while it moves.
    const longest = Math.max(...data.values.map((value) => kit.number(value, strip.group).length));
    axis.output.style.minWidth = `max(4em, ${longest}ch)`;
    strip.axes[data.name] = axis;
    markPlay(strip, axis, false);
    return kit.make("div", { class: "pg-axis" }, axis.play,
      kit.make("span", { class: "pg-name", text: label }), axis.range, axis.output);
  }
  function buildSpeed(strip) {
    const speeds = ["0.25", "0.5", "1", "2", "4"];
    strip.speed = Number(kit.setting(strip.group, "speed", speeds, "1"));
    return kit.make("select", { class: "pg-speed", "aria-label": kit.words("Speed"), title: kit.words("Speed"),
      onchange: (e) => { strip.speed = Number(e.target.value); kit.set(strip.group, "speed", e.target.value); } },
    ...speeds.map((speed) => kit.make("option", { value: speed, text: `${speed}×`, selected: Number(speed) === strip.speed })));
  }
  function buildSave(strip) {
    const said = (row) => describe(strip, row, position(strip, row));
    const moved = strip.rows.find(({ data }) => data.layout === "one" && data.axes.length);
    const button = (text, act) => kit.make("button", { type: "button", class: "pg-save", text: kit.words(text), onclick: act });
    return kit.make("div", { class: "pg-saves" }, button("Save PNG", () => kit.saveStrip(strip, said)),
      ...(moved && kit.gif ? kit.filming(() => pause(strip), strip, said, moved.data.axes[0], button) : []));
  }

  // --- scrubbing -----------------------------------------------------------------------------
  function makeScrubbable(strip, row) {
    const attributes = { role: "slider", tabindex: 0, "aria-label": kit.words(row.data.label, strip.group),
      "aria-valuemin": 0, "aria-valuemax": row.data.count - 1 };
    for (const [name, value] of Object.entries(attributes)) row.frame.setAttribute(name, value);
    const drag = (e) => (row.data.layout === "all" ? dragSheet : dragPicture)(strip, row, e);
    row.frame.addEventListener("pointerdown", (e) => {
      if (e.button !== 0) return;
      pause(strip);
      row.frame.setPointerCapture(e.pointerId);
      drag(e);
    });
    row.frame.addEventListener("pointermove", (e) => {
      if (row.frame.hasPointerCapture(e.pointerId)) drag(e);
    });
    row.frame.addEventListener("keydown", (e) => press(strip, row, e));
  }
  // Where the pointer is in the picture: 0..1 across and down.
  function place(row, event) {
    const box = row.canvas.getBoundingClientRect();
    const share = (x) => Math.min(0.999999, Math.max(0, x));
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  }
  // Across is the first axis, down the second.
  function dragPicture(strip, row, event) {
    place(row, event).forEach((share, i) => {
      const axis = row.data.axes[i];
      if (axis && (i === 0 || event.pointerType === "mouse")) {
        kit.move(strip.group, axis, Math.floor(share * kit.length(strip.group, axis)));
      }
    });
  }
  function dragSheet(strip, row, event) {
    const [across, down] = place(row, event);
    const lines = Math.ceil(row.data.count / row.columns);
    let index = Math.floor(down * lines) * row.columns + Math.floor(across * row.columns);
    if (index >= row.data.count) return;
    for (const axis of [...row.data.axes].reverse()) {
      const length = kit.length(strip.group, axis);
      kit.move(strip.group, axis, index % length);
      index = Math.floor(index / length);
    }
  }
  function press(strip, row, event) {
    const axes = row.data.layout === "all" ? [...row.data.axes].reverse() : row.data.axes;
    const across = axes[0];
    const down = axes[1] || across;
    const last = kit.length(strip.group, across) - 1;
    const at = (axis) => kit.at(strip.group, axis);
    const keys = {
      ArrowRight: [across, at(across) + 1], ArrowLeft: [across, at(across) - 1],
      ArrowUp: [down, at(down) + (axes[1] ? -1 : 1)], ArrowDown: [down, at(down) + (axes[1] ? 1 : -1)],
      PageUp: [across, Math.min(last, at(across) + 5)], PageDown: [across, Math.max(0, at(across) - 5)],
      Home: [across, 0], End: [across, last],
    };
    if (event.key === " ") strip.playing ? pause(strip) : play(strip, across);
    else if (keys[event.key]) { pause(strip); kit.move(strip.group, ...keys[event.key]); }
    else return;
    event.preventDefault();
  }

  // --- playing -------------------------------------------------------------------------------
  function markPlay(strip, axis, playing) {
    axis.play.textContent = playing ? "❚❚" : "▶";
    axis.play.setAttribute("aria-label", `${kit.words(playing ? "Pause" : "Play")}: ${kit.words(axis.data.label, strip.group)}`);
    axis.play.setAttribute("aria-pressed", playing);
  }
  function play(strip, name) {
    pause(strip);
    if (!strip.axes[name]) return;
    strip.playing = name;
    markPlay(strip, strip.axes[name], true);
    const last = () => kit.length(strip.group, name) - 1;
    if (kit.at(strip.group, name) === last()) kit.move(strip.group, name, 0);
    const tick = () => {
      if (!strip.props.bar.isConnected) return pause(strip);
      const at = kit.at(strip.group, name);
      kit.move(strip.group, name, at >= last() ? 0 : at + 1);
      const hold = at + 1 === last() ? HOLD_MS : 0;
      strip.timer = setTimeout(tick, pace(strip, name) + hold);
    };
    strip.timer = setTimeout(tick, pace(strip, name));
  }
  const pace = (strip, name) =>
    Math.min(500, Math.max(33, ROUND_MS / kit.length(strip.group, name))) / (strip.speed || 1);
  function pause(strip) {
    clearTimeout(strip.timer);
    const axis = strip.axes[strip.playing];
    strip.playing = null;
    if (axis) markPlay(strip, axis, false);
  }

  // --- drawing -------------------------------------------------------------------------------
  // How many pictures a line a contact sheet has, and how large they are.
  function lay(strip) {
    const room = strip.root.clientWidth;
    if (!room) return;
    for (const row of strip.rows.filter((r) => r.data.layout === "all")) {
      const { axes, count, width, height } = row.data;
      const narrow = width > 64 ? 96 : 44;
      const wished = Math.min(Math.max(room / count, narrow), Math.max(width, 96));
      row.columns = axes.length > 1 ? kit.length(strip.group, axes[axes.length - 1])
        || strip.value.axes.find((a) => a.name === axes[axes.length - 1]).values.length
        : Math.min(count, Math.max(1, Math.floor(room / wished)));
      const lines = Math.ceil(count / row.columns);
      row.canvas.width = row.columns * (width + GAP) - GAP;
      row.canvas.height = lines * (height + GAP) - GAP;
      const scale = Math.min(room / row.canvas.width, axes.length > 1 ? 96 / width : wished / width,
        axes.length > 1 ? kit.tall() / row.canvas.height : Infinity);
      row.frame.style.width = `${Math.max(1, Math.floor(row.canvas.width * scale))}px`;
      drawSheet(strip, row);
    }
    align(strip);
  }
  // Pictures of one line start at one height, however many lines their labels take.
  function align(strip) {
    const labels = strip.rows.map((row) => row.node.firstElementChild);
    for (const label of labels) label.style.minHeight = "";
    const tops = labels.map((label) => label.parentNode.offsetTop);
    const heights = labels.map((label) => label.offsetHeight);
    labels.forEach((label, i) => {
      label.style.minHeight = `${Math.max(...heights.filter((_, k) => tops[k] === tops[i]))}px`;
    });
  }
  // The pictures of an answer, which more than one view may show.
  const decoded = new WeakMap();
  kit.sprites = (value) => {
    if (!decoded.has(value)) decoded.set(value, Promise.all(value.sprites.map(kit.sprite)));
    return decoded.get(value);
  };
  kit.blit = (sprites, row, canvas, index, x, y) => {
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(sprites[row.sprite], row.x + (index % row.columns) * row.width,
      row.y + Math.floor(index / row.columns) * row.height, row.width, row.height, x, y, row.width, row.height);
  };
  function drawSheet(strip, row) {
    for (let index = 0; index < row.data.count; index++) {
      kit.blit(strip.sprites, row.data, row.canvas, index, (index % row.columns) * (row.data.width + GAP),
        Math.floor(index / row.columns) * (row.data.height + GAP));
    }
  }
  function draw(strip) {
    for (const [name, axis] of Object.entries(strip.axes)) drawAxis(strip, name, axis);
    strip.rows.forEach((row, place) => drawRow(strip, row, place));
  }
  function drawAxis(strip, name, axis) {
    const at = kit.at(strip.group, name);
    const text = kit.number(axis.data.values[at], strip.group);
    axis.range.value = at;
    axis.output.textContent = text;
    axis.range.setAttribute("aria-valuetext", `${text}, ${at + 1} ${kit.words("of")} ${axis.data.values.length}`);
    axis.range.style.setProperty("--pg-share", `${(100 * at) / Math.max(1, axis.data.values.length - 1)}%`);
  }
  const position = (strip, row) => Math.min(kit.frame(strip.group, row.data.axes), row.data.count - 1);
  function drawRow(strip, row, place) {
    const index = position(strip, row);
    const exact = kit.exact(strip.group);
    const refined = exact && (exact.views[strip.props.view] || [])[place];
    if (row.data.layout === "all") outline(row, index);
    else if (refined) row.canvas.getContext("2d").drawImage(refined.picture, 0, 0);
    else kit.blit(strip.sprites, row.data, row.canvas, index, 0, 0);
    row.frame.classList.toggle("pg-exact", !!refined);
    if (row.caption) row.caption.textContent = kit.words(refined ? refined.caption : row.data.captions[index], strip.group);
    if (row.note) row.note.textContent = kit.words(refined ? refined.note : row.data.note, strip.group);
    if (!row.data.axes.length) return;
    row.frame.setAttribute("aria-valuenow", index);
    row.frame.setAttribute("aria-valuetext", describe(strip, row, index));
  }
  function outline(row, index) {
    const { width, height } = row.data;
    const share = (pixels, all) => `${(100 * pixels) / all}%`;
    Object.assign(row.outline.style, {
      left: share((index % row.columns) * (width + GAP), row.canvas.width),
      top: share(Math.floor(index / row.columns) * (height + GAP), row.canvas.height),
      width: share(width, row.canvas.width), height: share(height, row.canvas.height),
    });
  }
  function describe(strip, row, index) {
    const places = row.data.axes.map((name) => {
      const axis = strip.value.axes.find((a) => a.name === name);
      return `${kit.words(axis.label, strip.group)} ${kit.number(axis.values[kit.at(strip.group, name)], strip.group)}`;
    });
    return [...places, kit.words(row.data.captions[index], strip.group)].filter(Boolean).join(", ");
  }
})();

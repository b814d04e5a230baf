// Grips: shapes of a chart that are moved and resized by mouse, finger or arrow keys.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.grips) return;
  const KEYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const STILL_MS = 500; // after the last key
  const FADED = 0.25; // what no longer holds while a shape moves
  const SAID = { move: "Move: {shape}", size: "Resize: {shape}" };

  // Called at every answer; the buttons of the answer before go.
  kit.grips = (chart, shapes) => {
    for (const grip of chart.grips || []) grip.button.remove();
    chart.grips = shapes.flatMap((shape) => {
      const now = { x: shape.x, y: shape.y, size: shape.size };
      return ["move", "size"].map((kind) => grip(chart, { shape, kind, now }));
    });
    settle(chart);
  };
  // The chart was drawn anew or has another size.
  kit.gripped = settle;

  function grip(chart, own) {
    const label = kit.words({ t: SAID[own.kind], args: { shape: own.shape.label } }, chart.group);
    own.button = kit.make("button", { class: `pg-grip pg-grip-${own.kind}`, type: "button", title: label,
      "aria-label": label, style: `--grip:${own.shape.colour}`,
      onpointerdown: (e) => begin(chart, own, e), onkeydown: (e) => press(chart, own, e) });
    chart.plot.parentElement.append(own.button);
    return own;
  }
  function settle(chart) {
    for (const own of chart.grips || []) {
      const { x, y, size } = own.now;
      // The rim's grip stands where there is room for it.
      const [low, high] = chart.plot._fullLayout.xaxis.range;
      const rim = x + own.shape.rim * size;
      const there = low <= rim && rim <= high ? rim : x - own.shape.rim * size;
      const [left, top] = pixels(chart, own.kind === "move" ? x : there, y);
      Object.assign(own.button.style, { left: `${left}px`, top: `${top}px` });
    }
  }
  function pixels(chart, x, y) {
    const { xaxis, yaxis } = chart.plot._fullLayout;
    return [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)];
  }
  function place(chart, event) {
    const { xaxis, yaxis } = chart.plot._fullLayout;
    const box = chart.plot.getBoundingClientRect();
    return [xaxis.p2l(event.clientX - box.left - xaxis._offset), yaxis.p2l(event.clientY - box.top - yaxis._offset)];
  }

  // --- moving --------------------------------------------------------------------------------
  function begin(chart, own, event) {
    if (event.button !== 0) return;
    event.preventDefault();
    own.button.focus({ preventScroll: true });
    const [fromX, fromY] = place(chart, event);
    const start = { ...own.now };
    let last = event;
    const follow = kit.eachFrame(() => {
      const [x, y] = place(chart, last);
      if (own.kind === "move") shift(chart, own, { x: start.x + x - fromX, y: start.y + y - fromY });
      else shift(chart, own, { size: own.shape.round ? Math.hypot(x - start.x, y - start.y)
        : Math.max(Math.abs(x - start.x), Math.abs(y - start.y)) });
    });
    const end = new AbortController();
    const on = (name, act) => own.button.addEventListener(name, act, { signal: end.signal });
    own.button.setPointerCapture(event.pointerId);
    on("pointermove", (e) => { last = e; follow(); });
    on("pointerup", () => { end.abort(); requestAnimationFrame(() => ask(chart, own)); });
    on("pointercancel", () => { end.abort(); ask(chart, own); });
  }
  function press(chart, own, event) {
    const [right, up] = KEYS[event.key] || [];
    if (right === undefined) return;
    event.preventDefault();
    const { step } = own.shape;
    const { x, y, size } = own.now;
    shift(chart, own, own.kind === "move" ? { x: x + step * right, y: y + step * up } : { size: size + step * (right + up) });
    clearTimeout(own.still);
    own.still = setTimeout(() => ask(chart, own), STILL_MS);
  }
  // A shape's traces follow at once; what is computed from them fades until the answer is there.
  function shift(chart, own, to) {
    const { shape, now } = own;
    const fit = (value, [low, high]) => Number((Math.round(Math.min(high, Math.max(low, value)) / shape.step) * shape.step).toFixed(6));
    const next = { x: fit(to.x ?? now.x, shape.places), y: fit(to.y ?? now.y, shape.places), size: fit(to.size ?? now.size, shape.sizes) };
    if (next.x === now.x && next.y === now.y && next.size === now.size) return;
    const grow = next.size / now.size;
    const moved = (axis) => shape.traces.map((trace) =>
      Array.from(chart.plot._fullData[trace][axis], (value) => next[axis] + (value - now[axis]) * grow));
    window.Plotly.restyle(chart.plot, { x: moved("x"), y: moved("y") }, shape.traces);
    window.Plotly.restyle(chart.plot, { opacity: FADED }, shape.fades);
    Object.assign(now, next); // both grips of the shape share it
    settle(chart);
  }
  function ask(chart, own) {
    const { shape, now } = own;
    if (["x", "y", "size"].some((name) => now[name] !== shape[name])) chart.trigger("pick", { shape: shape.name, ...now });
  }
})();

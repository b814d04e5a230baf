// Dragging over a chart: its cursors follow the pointer, the finger or the arrow keys.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.draggable) return;
  // [axis along, step on the screen]: pixels grow to the right and downwards.
  const STILL_MS = 400; // a pointer held still so long is at rest
  const KEYS = { ArrowRight: ["x", 1], ArrowLeft: ["x", -1], ArrowDown: ["y", 1], ArrowUp: ["y", -1] };

  // Called at every answer; listens once.
  kit.draggable = (chart, cursors) => {
    const known = chart.dragged;
    chart.dragged = cursors;
    chart.plot.classList.toggle("pg-drag", cursors.length > 0);
    // A finger that goes up or down scrolls the page where nothing is dragged that way.
    chart.plot.classList.toggle("pg-drag-across", cursors.every((cursor) => cursor.along === "x"));
    if (known || !cursors.length) return;
    const how = kit.words("Drag, or press the arrow keys, to move the cursor.");
    Object.entries({ tabindex: 0, role: "application", "aria-label": `${kit.words(chart.props.heading, chart.group)}. ${how}` })
      .forEach(([name, value]) => chart.plot.setAttribute(name, value));
    chart.plot.addEventListener("pointerdown", (e) => begin(chart, e), { capture: true });
    chart.plot.addEventListener("keydown", (e) => press(chart, e));
    chart.life.listen("playground:settled", (e) => e.group === chart.group && settled(chart));
  };
  // At positions, not between them.
  function settled(chart) {
    clearTimeout(chart.settling);
    if (!chart.dragged.some(({ rests }) => rests)) return;
    chart.settling = setTimeout(() => kit.rest(chart.group, Object.fromEntries(chart.dragged.map(({ axis, xs }) =>
      [axis, share(xs, xs[kit.at(chart.group, axis)])]))), STILL_MS);
  }

  // The pointer is followed on the whole page: plotly lays a cover over it while a button is down.
  function begin(chart, event) {
    const area = event.target.closest(".nsewdrag");
    if (event.button !== 0 || !area || !chart.dragged.length) return;
    let last = event;
    const place = kit.eachFrame(() => follow(chart, area, last));
    const end = new AbortController();
    const on = (name, act) => document.addEventListener(name, act, { signal: end.signal, capture: true });
    const rest = () => { follow(chart, area, last); kit.rest(chart.group, chart.between); };
    let still = 0;
    const wait = () => { clearTimeout(still); still = setTimeout(rest, STILL_MS); };
    end.signal.addEventListener("abort", () => clearTimeout(still));
    on("pointermove", (e) => { if (e.pointerId === event.pointerId) { last = e; place(); wait(); } });
    on("pointerup", () => { end.abort(); rest(); });
    on("pointercancel", () => end.abort());
    chart.plot.focus({ preventScroll: true });
    follow(chart, area, event);
    wait();
  }
  function follow(chart, area, event) {
    const box = area.getBoundingClientRect();
    if (!box.width) return;
    const between = {};
    const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    for (const cursor of chart.dragged) {
      const shares = places(chart, cursor, area.dataset.subplot);
      if (!shares) continue;
      const far = shares.map((share) => Math.abs(share - at[cursor.along]));
      kit.move(chart.group, cursor.axis, far.indexOf(Math.min(...far)));
      between[cursor.axis] = share(shares, at[cursor.along]);
    }
    chart.between = between;
    kit.stir(chart.group, between);
  }
  // How far along its positions, which are evenly spaced, a cursor stands: 0 to 1.
  function share(shares, at) {
    const [first, last] = [shares[0], shares[shares.length - 1]];
    return Number(Math.min(1, Math.max(0, (at - first) / (last - first))).toFixed(4));
  }
  // Where a cursor's positions stand in a subplot ("x2y2"), as shares from its left or top.
  function places(chart, cursor, subplot) {
    const id = subplot.match(cursor.along === "x" ? /^x\d*/ : /y\d*$/)[0];
    if (!cursor.refs.includes(id)) return null;
    const axis = chart.plot._fullLayout[id.replace(/^./, (letter) => `${letter}axis`)];
    return cursor.xs.map((x) => axis.d2p(x) / axis._length);
  }
  function press(chart, event) {
    const [along, step] = KEYS[event.key] || [];
    const cursor = chart.dragged.find((one) => one.along === along);
    if (!cursor) return;
    event.preventDefault();
    const subplot = along === "x" ? `${cursor.refs[0]}y` : `x${cursor.refs[0]}`;
    const shares = places(chart, cursor, subplot);
    const way = shares[shares.length - 1] > shares[0] ? step : -step;
    kit.move(chart.group, cursor.axis, kit.at(chart.group, cursor.axis) + way);
    kit.settle(chart.group);
  }
})();

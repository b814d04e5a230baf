// Below a chart: what its curves are at the cursor, in figures.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.readout) return;
  const MOST = 6; // curves; more would be read on the chart
  const NEAR = 1e-6; // of the axis' length: a curve's own point, not one beside it

  // The curves that have a point wherever the cursor may stand.
  const curves = (chart, cursor) => (chart.plot._fullData || []).filter(({ type, mode, x, visible, showlegend, hoverinfo }) =>
    type === "scatter" && /lines/.test(mode) && visible === true && showlegend && hoverinfo !== "skip"
    && x && x.length >= cursor.xs.length);
  const valueAt = ({ x, y }, at, length) => {
    const place = Array.from(x).findIndex((one) => Math.abs(one - at) <= NEAR * length);
    return place < 0 || !Number.isFinite(y[place]) ? null : y[place];
  };
  const told = (chart) => {
    const [cursor, ...more] = chart.figure.cursors;
    if (!cursor || more.length || cursor.along !== "x" || cursor.band || typeof cursor.xs[0] !== "number") return [];
    const at = cursor.xs[kit.at(chart.group, cursor.axis)];
    const length = Math.abs(cursor.xs[cursor.xs.length - 1] - cursor.xs[0]);
    const found = curves(chart, cursor).map((curve) => ({ name: curve.name, colour: curve.line.color, value: valueAt(curve, at, length) }))
      .filter(({ value }) => value !== null);
    return found.length > MOST ? [] : found;
  };
  kit.readout = (chart) => {
    const parts = told(chart);
    chart.readout.hidden = !parts.length;
    chart.readout.replaceChildren(...parts.map(({ name, colour, value }) => kit.make("span", {},
      kit.make("span", { class: "pg-dot", style: `background:${colour}` }), `${name} `,
      kit.make("b", { text: kit.number(value) }))));
  };
})();

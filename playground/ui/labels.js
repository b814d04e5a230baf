// Labels: few curves that stand still are named at their ends, in place of a legend.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.labelled) return;
  const MOST = 4; // curves
  const APART = 17; // pixels between two names
  const WIDEST = 0.25; // of the chart's width
  const FRAME = 70; // pixels of a chart's height beside the curves

  // Called before a figure is drawn; leaves it as it is where names would not stand clear.
  kit.labelled = (chart) => {
    const { figure, plot } = chart;
    const curves = figure.data.filter((one) => one.name && one.showlegend !== false);
    if (figure.layout.showlegend === false || curves.length < 2 || curves.length > MOST) return;
    if (!curves.every((one) => still(one, figure))) return;
    const ends = curves.map(end);
    const last = Math.max(...ends.map(({ x }) => x));
    if (ends.some(({ x }) => x !== last)) return;
    const names = curves.map((one) => ` ${one.name}`);
    const room = Math.ceil(Math.max(...names.map(width(plot)))) + 10;
    if (room > WIDEST * plot.clientWidth || !apart(ends, figure, plot)) return;
    curves.forEach((one, place) => label(one, ends[place].at, names[place]));
    figure.layout.showlegend = false;
    figure.layout.margin = { ...figure.layout.margin, r: room };
  };
  const still = (curve, { data, frames }) => curve.type === "scatter" && /^lines/.test(curve.mode || "") && !curve.fill
    && !curve.text && !curve.xaxis && !curve.yaxis
    && !(frames && frames.data.some(([trace, moved]) => data[trace] === curve && (moved.x || moved.y)));
  function end(curve) {
    const [xs, ys] = [kit.plain(curve.x), kit.plain(curve.y)];
    const at = ys.reduce((found, y, place) => (y !== null && Number.isFinite(Number(y)) ? place : found), -1);
    return { at, x: Number(xs[at]), y: Number(ys[at]) };
  }
  function apart(ends, { data, layout }, plot) {
    const log = layout.yaxis.type === "log";
    const scaled = (y) => (log ? Math.log10(y) : y);
    const all = data.flatMap((one) => kit.plain(one.y)).filter((y) => typeof y === "number" && Number.isFinite(scaled(y))).map(scaled);
    const [low, high] = layout.yaxis.range || [Math.min(...all), Math.max(...all)];
    const heights = ends.map(({ y }) => ((scaled(y) - low) / (high - low)) * (plot.clientHeight - FRAME)).sort((a, b) => a - b);
    return heights.every((height, place) => Number.isFinite(height) && (!place || height - heights[place - 1] >= APART));
  }
  function width(plot) {
    const pen = kit.make("canvas").getContext("2d");
    pen.font = `14px ${getComputedStyle(plot).fontFamily}`;
    return (text) => pen.measureText(text).width;
  }
  function label(curve, at, name) {
    const text = Array.from({ length: at + 1 }, (_, place) => (place === at ? name : ""));
    Object.assign(curve, { text, mode: `${curve.mode}+text`, textposition: "middle right", cliponaxis: false,
      textfont: { color: curve.line && curve.line.color } }, curve.hovertemplate ? {} : { hoverinfo: "x+y+name" });
  }
})();

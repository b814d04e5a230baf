// Chart: a Plotly figure whose cursor line follows the group's cursor.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.chart) return;
  const FIRST = 200; // pixels from the stage's top to what stands first in it, facts or tiles above
  const MANY = 4; // powers of ten that are many
  const MOST_TICKS = 7; // at them
  const LEAST = 200; // pixels of height with which a chart can still be read

  kit.chart = (element, props, trigger, watch) => {
    const root = element.querySelector(".pg-mount");
    const chart = {
      root, props, trigger, group: props.group, life: kit.life(element), version: 0, drawn: false,
      heading: kit.heading(props),
      plot: kit.make("div", { class: "pg-plot", role: "figure", "aria-label": kit.words(props.heading, props.group) }),
      notice: kit.make("div", { class: "pg-over" }),
      readout: kit.make("p", { class: "pg-readout", hidden: true }),
    };
    chart.body = kit.make("div", { class: "pg-chart", style: `height:${Number(props.height) || 320}px` },
      chart.plot, chart.notice);
    root.replaceChildren(...[chart.heading, chart.body, chart.readout].filter(Boolean));
    chart.follow = kit.eachFrame(() => follow(chart));
    chart.life.listen("playground:cursor", (e) => e.group === chart.group && chart.follow());
    chart.life.listen("playground:theme", () => show(chart));
    chart.life.observeSize(root, () => resize(chart));
    chart.life.listen("playground:screen", () => resize(chart));
    chart.life.signal.addEventListener("abort", () => chart.drawn && window.Plotly.purge(chart.plot));
    watch("value", () => show(chart));
    show(chart);
  };

  // A chart in a hidden tab waits until it is seen: plotly measures the page.
  async function show(chart) {
    const version = ++chart.version;
    const value = chart.props.value;
    chart.root.hidden = Boolean(value && value.absent);
    if (!value || value.absent || value.error !== undefined) return say(chart, value);
    chart.late = !chart.root.clientWidth;
    if (chart.late) return;
    try {
      const Plotly = await kit.plotly();
      if (version !== chart.version) return;
      chart.figure = read(value, chart.group);
      chart.shown = "";
      await draw(chart, Plotly);
      chart.notice.replaceChildren();
    } catch (error) {
      if (version === chart.version) say(chart, { error: String(error.message || error) });
    }
  }
  function say(chart, value) {
    chart.figure = null;
    chart.late = false;
    chart.readout.hidden = true;
    if (chart.drawn) {
      kit.grips(chart, []);
      window.Plotly.purge(chart.plot);
    }
    chart.drawn = false;
    chart.notice.replaceChildren(kit.missing(value));
  }
  const extent = (chart) => `${chart.root.clientWidth} ${chart.plot.clientHeight}`;
  // What stands first is seen whole, above the cursors; the rest is scrolled to.
  function fit(chart) {
    const bar = chart.props.bar.parentNode;
    const top = chart.body.getBoundingClientRect().top;
    const first = top - bar.parentNode.getBoundingClientRect().top < FIRST;
    const room = window.innerHeight - (top + window.scrollY) - bar.offsetHeight - chart.readout.offsetHeight - 8;
    chart.body.style.maxHeight = first ? `${Math.max(LEAST, room)}px` : "";
  }
  function resize(chart) {
    if (!chart.root.clientWidth) return;
    fit(chart);
    if (chart.late) show(chart);
    else if (chart.drawn && extent(chart) !== chart.extent) {
      chart.extent = extent(chart);
      window.Plotly.Plots.resize(chart.plot).then(() => kit.gripped(chart));
    }
  }

  // --- the answer --------------------------------------------------------------------------
  function read(value, tab) {
    // The colourway's blue is too dark for slate.
    const dark = document.body.classList.contains("dark");
    const lit = (text) => JSON.parse(dark ? text.replaceAll("#0072B2", "#4AA3DF") : text);
    const figure = lit(value.figure);
    const frames = value.frames && { ...value.frames, data: Object.entries(value.frames.data)
      .map(([trace, attributes]) => [Number(trace), Object.fromEntries(Object.entries(attributes)
        .map(([name, packed]) => [name, slices(packed, tab)]))]) };
    return { ...figure, cursors: value.cursors, grips: lit(JSON.stringify(value.grips)), frames, shapes: figure.layout.shapes || [] };
  }
  // Phrases among values (categories, what is said at a point) in the reader's language; a string
  // may be a visitor's own and is left alone.
  const spoken = (value, tab) => (Array.isArray(value) ? value.map((one) => spoken(one, tab))
    : value && (value.t || value.own) ? kit.words(value, tab) : value);
  // [F, ...] packed as base64 float32 -> a function from the position to its (nested) array.
  function slices(packed, tab) {
    if (Array.isArray(packed)) return (index) => spoken(packed[index], tab);
    const bytes = Uint8Array.from(atob(packed.float32), (c) => c.charCodeAt(0));
    const all = new Float32Array(bytes.buffer);
    const [, ...shape] = packed.shape;
    const size = shape.reduce((a, b) => a * b, 1);
    return (index) => nested(all.subarray(index * size, (index + 1) * size), shape);
  }
  function nested(flat, shape) {
    if (shape.length === 0) return flat[0];
    if (shape.length === 1) return Array.from(flat);
    const step = flat.length / shape[0];
    return Array.from({ length: shape[0] }, (_, i) =>
      nested(flat.subarray(i * step, (i + 1) * step), shape.slice(1)));
  }
  async function draw(chart, Plotly) {
    const { figure } = chart;
    dress(chart, figure.layout);
    for (const trace of figure.data) {
      for (const key of ["name", "hovertemplate"]) if (trace[key]) trace[key] = kit.words(trace[key], chart.group);
      const bar = trace.colorbar && trace.colorbar.title;
      if (bar && bar.text) bar.text = kit.words(bar.text, chart.group);
      for (const key of ["x", "y", "text"]) if (trace[key]) trace[key] = spoken(trace[key], chart.group);
    }
    const now = moment(chart);
    now.traces.forEach(([trace, attributes]) => Object.assign(figure.data[trace], attributes));
    if (now.title !== undefined) figure.layout.title = { ...figure.layout.title, text: now.title };
    figure.layout.shapes = now.shapes;
    chart.shown = now.key;
    fit(chart);
    kit.labelled(chart);
    chart.extent = extent(chart);
    await Plotly.react(chart.plot, figure.data, figure.layout, config(chart));
    if (!chart.drawn) chart.plot.on("plotly_click", (e) => click(chart, e));
    kit.draggable(chart, figure.cursors.filter((cursor) => cursor.drag));
    kit.grips(chart, figure.grips);
    chart.drawn = true;
    kit.readout(chart);
    chart.follow();
  }
  function config(chart) {
    const button = (format) => ({ name: format, title: format.toUpperCase(),
      icon: window.Plotly.Icons[format === "svg" ? "disk" : "camera"],
      click: (plot) => window.Plotly.downloadImage(plot,
        { format, filename: `${chart.group}-chart`, width: chart.plot.clientWidth,
          height: chart.plot.clientHeight, scale: format === "png" ? 2 : 1 }) });
    // With Gradio's <base>, plotly names its clip paths by the page's address, which changes at every
    // move of the cursor: curves would then run over their frame.
    return { _baseUrl: "", displaylogo: false, scrollZoom: false, doubleClick: false, showTips: false,
      modeBarButtons: [[button("svg"), button("png")]] };
  }
  // Light and dark, and the reader's language.
  function dress(chart, layout) {
    const { text, quiet, grid, paper, font } = kit.colours(chart.root);
    layout.font = { ...layout.font, color: text, family: font, size: window.innerWidth < 1600 ? 14 : 16 };
    layout.dragmode = false;
    layout.separators = `${kit.decimal} `;
    layout.autosize = true;
    layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: quiet, activecolor: text };
    layout.hoverlabel = { bgcolor: paper, bordercolor: grid, font: { color: text, family: font } };
    for (const title of [layout.title, ...(layout.annotations || [])]) {
      if (title && title.text) title.text = kit.words(title.text, chart.group);
    }
    const name = (axis) => axis.title && axis.title.text
      && Object.assign(axis.title, { text: kit.words(axis.title.text, chart.group), font: { size: 14 } });
    for (const [key, axis] of Object.entries(layout)) {
      if (!/^[xy]axis\d*$/.test(key)) continue;
      Object.assign(axis, { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid });
      if (axis.ticktext) axis.ticktext = spoken(axis.ticktext, chart.group);
      // plotly would write 20 as "2" between 10 and 100.
      else if (axis.type === "log" && !axis.exponentformat) {
        Object.assign(axis, decades(key, axis, chart.figure.data), { hoverformat: ".4~g" });
      }
      name(axis);
    }
  }
  // A logarithmic axis: powers of ten where it spans many of them, else 1, 2, 5; all ten would run
  // into each other.
  function decades(key, axis, data) {
    const [letter] = key, id = key.replace("axis", "");
    const values = data.filter((trace) => (trace[`${letter}axis`] || letter) === id)
      .flatMap((trace) => kit.plain(trace[letter])).filter((value) => value > 0);
    const [low, high] = axis.range || [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
    if (axis.tickvals) return { tickformat: "~g" };
    return high - low < MANY ? { dtick: "D2", tickformat: "~g" }
      : { dtick: Math.max(1, Math.round((high - low) / MOST_TICKS)), exponentformat: "power" };
  }
  // Numbers as plotly.py packs them.
  const KINDS = { f8: Float64Array, f4: Float32Array, i8: BigInt64Array, i4: Int32Array, i2: Int16Array,
    i1: Int8Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  kit.plain = (values) => (!values || !values.bdata ? Array.from(values || [])
    : Array.from(new KINDS[values.dtype](Uint8Array.from(atob(values.bdata), (c) => c.charCodeAt(0)).buffer), Number));

  // --- the cursor --------------------------------------------------------------------------
  // What the figure shows at the cursor: its lines, and the traces that belong to the position.
  function moment(chart) {
    const { figure, group } = chart;
    const positions = figure.cursors.map((cursor) => kit.at(group, cursor.axis));
    const index = figure.frames ? Math.min(kit.frame(group, figure.frames.axes), figure.frames.count - 1) : 0;
    const exact = kit.exact(group);
    const refined = exact && exact.views[chart.props.view];
    const traces = refined
      ? Object.entries(refined).map(([trace, attributes]) => [Number(trace), attributes])
      : (figure.frames ? figure.frames.data : []).map(([trace, attributes]) =>
        [trace, Object.fromEntries(Object.entries(attributes).map(([name, at]) => [name, at(index)]))]);
    const title = figure.frames && figure.frames.titles.length ? kit.words(figure.frames.titles[index], group) : undefined;
    const shapes = figure.cursors.flatMap((cursor) => marks(chart, cursor));
    shapes.push(...rings(chart, figure.cursors.filter((cursor) => cursor.drag)));
    const key = `${positions}|${index}|${exact ? JSON.stringify(exact.at) : ""}`;
    return { traces, title, shapes: [...figure.shapes, ...shapes], key, index };
  }
  // Where a cursor stands: at a position, or between two where an exact answer is on show.
  function stand(chart, cursor) {
    const exact = kit.exact(chart.group);
    if (!exact || !cursor.drag || !(cursor.axis in exact.at)) return cursor.xs[kit.at(chart.group, cursor.axis)];
    const [first, last] = [cursor.xs[0], cursor.xs[cursor.xs.length - 1]];
    return first + exact.at[cursor.axis] * (last - first);
  }
  function marks(chart, cursor) {
    const at = stand(chart, cursor);
    if (at === undefined) return [];
    const [from, to] = cursor.band ? [at - 0.5, at + 0.5] : [at, at];
    const line = { color: kit.colours(chart.root).cursor, width: cursor.band ? 3 : 2 };
    const across = cursor.along === "x";
    // Over its own subplot alone, which a fixed aspect may make smaller than the chart.
    const whole = (ref) => `${across ? ref.replace("x", "y") : ref.replace("y", "x")} domain`;
    return cursor.refs.map((ref) => ({ type: cursor.band ? "rect" : "line", line, layer: "above",
      xref: across ? ref : whole(ref), yref: across ? whole(ref) : ref,
      x0: across ? from : 0, x1: across ? to : 1, y0: across ? 0 : from, y1: across ? 1 : to }));
  }
  // Where two dragged cursors cross.
  function rings(chart, cursors) {
    const [across, up] = ["x", "y"].map((along) => cursors.find((cursor) => cursor.along === along));
    if (!across || !up) return [];
    const [x, y] = [across, up].map((cursor) => stand(chart, cursor));
    const colours = kit.colours(chart.root);
    const ring = (xref, i, radius, color, width) => ({ type: "circle", layer: "above", line: { color, width },
      xref, yref: up.refs[i], xsizemode: "pixel", ysizemode: "pixel", xanchor: x, yanchor: y,
      x0: -radius, x1: radius, y0: -radius, y1: radius });
    return across.refs.flatMap((ref, i) => [ring(ref, i, 9, colours.paper, 2), ring(ref, i, 7, colours.cursor, 3)]);
  }
  // One update at a time: positions passed over while plotly draws are skipped.
  async function follow(chart) {
    if (!chart.drawn || !chart.figure || chart.busy || !chart.root.clientWidth) return;
    const now = moment(chart);
    if (now.key === chart.shown) return;
    chart.busy = true;
    chart.shown = now.key;
    try {
      await update(chart, now);
      kit.readout(chart);
    } finally {
      chart.busy = false;
      chart.follow();
    }
  }
  async function update(chart, now) {
    const layout = { shapes: now.shapes };
    if (now.title !== undefined) layout["title.text"] = now.title;
    const [first, ...others] = now.traces;
    const change = ([trace, attributes]) =>
      [Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value]])), [trace]];
    for (const other of others) await window.Plotly.restyle(chart.plot, ...change(other));
    if (!first) return window.Plotly.relayout(chart.plot, layout);
    const [data, traces] = change(first);
    return window.Plotly.update(chart.plot, data, layout, traces);
  }
  function click(chart, event) {
    const point = event.points && event.points[0];
    if (!point || !chart.figure) return;
    const picked = chart.figure.cursors.map((cursor) => {
      if (cursor.drag) return { axis: cursor.axis, index: kit.at(chart.group, cursor.axis) };
      const index = nearest(cursor.xs, point[cursor.along]);
      kit.move(chart.group, cursor.axis, index);
      return { axis: cursor.axis, index };
    });
    chart.trigger("pick", { ...picked[0], trace: point.curveNumber, point: point.pointNumber,
      x: point.x, y: point.y, custom: point.customdata === undefined ? null : point.customdata });
  }
  function nearest(xs, x) {
    if (typeof xs[0] === "string") return xs.indexOf(String(x));
    const far = xs.map((at) => Math.abs(at - Number(x)));
    return far.indexOf(Math.min(...far));
  }
})();

// Ink: a drawing or a photo as a grey square, then made into a picture as a data set's are.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.ink) return;
  const SIDE = 28;
  const FAINT = 0.1; // of the darkest ink: less is no part of the figure
  // The longer side of the figure, and what stands in the middle. MNIST: LeCun et al. (1998), sec. III;
  // Fashion-MNIST: Xiao et al. (2017), sec. 2.
  // `noise`: a share of a photo's range that belongs to its paper.
  const STYLES = { mnist: { box: 20, mass: true, noise: 0.3 }, fashion: { box: 28, mass: false, noise: 0.05 } };

  const most = (grey) => grey.reduce((a, b) => Math.max(a, b), 0);
  // Grey in [0, 1], `side` x `side`, row by row.
  const pixels = (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Float32Array.from({ length: data.length / 4 }, (_, i) =>
      (0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]) / 255);
  };
  const put = (canvas, grey) => {
    const image = new ImageData(canvas.width, canvas.height);
    grey.forEach((value, i) => image.data.set([255 * value, 255 * value, 255 * value, 255].map(Math.round), 4 * i));
    canvas.getContext("2d").putImageData(image, 0, 0);
  };

  // Where the figure stands: [left, top, width, height], or null for no ink.
  function bounds(grey, side) {
    const least = FAINT * most(grey);
    let [left, top, right, bottom] = [side, side, -1, -1];
    grey.forEach((value, i) => {
      if (value <= least) return;
      const [x, y] = [i % side, Math.floor(i / side)];
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    });
    return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
  }
  // Each new pixel is the mean of what it covers: weights [to][from] along one side.
  function cover(from, length, to) {
    const share = length / to;
    return Array.from({ length: to }, (_, i) => {
      const [start, end] = [i * share, (i + 1) * share];
      const found = [];
      for (let at = Math.floor(start); at < Math.min(length, Math.ceil(end)); at++) {
        const part = Math.min(at + 1, end) - Math.max(at, start);
        if (part > 0) found.push([from + at, part / share]);
      }
      return found;
    });
  }
  function shrink(grey, side, /** @type {number[]} */ [left, top, width, height], across, down) {
    const [xs, ys] = [cover(left, width, across), cover(top, height, down)];
    const mean = (x, y) => ys[y].reduce((all, [row, a]) =>
      all + a * xs[x].reduce((sum, [column, b]) => sum + b * grey[row * side + column], 0), 0);
    return Float32Array.from({ length: across * down }, (_, i) => mean(i % across, Math.floor(i / across)));
  }
  // Where the small figure begins. MNIST's centres of mass lie in [13.5, 14.5], pixels counted from 0.
  function start(figure, across, down, mass) {
    const inside = (at, size) => Math.max(0, Math.min(SIDE - size, Math.round(at)));
    if (!mass) return [inside((SIDE - across) / 2, across), inside((SIDE - down) / 2, down)];
    let [sum, x, y] = [0, 0, 0];
    figure.forEach((value, i) => {
      [sum, x, y] = [sum + value, x + value * (i % across), y + value * Math.floor(i / across)];
    });
    return [inside(SIDE / 2 - x / sum, across), inside(SIDE / 2 - y / sum, down)];
  }
  // The figure as the data set has it: grey 28 x 28, its brightest pixel 1; null for no ink.
  function fit(grey, side, style) {
    const box = bounds(grey, side);
    if (!box) return null;
    const { box: longest, mass } = STYLES[style];
    const [across, down] = box.slice(2).map((length) =>
      Math.max(1, Math.round((longest * length) / Math.max(box[2], box[3]))));
    const figure = shrink(grey, side, box, across, down);
    const brightest = most(figure);
    const [left, top] = start(figure, across, down, mass);
    const picture = new Float32Array(SIDE * SIDE);
    figure.forEach((value, i) => {
      picture[(top + Math.floor(i / across)) * SIDE + left + (i % across)] = value / brightest;
    });
    return picture;
  }

  const middle = (values) => values.slice().sort()[Math.floor(values.length / 2)];
  const SIDES = [(i, side) => i < side, (i, side) => i >= side * (side - 1), (i, side) => i % side === 0,
    (i, side) => i % side === side - 1];
  const rim = (i, side) => SIDES.some((on) => on(i, side));
  // A photo as white on black: turned over where its border is bright.
  function upright(grey, side) {
    const inverted = middle(grey.filter((_, i) => rim(i, side))) > 0.5;
    return { inverted, ink: inverted ? grey.map((value) => 1 - value) : grey };
  }
  // The paper's shade and noise taken away; what hardly stands out is no ink.
  function clean(ink, ground, style) {
    const black = ground + STYLES[style].noise * (most(ink) - ground);
    const range = Math.max(most(ink) - black, 0.1);
    return ink.map((value) => Math.max(0, (value - black) / range));
  }

  // --- a photo of a figure on paper: {ink, inverted, done}, where nothing sure is found ink is null ---
  const UNEVEN = 0.15; // a share of the brightest light; what varies less is left as it is
  const TABLE = 0.25; // a share of the brightest light; a shadow on paper is hardly darker
  const REACH = 0.25; // a share of the side: no stroke is twice as wide, shadows and tables are
  const TABLES = 0.7; // a share of the darkest ink; what is left of a shadow's end has less
  const FIGURE = 0.35; // a share of the darkest ink; a pencil beside a table has more
  const RUN = 0.15; // a share of the side: what touches the border along more of it is an edge
  function photo(grey, side, style) {
    if (style === "mnist") return written(grey, side);
    // A garment is an area: neither light nor an edge can be told from it.
    const { inverted, ink } = upright(grey, side);
    return { inverted, ink: clean(ink, middle(ink.filter((_, i) => rim(i, side))), style), done: [] };
  }
  function written(grey, side) {
    const inverted = onBright(grey, side);
    const bright = inverted ? grey : grey.map((value) => 1 - value);
    const { light, full, uneven, table } = lighting(bright, side);
    const evened = (uneven || table)
      && clear(bright.map((value, i) => (light[i] - value) / Math.max(light[i], TABLE * full)), side, 0);
    if (evened && evened.found) {
      const edge = table || evened.cut;
      return { inverted, ink: evened.ink, done: [uneven && "light evened out", edge && "an edge was left out"].filter(Boolean) };
    }
    const { ink, found, cut, along } = clear(bright.map((value) => 1 - value), side, RUN * side);
    // A figure that fills its picture may touch the border; what runs along a whole side is none.
    return { inverted, ink: !found && along > 0.9 * side ? null : ink, done: cut ? ["an edge was left out"] : [] };
  }
  // Ink is the smaller part, on bright paper as on dark. A picture's sixteenths say so where one half
  // lies in a shadow, the whole where a table fills some: it counts as two of them.
  function onBright(grey, side) {
    const parts = Array.from({ length: 16 }, () => []);
    grey.forEach((value, i) => {
      parts[4 * Math.floor((4 * Math.floor(i / side)) / side) + Math.floor((4 * (i % side)) / side)].push(value);
    });
    const says = (part) => middle(part) - (Math.max(...part) + Math.min(...part)) / 2;
    const whole = middle(grey) - (most(grey) + 1 - most(grey.map((value) => 1 - value))) / 2;
    return parts.map((part) => says(Float32Array.from(part))).reduce((sum, one) => sum + one, 2 * whole) > 0;
  }
  // How bright the paper is everywhere, and whether that differs as under a lamp, or as a table does.
  function lighting(bright, side) {
    const light = lit(bright, side);
    const sorted = light.slice().sort();
    const full = sorted[Math.floor(0.98 * sorted.length)];
    const paper = sorted.filter((value) => value > TABLE * full);
    return { light, full, table: paper.length < 0.99 * sorted.length,
      uneven: full - paper[Math.floor(0.02 * paper.length)] > UNEVEN * full };
  }
  // What is darker and narrower than a window is filled up by what is around it; at the border a
  // quarter of a window is enough to see a shadow by.
  function lit(bright, side) {
    const reach = Math.round(REACH * side), margin = Math.round(reach / 2), wide = side + 2 * margin;
    const place = (i) => (Math.floor(i / side) + margin) * wide + (i % side) + margin;
    const both = (from, sign) => slide(slide(from, wide, reach, sign), wide, reach, sign);
    const sheet = new Float32Array(wide * wide);
    bright.forEach((value, i) => { sheet[place(i)] = value; });
    const light = both(both(sheet, 1), -1);
    return bright.map((_, i) => light[place(i)]);
  }
  // The largest in reach, or with sign -1 the smallest, along the rows, and turned over: twice is along both.
  function slide(from, side, reach, sign) {
    const to = new Float32Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const [x, row] = [i % side, i - (i % side)];
      let best = from[i];
      const end = row + Math.min(side - 1, x + reach);
      for (let k = row + Math.max(0, x - reach); k <= end; k++) if (sign * from[k] > sign * best) best = from[k];
      to[x * side + row / side] = best;
    }
    return to;
  }
  // The ink without the pieces that touch the border along more than `run`, where a figure is found
  // clear of them; `cut`: whether they are as dark as a table; `along`: the most that they touch one side.
  function clear(ink, side, run) {
    const ground = middle(ink), whole = clean(ink, ground, "mnist");
    const touching = (piece, on) => piece.filter((i) => on(i, side)).length;
    const edges = pieces(whole, side).filter((piece) => touching(piece, rim) > run);
    const rest = ink.slice();
    for (const i of edges.flat()) around(i, side, 2).forEach((j) => { rest[j] = ground; });
    // The skirts of what is taken away are faint, and no figure.
    const strong = most(rest) - ground > FIGURE * (most(ink) - ground);
    const left = clean(rest, ground, "mnist"), box = strong && most(left) > 0.5 && bounds(left, side);
    const found = box && Math.max(box[2], box[3]) > RUN * side && (!edges.length || !pieces(left, side).length);
    const cut = found && edges.flat().some((i) => whole[i] > TABLES);
    const along = Math.max(0, ...edges.flatMap((piece) => SIDES.map((on) => touching(piece, on))));
    return { ink: found ? left : whole, found, cut, along };
  }
  // The connected pieces of ink that touch the border, as lists of pixels.
  function pieces(ink, side) {
    const seen = new Set();
    const fresh = (i) => ink[i] > 0 && !seen.has(i) && seen.add(i);
    return Array.from(ink.keys()).filter((i) => rim(i, side)).map((start) => {
      const piece = fresh(start) ? [start] : [];
      for (const i of piece) piece.push(...around(i, side, 1).filter(fresh));
      return piece;
    }).filter((piece) => piece.length);
  }
  function around(i, side, reach) {
    const found = [];
    const [x, y] = [i % side, Math.floor(i / side)];
    for (let row = Math.max(0, y - reach); row <= Math.min(side - 1, y + reach); row++) {
      for (let at = Math.max(0, x - reach); at <= Math.min(side - 1, x + reach); at++) found.push(row * side + at);
    }
    return found;
  }
  kit.ink = { SIDE, pixels, put, fit, most, upright, photo };
})();

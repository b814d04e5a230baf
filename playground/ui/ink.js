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
  function shrink(grey, side, [left, top, width, height], across, down) {
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

  function paper(grey, side) {
    const edge = grey.filter((_, i) => i < side || i >= side * (side - 1) || [0, side - 1].includes(i % side));
    return edge.sort()[Math.floor(edge.length / 2)];
  }
  // A photo as white on black: turned over where its border is bright.
  function upright(grey, side) {
    const inverted = paper(grey, side) > 0.5;
    return { inverted, ink: inverted ? grey.map((value) => 1 - value) : grey };
  }
  // Its paper's shade and noise taken away; what hardly stands out is no ink.
  function clean(ink, side, style) {
    const ground = paper(ink, side);
    const black = ground + STYLES[style].noise * (most(ink) - ground);
    const range = Math.max(most(ink) - black, 0.1);
    return ink.map((value) => Math.max(0, (value - black) / range));
  }
  kit.ink = { SIDE, pixels, put, fit, most, upright, clean };
})();

// Drawing of attention heads: as a matrix, as lines between words, or over a picture's patches.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.drawHeads) return;
  const CIVIDIS = [[0, 34, 78], [64, 76, 108], [124, 123, 120], [186, 174, 108], [254, 232, 56]];
  const OPACITY = 0.72; // of a painted patch; the rest is the picture under it
  const LARGEST = 420; // CSS pixels of the large head
  const tallest = () => Math.max(195, Math.min(LARGEST, kit.tall() - 60));
  const WIDEST = 7; // CSS pixels of a line of weight 1
  const FAINT = 0.02; // weights below this share draw no line

  // How bright each weight is: its share of 1, or of its row's largest (of a picture's, without CLS).
  function brightness(view, weights) {
    const [, , rows, columns] = view.data.shape;
    if (view.state.scale === "one") return weights;
    const skip = view.data.picture ? 1 : 0;
    const most = Array.from({ length: rows }, (_, i) =>
      Math.max(...weights.subarray(i * columns + skip, (i + 1) * columns)) || 1);
    return weights.map((w, i) => w / most[Math.floor(i / columns)]);
  }
  const colour = (share) => {
    const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
    const i = Math.min(CIVIDIS.length - 2, Math.floor(at));
    return CIVIDIS[i].map((c, k) => c + (at - i) * (CIVIDIS[i + 1][k] - c));
  };

  function small(view, canvas, weights, query) {
    const [, , rows, columns] = view.data.shape;
    const bright = brightness(view, weights);
    if (view.data.picture) return overlay(view, canvas, bright, query);
    fill(canvas, columns, rows, (x, y) => colour(bright[y * columns + x]));
  }
  function large(view, weights, query) {
    const bright = brightness(view, weights);
    if (view.data.picture) drawPicture(view, bright, query);
    else if (view.state.look === "lines") drawLines(view, bright, query);
    else drawMatrix(view, bright, query);
  }
  function fill(canvas, width, height, paint) {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    for (let i = 0; i < width * height; i++) image.data.set([...paint(i % width, Math.floor(i / width)), 255], 4 * i);
    pen.putImageData(image, 0, 0);
  }
  function sharp(view, width, height) {
    const { canvas } = view.nodes;
    const dpr = Math.min(2, window.devicePixelRatio || 1);
    Object.assign(canvas, { width: Math.round(width * dpr), height: Math.round(height * dpr) });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = canvas.getContext("2d");
    pen.scale(dpr, dpr);
    return pen;
  }
  const room = (view) => Math.max(200, Math.min(LARGEST, view.nodes.canvas.parentNode.clientWidth));
  const widest = (names, font) => {
    const pen = kit.make("canvas").getContext("2d");
    pen.font = `14px ${font}`;
    return Math.max(...names.map((name) => pen.measureText(name).width));
  };

  // --- over a picture --------------------------------------------------------------------------
  const side = (view) => Math.round(Math.sqrt(view.data.shape[3] - 1));
  function overlay(view, canvas, bright, query) {
    const { width, height, data } = view.data.picture;
    const columns = view.data.shape[3];
    const patch = width / side(view);
    fill(canvas, width, height, (x, y) => {
      const key = 1 + Math.floor(y / patch) * side(view) + Math.floor(x / patch);
      return colour(bright[query * columns + key]).map((c, i) => OPACITY * c + (1 - OPACITY) * data[4 * (y * width + x) + i]);
    });
  }
  function drawPicture(view, bright, query) {
    const size = Math.min(room(view), 340, tallest());
    const under = kit.make("canvas");
    overlay(view, under, bright, query);
    const pen = sharp(view, size, size);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(under, 0, 0, size, size);
    view.frame = { left: 0, top: 0, cell: size / side(view) };
    const { cell } = view.frame;
    const box = (key) => [((key - 1) % side(view)) * cell, Math.floor((key - 1) / side(view)) * cell, cell, cell];
    pen.lineWidth = 3;
    pen.strokeStyle = kit.colours(view.root).cursor;
    if (query > 0) pen.strokeRect(...box(query));
    pen.lineWidth = 1.5;
    pen.strokeStyle = "white";
    if (view.hover) pen.strokeRect(...box(view.hover.key));
  }

  // --- as a matrix: rows are queries, named to the left; keys are named above, slanted ----------
  function drawMatrix(view, bright, query) {
    const [, , rows, columns] = view.data.shape;
    const { text, quiet, cursor, font } = kit.colours(view.root);
    const { queries, keys, axes } = view.data;
    const left = Math.min(130, widest(queries, font) + 34), top = Math.min(110, 0.72 * widest(keys, font) + 34);
    const cell = Math.max(4, Math.min(44, (room(view) - left - 30) / columns, (tallest() - top) / rows));
    const pen = sharp(view, Math.min(room(view), left + columns * cell + 0.7 * widest(keys.slice(-1), font) + 4), top + rows * cell + 2);
    view.frame = { left, top, cell };
    const gap = cell > 16 ? 1 : 0;
    for (let i = 0; i < rows * columns; i++) {
      pen.fillStyle = `rgb(${colour(bright[i]).map(Math.round)})`;
      pen.fillRect(left + (i % columns) * cell, top + Math.floor(i / columns) * cell, cell - gap, cell - gap);
    }
    pen.fillStyle = text;
    pen.font = `${Math.min(14, cell)}px ${font}`;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    if (cell >= 10) queries.forEach((name, y) => pen.fillText(name, left - 6, top + (y + 0.5) * cell, left - 26));
    pen.textAlign = "left";
    if (cell >= 10) keys.forEach((name, x) => slanted(pen, name, left + (x + 0.5) * cell, top - 6, -Math.PI / 4));
    pen.fillStyle = quiet;
    pen.font = `14px ${font}`;
    pen.textAlign = "center";
    slanted(pen, kit.words(axes[0], view.group), 9, top + (rows * cell) / 2, -Math.PI / 2);
    pen.fillText(kit.words(axes[1], view.group), left + (columns * cell) / 2, 9);
    pen.strokeStyle = cursor;
    pen.lineWidth = 2.5;
    pen.strokeRect(left - 1, top + query * cell - 1, columns * cell + 1, cell + 1);
    pen.strokeStyle = "white";
    pen.lineWidth = 1.5;
    if (view.hover) pen.strokeRect(left + view.hover.key * cell, top + view.hover.query * cell, cell - 1, cell - 1);
  }
  function slanted(pen, name, x, y, angle) {
    pen.save();
    pen.translate(x, y);
    pen.rotate(angle);
    pen.fillText(name, 0, 0);
    pen.restore();
  }

  // --- as lines: queries on the left, keys on the right, a line as wide as its weight -----------
  function drawLines(view, bright, query) {
    const [, , rows, columns] = view.data.shape;
    const { text, quiet, cursor, font } = kit.colours(view.root);
    const { queries, keys, axes } = view.data;
    const most = Math.max(rows, columns), top = 26;
    const cell = Math.max(14, Math.min(30, (tallest() - top) / most));
    const width = room(view);
    const left = Math.min(0.34 * width, widest(queries, font) + 12), right = width - Math.min(0.34 * width, widest(keys, font) + 12);
    const pen = sharp(view, width, top + most * cell + 4);
    view.frame = { left, right, top, cell, lines: true };
    const y = (i) => top + (i + 0.5) * cell;
    const asked = chosen(view, query);
    pen.strokeStyle = getComputedStyle(view.root).getPropertyValue("--color-accent") || "#0072B2";
    for (let i = 0; i < rows * columns; i++) {
      const q = Math.floor(i / columns), k = i % columns;
      if (bright[i] < FAINT) continue;
      pen.globalAlpha = asked(q, k) ? 0.9 : 0.2;
      pen.lineWidth = WIDEST * bright[i];
      pen.beginPath();
      pen.moveTo(left + 4, y(q));
      pen.lineTo(right - 4, y(k));
      pen.stroke();
    }
    pen.globalAlpha = 1;
    pen.textBaseline = "middle";
    const names = (all, x, align, limit, bold) => all.forEach((name, i) => {
      pen.fillStyle = bold(i) ? cursor : text;
      pen.font = `${bold(i) ? "bold " : ""}${Math.min(14, cell)}px ${font}`;
      pen.textAlign = align;
      pen.fillText(name, x, y(i), limit);
    });
    names(queries, left, "right", left, (i) => i === query);
    names(keys, right, "left", width - right, (i) => !!view.hover && view.hover.key === i);
    pen.fillStyle = quiet;
    pen.font = `14px ${font}`;
    pen.textAlign = "left";
    pen.fillText(kit.words(axes[0], view.group), 0, 10, width / 2);
    pen.textAlign = "right";
    pen.fillText(kit.words(axes[1], view.group), width, 10, width / 2 - 8);
  }
  // Which lines stand out: those of the word under the pointer, else of the row under the cursor.
  const chosen = (view, query) => {
    const { hover } = view;
    if (hover && hover.query !== null) return (q) => q === hover.query;
    if (hover && hover.key !== null) return (_, k) => k === hover.key;
    return (q) => q === query;
  };

  // --- what is under the pointer, and what the colours mean -------------------------------------
  function place(view, event) {
    const box = view.nodes.canvas.getBoundingClientRect();
    const { left, right, top, cell, lines } = view.frame;
    const x = event.clientX - box.left, y = Math.floor((event.clientY - box.top - top) / cell);
    const [, , rows, columns] = view.data.shape;
    if (lines) {
      const asks = x < (left + right) / 2;
      return y >= 0 && y < (asks ? rows : columns) ? { query: asks ? y : null, key: asks ? null : y } : null;
    }
    const column = Math.floor((x - left) / cell);
    if (view.data.picture) {
      const edge = side(view);
      return column >= 0 && y >= 0 && column < edge && y < edge ? { query: null, key: 1 + y * edge + column } : null;
    }
    return column >= 0 && y >= 0 && column < columns && y < rows ? { query: y, key: column } : null;
  }
  function legend(view, now) {
    const { bar } = view.nodes;
    if (view.frame.lines) return bar.replaceChildren(kit.make("span", { text: kit.words("A line is as wide as its weight.") }));
    const columns = view.data.shape[3];
    const row = Array.from(view.weights.subarray(now.query * columns, (now.query + 1) * columns));
    const most = view.state.scale === "one" ? 1 : Math.max(...row.slice(view.data.picture ? 1 : 0));
    const ends = view.state.scale === "row" && !view.data.picture ? ["0", kit.words("max")] : ["0", most === 1 ? "1" : kit.fixed(most, 2)];
    const stops = CIVIDIS.map((c) => `rgb(${c})`).join(", ");
    bar.replaceChildren(kit.make("span", { text: ends[0] }),
      kit.make("i", { style: `background: linear-gradient(to right, ${stops})` }), kit.make("span", { text: ends[1] }));
  }
  kit.drawHeads = { small, large, place, legend };
})();

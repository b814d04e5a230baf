// Films: frames that Python's `film.py` coded by what changes from one to the next.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.film) return;
  const UNKNOWN = 12; // the class of motion where no frame stands before
  const LAST = 11;

  // What a strip draws from: a picture by its address, or a film.
  kit.sprite = async (source) => (typeof source === "string" ? kit.decoded(source) : kit.film(source));
  kit.film = (film) => {
    const frames = undone(film);
    const { width, height, columns } = film;
    const count = film.ways.length;
    const canvas = kit.make("canvas", { width: columns * width, height: Math.ceil(count / columns) * height });
    const pen = canvas.getContext("2d");
    const sheet = pen.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(sheet.data.buffer);
    for (let frame = 0, i = 0; frame < count; frame++) {
      const start = Math.floor(frame / columns) * height * canvas.width + (frame % columns) * width;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) pixels[start + y * canvas.width + x] = 0xff000000 | (frames[i++] * 0x10101);
      }
    }
    pen.putImageData(sheet, 0, 0);
    return canvas;
  };

  const number = (code) => (code < 92 ? code - 35 : code < 127 ? code - 36 : code - 70);
  const inside = (grey) => (grey < 0 ? 0 : grey > 255 ? 255 : grey);
  const between = (a, b, corner) => {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const onward = a + b - corner;
    return onward < low ? low : onward > high ? high : onward;
  };
  const predict = (way, one, two, up, corner) => {
    if (way === 1) return one;
    if (way === 2) return inside(2 * one - two);
    if (way === 3) return up;
    return way === 4 ? between(one, up, corner) : inside(one + up - corner);
  };

  // Every pixel's grey, frame by frame; behind the last frame, one of nothing.
  function undone({ width, height, text, sizes, ways, lengths }) {
    const size = width * height;
    const greys = new Uint8Array((ways.length + 1) * size);
    let sum = 0;
    const film = { width, height, size, text, greys, next: Int32Array.from(sizes, (count) => (sum += count) - count),
      moved: new Int32Array((width + 2) * (height + 2)) };
    for (let frame = 0; frame < ways.length; frame++) {
      if (ways[frame] === "0") alone(film, frame * size);
      else onward(film, frame * size, Number(ways[frame]),
        ...places(frame, lengths).map((at) => (at < 0 ? ways.length : at) * size));
    }
    return greys;
  }
  // The next grey of a class of motion, in which ends of the scale are apart.
  function take(film, kind, predicted) {
    const grade = 2 * kind + (predicted === 0 || predicted === 255 ? 1 : 0);
    const folded = number(film.text.charCodeAt(film.next[grade]++));
    const room = predicted < 128 ? predicted : 255 - predicted;
    if (folded <= 2 * room) return predicted + (folded & 1 ? -((folded + 1) >> 1) : folded >> 1);
    return predicted + (predicted < 128 ? folded - room : room - folded);
  }
  function alone(film, start) {
    const { width, size, greys } = film;
    for (let i = 0; i < size; i++) {
      const left = i % width ? greys[start + i - 1] : 0;
      const top = i < width ? 0 : greys[start + i - width];
      const predicted = between(left, top, i % width && i >= width ? greys[start + i - width - 1] : 0);
      greys[start + i] = take(film, UNKNOWN, predicted);
    }
  }
  function onward(film, start, way, one, two, up, corner) {
    const { width, height, greys, moved } = film;
    const wide = width + 2;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0, at = (y + 1) * wide + 1; x < width; x++, i++, at++) {
        const a = greys[one + i];
        const d = greys[corner + i];
        moved[at] = Math.abs(a - greys[two + i]) + Math.abs(greys[up + i] - d) + Math.abs(a - d);
      }
    }
    const column = (at) => moved[at - wide] + moved[at] + moved[at + wide];
    for (let y = 0, i = 0; y < height; y++) {
      let at = (y + 1) * wide + 1;
      let [before, here] = [column(at - 1), column(at)];
      for (let x = 0; x < width; x++, i++, at++) {
        const after = column(at + 1);
        const kind = Math.min(LAST, 32 - Math.clz32(before + here + after));
        greys[start + i] = take(film, kind, predict(way, greys[one + i], greys[two + i], greys[up + i], greys[corner + i]));
        before = here;
        here = after;
      }
    }
  }
  // The frames before one: one and two back along the last axis, one back along the one outside, and
  // both. Where there is none, another stands in; -1: nothing.
  function places(frame, lengths) {
    const at = frame % lengths[lengths.length - 1];
    const back = outside(frame, lengths);
    const one = at > 0 ? frame - 1 : back;
    const up = back < 0 ? one : back;
    return [one, at > 1 ? frame - 2 : one, up, at > 0 && back >= 0 ? back - 1 : up];
  }
  function outside(frame, lengths) {
    let stride = lengths[lengths.length - 1];
    for (const length of lengths.slice(0, -1).reverse()) {
      if (Math.floor(frame / stride) % length > 0) return frame - stride;
      stride *= length;
    }
    return -1;
  }
})();

// Pictures as files: one pixel for pixel, or a strip as it stands, enlarged, with its labels.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.keepPicture) return;
  const EDGE = 16; // around the sheet and between its cells [pixels]
  const LINE = 21; // of text [pixels]
  const LARGE = { one: 280, all: 900 }; // how wide a picture is enlarged to, about [pixels]

  kit.keepPicture = (row) => row.canvas.toBlob((blob) => kit.save(row.data.file, blob));

  // Text in lines of at most `width` pixels.
  const wrapped = (pen, text, width) => {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (pen.measureText(longer).width <= width || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };
  const cell = (pen, strip, row, describe) => {
    const scale = Math.max(1, Math.round(LARGE[row.data.layout] / row.canvas.width));
    const [width, height] = [row.canvas.width * scale, row.canvas.height * scale];
    const said = [kit.words(row.data.label, strip.group), row.data.axes.length && describe(row)].filter(Boolean).join(": ");
    return { row, width, height, lines: wrapped(pen, said, Math.max(width, LARGE.one)), alone: row.data.layout === "all" };
  };
  const wide = ({ width }) => Math.max(width, LARGE.one) + EDGE;
  // Pictures stand beside each other, as on the page; contact sheets below each other.
  // `least`: lines of text that each has at least, so that the sheets of a film are alike.
  const inLines = (cells, least = []) => {
    const lines = [];
    for (const one of cells) {
      const last = lines[lines.length - 1];
      if (one.alone || !last || last[0].alone) lines.push([one]);
      else last.push(one);
    }
    return lines.map((line, place) => ({ line, text: LINE * Math.max(least[place] || 0, ...line.map(({ lines: said }) => said.length)),
      height: Math.max(...line.map(({ height }) => height)), width: line.reduce((sum, one) => sum + wide(one), EDGE) }));
  };
  const started = (strip) => {
    const sheet = kit.make("canvas");
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    const colours = kit.colours(strip.root);
    pen.font = `16px ${colours.font}`;
    return { sheet, pen, ...colours };
  };
  const cells = (pen, strip, describe) => strip.rows.map((row) => cell(pen, strip, row, describe));
  // `describe(row)`: where the cursors of a row's axes stand, in words. A canvas, and its pen.
  function drawn(strip, describe, least) {
    const { sheet, pen, text, paper, font } = started(strip);
    const plain = pen.font;
    const lines = inLines(cells(pen, strip, describe), least);
    sheet.width = Math.max(...lines.map(({ width }) => width));
    pen.font = `bold ${plain}`;
    const title = wrapped(pen, [kit.words(strip.props.heading, strip.group), document.title].filter(Boolean).join(" · "), sheet.width - 2 * EDGE);
    sheet.height = lines.reduce((sum, one) => sum + one.text + one.height + EDGE, LINE * title.length + 2 * EDGE);
    Object.assign(pen, { fillStyle: paper, imageSmoothingEnabled: false });
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.fillStyle = text;
    const write = (said, x, y) => said.forEach((one, i) => pen.fillText(one, x, y + LINE * (i + 1) - 5));
    pen.font = `bold 16px ${font}`;
    write(title, EDGE, EDGE);
    pen.font = plain;
    let y = LINE * title.length + 2 * EDGE;
    for (const { line, text: high, height } of lines) {
      let x = EDGE;
      for (const one of line) {
        write(one.lines, x, y);
        pen.drawImage(one.row.canvas, x, y + high, one.width, one.height);
        x += wide(one);
      }
      y += high + height + EDGE;
    }
    return { sheet, pen };
  }
  kit.saveStrip = (strip, describe) =>
    drawn(strip, describe).sheet.toBlob((blob) => kit.save(`${strip.group}.png`, blob));

  // --- a film of a scrub ---------------------------------------------------------------------------
  const FRAME_MS = 150;
  const HOLD_MS = 900; // on the first and the last
  const COLOURS = 256;
  const aFrame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // The button that films the scrub of an axis and, pressed again, ends it; and what it says meanwhile.
  kit.filming = (pause, strip, describe, axis, button) => {
    const said = kit.make("span", { class: "pg-note", role: "status" });
    let under = false;
    const start = async () => {
      pause();
      under = true;
      const at = kit.at(strip.group, axis);
      try {
        const film = await filmed(strip, describe, axis, (done, all) => { said.textContent = `${done} / ${all}`; return under; });
        said.textContent = film ? `GIF, ${Math.ceil(film.size / 1000)} kB` : "";
        if (film) kit.save(`${strip.group}.gif`, film);
      } catch {
        said.textContent = kit.words("The film could not be made. Try again.");
      } finally {
        under = false;
        kit.move(strip.group, axis, at);
      }
    };
    return [button("Save GIF", () => { if (under) under = false; else start(); }), said];
  };
  async function filmed(strip, describe, axis, goesOn) {
    const { GIFEncoder, quantize, applyPalette } = await kit.gif();
    const count = kit.length(strip.group, axis), film = GIFEncoder();
    const each = Array.from({ length: count }, (_, index) => {
      kit.move(strip.group, axis, index);
      return inLines(cells(started(strip).pen, strip, describe)).map(({ text }) => text / LINE);
    });
    const least = each[0].map((_, line) => Math.max(...each.map((texts) => texts[line])));
    for (let index = 0; index < count; index++) {
      if (!goesOn(index + 1, count)) return null;
      kit.move(strip.group, axis, index);
      await aFrame();
      const { sheet, pen } = drawn(strip, describe, least);
      const { data } = pen.getImageData(0, 0, sheet.width, sheet.height);
      const palette = quantize(data, COLOURS);
      film.writeFrame(applyPalette(data, palette), sheet.width, sheet.height,
        { palette, delay: index % (count - 1) ? FRAME_MS : HOLD_MS });
    }
    film.finish();
    return new Blob([film.bytes()], { type: "image/gif" });
  }
})();

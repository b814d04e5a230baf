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
  const inLines = (cells) => {
    const lines = [];
    for (const one of cells) {
      const last = lines[lines.length - 1];
      if (one.alone || !last || last[0].alone) lines.push([one]);
      else last.push(one);
    }
    return lines.map((line) => ({ line, text: LINE * Math.max(...line.map(({ lines: said }) => said.length)),
      height: Math.max(...line.map(({ height }) => height)), width: line.reduce((sum, one) => sum + wide(one), EDGE) }));
  };
  // `describe(row)`: where the cursors of a row's axes stand, in words.
  kit.saveStrip = (strip, describe) => {
    const sheet = kit.make("canvas");
    const pen = sheet.getContext("2d");
    const { text, paper, font } = kit.colours(strip.root);
    const plain = `16px ${font}`;
    pen.font = plain;
    const lines = inLines(strip.rows.map((row) => cell(pen, strip, row, describe)));
    sheet.width = Math.max(...lines.map(({ width }) => width));
    pen.font = `bold ${plain}`;
    const title = wrapped(pen, [kit.words(strip.props.heading, strip.group), document.title].filter(Boolean).join(" · "), sheet.width - 2 * EDGE);
    sheet.height = lines.reduce((sum, one) => sum + one.text + one.height + EDGE, LINE * title.length + 2 * EDGE);
    Object.assign(pen, { fillStyle: paper, imageSmoothingEnabled: false });
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.fillStyle = text;
    const write = (said, x, y) => said.forEach((one, i) => pen.fillText(one, x, y + LINE * (i + 1) - 5));
    pen.font = `bold ${plain}`;
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
    sheet.toBlob((blob) => kit.save(`${strip.group}.png`, blob));
  };
})();

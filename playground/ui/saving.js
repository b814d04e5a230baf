// Pictures as files: one pixel for pixel, or a strip as it stands, enlarged, with its labels.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.keepPicture) return;

  kit.keepPicture = (row) => row.canvas.toBlob((blob) => kit.save(row.data.file, blob));
  // `describe(row)`: where the cursors of a row's axes stand, in words.
  kit.saveStrip = (strip, describe) => {
    const parts = strip.rows.map((row) => {
      const scale = Math.max(1, Math.round((row.data.layout === "all" ? 900 : 280) / row.canvas.width));
      return { row, width: row.canvas.width * scale, height: row.canvas.height * scale };
    });
    const { text, paper, font } = kit.colours(strip.root);
    const sheet = kit.make("canvas", {
      width: Math.max(...parts.map((p) => p.width)) + 32,
      height: parts.reduce((sum, p) => sum + p.height + 44, 16) });
    const pen = sheet.getContext("2d");
    pen.fillStyle = paper;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.imageSmoothingEnabled = false;
    pen.font = `16px ${font}`;
    let y = 16;
    for (const { row, width, height } of parts) {
      const said = [kit.words(row.data.label, strip.group), row.data.axes.length && describe(row)];
      pen.fillStyle = text;
      pen.fillText(said.filter(Boolean).join(": "), 16, y + 16);
      pen.drawImage(row.canvas, 16, y + 26, width, height);
      y += height + 44;
    }
    sheet.toBlob((blob) => kit.save(`${strip.group}.png`, blob));
  };
})();

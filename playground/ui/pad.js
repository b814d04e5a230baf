// Pad: a canvas to draw on, or to drop a photo on; its value is a 28 x 28 PNG as text, or "".
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.pad) return;
  const SIZE = 280;
  const BRUSH = 24; // strokes of a digit that fills the pad become two to three pixels, as MNIST's are
  const PAUSE_MS = 500; // after a stroke, before the drawing is asked about
  const GLANCE_MS = 100; // between two looks within a stroke
  const MOST_BYTES = 30e6;
  const MOST_PIXELS = 60e6;
  const CENTRED = { mnist: "centred as MNIST is", fashion: "centred as Fashion-MNIST is",
    mask: "taken where it is drawn" };
  const HUGE = "This picture has more than 60 million pixels. Try a smaller one.";
  const UNREADABLE = "This file is no picture that the browser can read. Try a PNG or a JPEG.";

  // The data set that the pads of a group imitate, or a network of its own: "mnist", "mnist-vit".
  kit.imitate = (group, network) => document.dispatchEvent(
    new CustomEvent("playground:imitate", { detail: { group, network } }));
  const styleOf = (network) => network.split("-")[0];
  const reader = (network) => (network.includes("-") ? network : `${network}-classifier`);

  kit.pad = (element, props, trigger, watch) => {
    const pad = { root: element.querySelector(".pg-mount"), props, trigger, network: props.network,
      style: styleOf(props.network), value: "" };
    build(pad);
    wipe(pad);
    kit.life(element).listen("playground:imitate", (e) => {
      if (e.group === props.group && CENTRED[styleOf(e.network)] && pad.style !== "mask") restyle(pad, e.network);
    });
    watch("value", () => show(pad));
    show(pad);
  };

  function build(pad) {
    const { words } = kit;
    const how = "Draw with the mouse, a finger or a pen; Delete clears.";
    pad.canvas = kit.make("canvas", { class: "pg-pad", width: SIZE, height: SIZE, tabindex: 0, role: "img",
      "aria-label": `${words(pad.props.caption, pad.props.group)}. ${words(how)}` });
    pad.pen = pad.canvas.getContext("2d", { willReadFrequently: true });
    pad.small = kit.make("canvas", { width: kit.ink.SIDE, height: kit.ink.SIDE, class: "pg-pad-small", role: "img",
      "aria-label": words("What the network sees, 28 x 28"), title: words("What the network sees, 28 x 28") });
    pad.said = kit.make("p", { class: "pg-note", role: "status" });
    pad.reading = kit.reading(pad.props.group);
    const buttons = kit.upload(pad.root, () => clear(pad), (file) => upload(pad, file));
    pad.sheet = kit.make("div", { class: "pg-pad-sheet" },
      kit.make("p", { class: "pg-note", text: words(pad.props.help, pad.props.group) }),
      kit.make("div", { class: "pg-pad-tools" }, pad.canvas, pad.small, pad.reading.root), buttons, pad.said);
    const named = words(pad.props.caption, pad.props.group);
    if (pad.props.folded) {
      pad.fold = kit.make("button", { type: "button", class: "pg-pad-fold", text: named, onclick: () => unfold(pad, pad.sheet.hidden) });
    }
    pad.root.replaceChildren(pad.fold || kit.make("p", { class: "pg-pad-name", text: named }), pad.sheet);
    if (pad.fold) unfold(pad, false);
    listen(pad);
  }
  // Opens a folded pad, which a choice elsewhere asks for.
  kit.unfold = (group, field) => {
    const fold = document.querySelector(`.pg-field-${group}-${field} .pg-pad-fold[aria-expanded="false"]`);
    if (fold instanceof HTMLElement) fold.click();
  };
  function unfold(pad, open) {
    pad.sheet.hidden = !open;
    pad.fold.setAttribute("aria-expanded", String(open));
  }
  function listen(pad) {
    const { canvas } = pad;
    const at = (e) => {
      const box = canvas.getBoundingClientRect();
      return [((e.clientX - box.left) * SIZE) / box.width, ((e.clientY - box.top) * SIZE) / box.height];
    };
    canvas.addEventListener("pointerdown", (e) => {
      if (e.button !== 0) return;
      canvas.setPointerCapture(e.pointerId);
      clearTimeout(pad.timer);
      pad.last = at(e);
      stroke(pad, pad.last);
    });
    canvas.addEventListener("pointermove", (e) => {
      if (!pad.last || !canvas.hasPointerCapture(e.pointerId)) return;
      for (const one of e.getCoalescedEvents().concat(e)) stroke(pad, at(one));
      glance(pad);
    });
    const end = () => { if (pad.last) { pad.last = null; drawn(pad); } };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener("keydown", (e) => {
      if (["Delete", "Backspace"].includes(e.key)) clear(pad);
    });
  }

  // --- drawing ---------------------------------------------------------------------------------
  function stroke(pad, to) {
    const { pen } = pad;
    Object.assign(pen, { strokeStyle: "white", lineWidth: pad.style === "mask" ? 2 * BRUSH : BRUSH, lineCap: "round",
      shadowColor: "white", shadowBlur: 4 });
    pen.beginPath();
    pen.moveTo(...pad.last);
    pen.lineTo(to[0] + 0.01, to[1]); // a line without length would leave no dot
    pen.stroke();
    pad.last = to;
  }
  function wipe(pad) {
    pad.pen.shadowBlur = 0;
    pad.pen.fillStyle = "black";
    pad.pen.fillRect(0, 0, SIZE, SIZE);
    Object.assign(pad, { inked: false, inverted: false, exact: false, done: [] });
  }
  function drawn(pad) {
    Object.assign(pad, { inked: true, exact: false });
    offer(pad, fitted(pad), PAUSE_MS);
  }
  const fitted = (pad) => (pad.style === "mask" ? placed(pad) : kit.ink.fit(kit.ink.pixels(pad.canvas), SIZE, pad.style));
  // Within a stroke: what there is so far is shown and read, and asked for nowhere else.
  function glance(pad) {
    if (pad.glanced + GLANCE_MS > Date.now()) return;
    pad.glanced = Date.now();
    kit.ink.put(pad.small, fitted(pad));
    read(pad, pad.small.toDataURL("image/png"));
  }
  function read(pad, image) {
    if (pad.style !== "mask") pad.reading.ask(image, reader(pad.network));
  }
  // A mask is neither moved nor scaled.
  function placed(pad) {
    const sheet = kit.make("canvas", { width: kit.ink.SIDE, height: kit.ink.SIDE });
    sheet.getContext("2d").drawImage(pad.canvas, 0, 0, kit.ink.SIDE, kit.ink.SIDE);
    return kit.ink.pixels(sheet);
  }
  function clear(pad) {
    wipe(pad);
    offer(pad, null, 0);
  }
  // The pad is fitted anew when the data set changes; a picture that came by a link stays as it is.
  function restyle(pad, network) {
    const anew = styleOf(network) !== pad.style;
    Object.assign(pad, { network, style: styleOf(network) });
    if (anew && pad.inked) drawn(pad);
    else read(pad, pad.value);
  }

  // --- a photo ---------------------------------------------------------------------------------
  async function upload(pad, file) {
    if (!file) return;
    try {
      develop(pad, await opened(file));
    } catch (error) {
      say(pad, error.said || UNREADABLE, true);
    }
  }
  // Buttons that clear and upload; a picture may also be pasted or dropped on `root`.
  kit.upload = (root, clear, take) => {
    const button = (text, act) => kit.make("button", { type: "button", text: kit.words(text), onclick: act });
    const file = kit.make("input", { type: "file", accept: "image/*", hidden: true,
      onchange: () => { take(file.files[0]); file.value = ""; } });
    root.addEventListener("paste", (e) => take(e.clipboardData.files[0]));
    root.addEventListener("dragover", (e) => e.preventDefault());
    root.addEventListener("drop", (e) => { e.preventDefault(); take(e.dataTransfer.files[0]); });
    return kit.make("div", { class: "pg-pad-buttons" }, button("Clear", clear), button("Upload", () => file.click()), file);
  };
  const refusal = (said) => Object.assign(new Error(said), { said });
  // A picture's size is known before it is unpacked. Errors say in `said` what to tell.
  kit.opened = opened;
  async function opened(file) {
    if (file.size > MOST_BYTES) throw refusal("This file is larger than 30 MB. Try a smaller picture.");
    const picture = new Image();
    picture.src = URL.createObjectURL(file);
    try {
      await new Promise((done, failed) => { picture.onload = done; picture.onerror = failed; });
      const { naturalWidth: width, naturalHeight: height } = picture;
      if (!width || !height) throw refusal(UNREADABLE);
      if (width * height > MOST_PIXELS) throw refusal(HUGE);
      await picture.decode();
      return picture;
    } finally {
      URL.revokeObjectURL(picture.src);
    }
  }
  function develop(pad, picture) {
    const { naturalWidth: width, naturalHeight: height } = picture;
    const exact = width === kit.ink.SIDE && height === kit.ink.SIDE;
    const side = exact ? kit.ink.SIDE : SIZE;
    const read = exact || pad.style === "mask" ? kit.ink.upright : kit.ink.photo;
    const { ink, inverted, done = [] } = read(squared(picture, side), side, pad.style);
    if (!ink) throw refusal("No figure stands clear of the dark edge. Leave paper around it.");
    if (kit.ink.most(ink) < 0.5) throw refusal("This picture is blank: nothing stands out from its border.");
    wipe(pad);
    const sheet = kit.make("canvas", { width: side, height: side });
    kit.ink.put(sheet, ink);
    pad.pen.drawImage(sheet, 0, 0, SIZE, SIZE);
    Object.assign(pad, { inked: !exact, inverted, exact, done });
    offer(pad, exact ? ink : pad.style === "mask" ? placed(pad) : kit.ink.fit(ink, side, pad.style), 0);
  }
  // Grey, on a square as wide as its longer side; the rest is its border's colour, and so is what
  // is transparent, but that dark ink without a ground gets a white one.
  function squared(picture, side) {
    const [width, height] = [picture.naturalWidth, picture.naturalHeight];
    const scale = side / Math.max(width, height);
    const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
    const sheet = kit.make("canvas", { width: w, height: h });
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, w, h);
    pen.globalCompositeOperation = "destination-over";
    pen.fillStyle = ground(pen.getImageData(0, 0, w, h).data);
    pen.fillRect(0, 0, w, h);
    const grey = kit.ink.pixels(sheet);
    const [left, top] = [Math.floor((side - w) / 2), Math.floor((side - h) / 2)];
    const near = (at, length) => Math.max(0, Math.min(length - 1, at));
    return Float32Array.from({ length: side * side }, (_, i) =>
      grey[near(Math.floor(i / side) - top, h) * w + near((i % side) - left, w)]);
  }
  function ground(data) {
    let [sum, all] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      sum += data[i + 3] * (data[i] + data[i + 1] + data[i + 2]);
      all += 3 * data[i + 3];
    }
    return sum > 127 * all ? "black" : "white";
  }

  // --- the value ---------------------------------------------------------------------------------
  function offer(pad, grey, wait) {
    kit.ink.put(pad.small, grey || new Float32Array(kit.ink.SIDE ** 2));
    pad.value = grey ? pad.small.toDataURL("image/png") : "";
    pad.props.value = pad.value;
    read(pad, pad.value);
    say(pad, grey && done(pad));
    clearTimeout(pad.timer);
    pad.timer = setTimeout(() => pad.trigger("input"), wait);
  }
  const done = (pad) => [!pad.exact && "cropped", pad.inverted && "inverted", ...pad.done,
    pad.exact ? "28 x 28: taken as it is" : CENTRED[pad.style]].filter(Boolean).map((said) => kit.words(said)).join(", ");
  function say(pad, text, wrong = false) {
    pad.said.textContent = kit.words(text);
    pad.said.classList.toggle("pg-wrong", wrong);
  }
  // A value from elsewhere: a link, or a click that chose another picture.
  function show(pad) {
    const value = pad.props.value || "";
    if (value === pad.value) return;
    pad.value = value;
    if (pad.fold) unfold(pad, value !== "");
    read(pad, value);
    wipe(pad);
    kit.ink.put(pad.small, new Float32Array(kit.ink.SIDE ** 2));
    say(pad, "");
    if (!value) return;
    const picture = new Image();
    picture.onload = () => [[pad.small, kit.ink.SIDE], [pad.canvas, SIZE]].forEach(([canvas, side]) =>
      canvas.getContext("2d").drawImage(picture, 0, 0, side, side));
    picture.src = value;
  }
})();

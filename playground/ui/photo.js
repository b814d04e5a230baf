// Photo: takes up a photograph of the visitor's own; its value is a small JPEG as text, or "".
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.photo) return;
  const QUALITIES = [0.92, 0.85, 0.75, 0.6, 0.45, 0.3];
  const UNREADABLE = "This file is no picture that the browser can read. Try a PNG or a JPEG.";

  kit.photo = (element, props, trigger, watch) => {
    const taken = { root: element.querySelector(".pg-mount"), props, trigger, value: null };
    build(taken);
    watch("value", () => show(taken));
    show(taken);
  };

  function build(taken) {
    const { words } = kit;
    taken.shown = kit.make("img", { class: "pg-photo", alt: words(taken.props.caption, taken.props.group), hidden: true });
    taken.said = kit.make("p", { class: "pg-note", role: "status" });
    taken.root.replaceChildren(
      kit.make("p", { class: "pg-pad-name", text: words(taken.props.caption, taken.props.group) }),
      kit.make("p", { class: "pg-note", text: words(taken.props.help, taken.props.group) }),
      taken.shown,
      kit.upload(taken.root, () => offer(taken, ""), (file) => take(taken, file)), taken.said);
  }

  async function take(taken, file) {
    if (!file) return;
    try {
      offer(taken, small(await kit.opened(file), taken.props));
    } catch (error) {
      say(taken, error.said || UNREADABLE, true);
    }
  }
  // Its shorter side as long as networks look at, its longer one at most twice that: the ends are
  // cut. Of the JPEG qualities the best whose text is short enough; where none is, as with noise,
  // it is made smaller.
  function small(picture, { side, longest }) {
    const { naturalWidth: width, naturalHeight: height } = picture;
    const shorter = Math.min(width, height), longer = Math.min(Math.max(width, height), 2 * shorter);
    const [w, h] = width < height ? [shorter, longer] : [longer, shorter];
    const scale = Math.min(1, side / shorter);
    const sheet = kit.make("canvas", { width: Math.round(w * scale), height: Math.round(h * scale) });
    const pen = sheet.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "white"; // under what is transparent
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h, 0, 0, sheet.width, sheet.height);
    const texts = QUALITIES.map((quality) => sheet.toDataURL("image/jpeg", quality));
    return texts.find((text) => text.length <= longest) || small(picture, { side: side / 2, longest });
  }

  function offer(taken, value) {
    taken.props.value = value;
    show(taken);
    say(taken, ""); // also where it is the picture that was there
    taken.trigger("input");
  }
  function say(taken, text, wrong = false) {
    taken.said.textContent = text && kit.words(text);
    taken.said.classList.toggle("pg-wrong", wrong);
  }
  function show(taken) {
    const value = taken.props.value || "";
    if (value === taken.value) return;
    taken.value = value;
    taken.shown.hidden = !value;
    if (value) taken.shown.src = value;
    else taken.shown.removeAttribute("src");
    say(taken, "");
  }
})();

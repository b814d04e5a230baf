// Field: particles, arrows and a density in the plane, drawn on a canvas under the group's cursor.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.field) return;
  const FINE = 8192; // whole numbers of a packed value per edge of the plane
  const GLIDE_MS = 90; // from one step to the next: the eye follows what it can see move
  const TRAILS = 36; // particles whose whole way stays on show
  const ARROW = 0.13; // edges an arrow is long, per edge of the field
  const FEW = 24; // of the data's points, marked by crosses
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  kit.field = (element, props, trigger, watch) => {
    const root = element.querySelector(".pg-mount");
    const field = { root, props, trigger, group: props.group, life: kit.life(element), version: 0,
      canvas: kit.make("canvas", { class: "pg-plane", role: "img" }) };
    field.canvas.style.maxHeight = field.canvas.style.maxWidth = `${Number(props.height) || 400}px`;
    field.canvas.addEventListener("click", (event) => press(field, event));
    field.follow = kit.eachFrame(() => follow(field));
    field.life.listen("playground:cursor", (e) => e.group === field.group && field.follow());
    field.life.listen("playground:theme", () => dress(field));
    field.life.observeSize(root, () => fit(field));
    watch("value", () => show(field, props.value));
    show(field, props.value);
  };

  // The old plane stays until the new one's densities are decoded; a newer answer wins.
  async function show(field, value) {
    const version = ++field.version;
    if (!value || value.error !== undefined) return say(field, value);
    try {
      const sprite = new Image();
      sprite.src = value.density.url;
      await sprite.decode();
      if (version !== field.version) return;
      const data = { ...value, particles: unpack(value.particles), arrows: unpack(value.arrows),
        points: unpack(value.points), sprite };
      Object.assign(field, { data, colours: null, at: Math.min(kit.at(field.group, value.axis), value.frames - 1) });
      field.note = kit.make("p", { class: "pg-note", text: kit.words(value.note, field.props.group) });
      const title = kit.words(value.title || field.props.heading, field.props.group);
      field.canvas.setAttribute("aria-label", title);
      field.root.replaceChildren(...[kit.heading({ heading: title }), field.canvas, field.note].filter(Boolean));
      dress(field);
      fit(field);
    } catch (error) {
      if (version === field.version) say(field, { error: String(error.message || error) });
    }
  }
  function say(field, value) {
    field.data = null;
    field.root.replaceChildren(...[kit.heading(field.props), kit.missing(value)].filter(Boolean));
  }
  function unpack({ int16, shape }) {
    const bytes = Uint8Array.from(atob(int16), (c) => c.charCodeAt(0));
    return { shape, values: Float32Array.from(new Int16Array(bytes.buffer), (v) => v / FINE) };
  }
  function press(field, event) {
    if (!field.data) return;
    const box = field.canvas.getBoundingClientRect();
    const share = (at, from, size) => (2 * (at - from)) / size - 1;
    field.trigger("pick", { x: field.data.edge * share(event.clientX, box.left, box.width),
      y: -field.data.edge * share(event.clientY, box.top, box.height) });
  }

  // --- light and dark ------------------------------------------------------------------------
  // Each step's density is tinted once: the sprite's grey becomes the opacity of one hue.
  function dress(field) {
    if (!field.data) return;
    const dark = document.body.classList.contains("dark");
    const tint = dark ? [86, 150, 214] : [0, 84, 150];
    const { sprite } = field.data;
    const sheet = kit.make("canvas", { width: sprite.naturalWidth, height: sprite.naturalHeight });
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    pen.drawImage(sprite, 0, 0);
    const pixels = pen.getImageData(0, 0, sheet.width, sheet.height);
    for (let i = 0; i < pixels.data.length; i += 4) {
      const grey = pixels.data[i];
      pixels.data.set([...tint, grey * (dark ? 0.62 : 0.5)], i);
    }
    pen.putImageData(pixels, 0, 0);
    Object.assign(field, { sheet, dark, colours: wheel(field.data, dark), ...kit.colours(field.root) });
    draw(field);
  }
  // Hue by the direction in which a particle starts: like starts stay like, on both planes.
  function wheel({ particles }, dark) {
    return Array.from({ length: particles.shape[1] }, (_, n) => {
      const hue = (Math.atan2(particles.values[2 * n + 1], particles.values[2 * n]) * 180) / Math.PI + 40;
      return `oklch(${dark ? 0.8 : 0.62} ${dark ? 0.15 : 0.19} ${(hue + 360) % 360})`;
    });
  }
  function fit(field) {
    if (!field.data || !field.canvas.clientWidth) return;
    const side = Math.round(field.canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
    if (field.canvas.width !== side) field.canvas.width = field.canvas.height = side;
    draw(field);
  }

  // --- the cursor ----------------------------------------------------------------------------
  function follow(field) {
    if (!field.data || field.moving) return;
    const goal = () => Math.min(kit.at(field.group, field.data.axis), field.data.frames - 1);
    let before = performance.now();
    const move = (now) => {
      const gap = goal() - field.at;
      const stride = (now - before) / GLIDE_MS;
      before = now;
      // One step glides; a leap of several is shown at once.
      const jump = calm.matches || Math.abs(gap) > 1.5 || Math.abs(gap) <= stride;
      field.at = jump ? goal() : field.at + Math.sign(gap) * stride;
      draw(field);
      field.moving = field.at !== goal() && field.canvas.isConnected;
      if (field.moving) requestAnimationFrame(move);
    };
    field.moving = true;
    requestAnimationFrame(move);
  }

  // --- drawing -------------------------------------------------------------------------------
  function draw(field) {
    const side = field.canvas.width;
    if (!field.data || !field.sheet || !field.canvas.clientWidth) return;
    const pen = field.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, side, side);
    const low = Math.floor(field.at);
    const share = field.at - low;
    cloud(field, pen, low, 1 - share);
    if (share) cloud(field, pen, low + 1, share);
    const place = (x, y) => [((x + 1) * side) / 2, ((1 - y) * side) / 2];
    arrows(field, pen, Math.round(field.at), place, side);
    crosses(field, pen, place, side);
    trails(field, pen, low, share, place, side);
    dots(field, pen, low, share, place, side);
  }
  function cloud({ data, sheet, canvas }, pen, index, opacity) {
    const { density: d } = data;
    pen.globalAlpha = opacity;
    pen.imageSmoothingEnabled = true;
    pen.imageSmoothingQuality = "high";
    pen.drawImage(sheet, d.x + (index % d.columns) * d.width, d.y + Math.floor(index / d.columns) * d.height,
      d.width, d.height, 0, 0, canvas.width, canvas.height);
    pen.globalAlpha = 1;
  }
  function arrows({ data, text }, pen, index, place, side) {
    const { values, shape } = data.arrows;
    const many = Math.round(Math.sqrt(shape[1]));
    const gap = 2 / many;
    pen.strokeStyle = pen.fillStyle = text;
    pen.lineWidth = Math.max(1, side / 420);
    pen.globalAlpha = 0.34;
    for (let n = 0; n < shape[1]; n++) {
      const [u, v] = values.subarray(2 * (index * shape[1] + n));
      const size = Math.hypot(u, v);
      if (size < 1e-3) continue;
      const long = Math.min(ARROW * size * data.edge, 0.8 * gap);
      const [x, y] = [gap * (Math.floor(n / many) + 0.5) - 1, gap * ((n % many) + 0.5) - 1];
      const [dx, dy] = [(u / size) * long, (v / size) * long];
      const tip = place(x + dx / 2, y + dy / 2);
      pen.beginPath();
      pen.moveTo(...place(x - dx / 2, y - dy / 2));
      pen.lineTo(...tip);
      pen.stroke();
      const head = Math.min(0.3 * long, 0.03);
      pen.beginPath();
      pen.moveTo(...tip);
      for (const turn of [2.6, -2.6]) {
        const [a, b] = [(u * Math.cos(turn) - v * Math.sin(turn)) / size, (u * Math.sin(turn) + v * Math.cos(turn)) / size];
        pen.lineTo(...place(x + dx / 2 + a * head, y + dy / 2 + b * head));
      }
      pen.fill();
    }
    pen.globalAlpha = 1;
  }
  // The data's own points, where they are few enough to be told apart.
  function crosses({ data, text }, pen, place, side) {
    const { values, shape } = data.points;
    if (shape[0] > FEW) return;
    const arm = side / 70;
    pen.strokeStyle = text;
    pen.lineWidth = Math.max(1.5, side / 300);
    pen.beginPath();
    for (let n = 0; n < shape[0]; n++) {
      const [x, y] = place(values[2 * n], values[2 * n + 1]);
      for (const [a, b] of [[arm, 0], [0, arm]]) { pen.moveTo(x - a, y - b); pen.lineTo(x + a, y + b); }
    }
    pen.stroke();
  }
  // Where particle n is between two steps.
  function where({ data }, n, low, share) {
    const { values, shape } = data.particles;
    const at = 2 * (low * shape[1] + n);
    const next = share ? at + 2 * shape[1] : at;
    return [values[at] + share * (values[next] - values[at]),
      values[at + 1] + share * (values[next + 1] - values[at + 1])];
  }
  function trails(field, pen, low, share, place, side) {
    const many = Math.min(TRAILS, field.data.particles.shape[1]);
    pen.lineWidth = Math.max(1.2, side / 300);
    pen.lineJoin = "round";
    pen.globalAlpha = 0.75;
    for (let n = 0; n < many; n++) {
      pen.strokeStyle = field.colours[n];
      pen.beginPath();
      for (let step = 0; step <= low; step++) pen.lineTo(...place(...where(field, n, step, 0)));
      pen.lineTo(...place(...where(field, n, low, share)));
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }
  function dots(field, pen, low, share, place, side) {
    const radius = Math.max(2, side / 170);
    pen.lineWidth = Math.max(0.75, side / 700);
    pen.strokeStyle = field.paper;
    for (let n = 0; n < field.data.particles.shape[1]; n++) {
      pen.fillStyle = field.colours[n];
      pen.beginPath();
      pen.arc(...place(...where(field, n, low, share)), radius, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
  }
})();

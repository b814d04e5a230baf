// Field: particles, arrows and a density in the plane, drawn on a canvas under the group's cursor.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.particles) return;
  const FINE = 8192; // whole numbers of a packed value per edge of the plane
  const GLIDE_MS = 90; // from one step to the next: the eye follows what it can see move
  const TRAILS = 36; // particles whose whole way stays on show
  const ARROW = 0.13; // edges an arrow is long, per edge of the view
  const FEW = 24; // of the data's points, marked by crosses
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  kit.particles = (element, props, trigger, watch) => {
    const canvas = kit.make("canvas", { class: "pg-plane", role: "img", onclick: (event) => press(view, event) });
    canvas.style.maxHeight = canvas.style.maxWidth = `${Number(props.height) || 400}px`;
    const view = kit.follow(element, props, watch, show, follow, { trigger, canvas });
    view.life.listen("playground:theme", () => dress(view));
    view.life.observeSize(view.root, () => fit(view));
  };

  // The old plane stays until the new one's densities are decoded; a newer answer wins.
  async function show(view, value) {
    const version = ++view.version;
    if (!value || value.error !== undefined) return say(view, value);
    try {
      const sprite = await kit.sprite(value.density.sheet);
      if (version !== view.version) return;
      const data = { ...value, particles: unpack(value.particles), arrows: unpack(value.arrows),
        points: unpack(value.points), sprite };
      Object.assign(view, { data, colours: null, at: Math.min(kit.at(view.group, value.axis), value.frames - 1) });
      view.note = kit.make("p", { class: "pg-note", text: kit.words(value.note, view.props.group) });
      const title = kit.words(value.title || view.props.heading, view.props.group);
      view.canvas.setAttribute("aria-label", title);
      view.root.replaceChildren(...[kit.heading({ heading: title }), view.canvas, view.note].filter(Boolean));
      dress(view);
      fit(view);
    } catch (error) {
      if (version === view.version) say(view, { error: String(error.message || error) });
    }
  }
  function say(view, value) {
    view.data = null;
    view.root.replaceChildren(...[kit.heading(view.props), kit.missing(value)].filter(Boolean));
  }
  function unpack({ int16, shape }) {
    const bytes = Uint8Array.from(atob(int16), (c) => c.charCodeAt(0));
    return { shape, values: Float32Array.from(new Int16Array(bytes.buffer), (v) => v / FINE) };
  }
  function press(view, event) {
    if (!view.data) return;
    const box = view.canvas.getBoundingClientRect();
    const share = (at, from, size) => (2 * (at - from)) / size - 1;
    view.trigger("pick", { x: view.data.edge * share(event.clientX, box.left, box.width),
      y: -view.data.edge * share(event.clientY, box.top, box.height) });
  }

  // --- light and dark ------------------------------------------------------------------------
  // Each step's density is tinted once: the sprite's grey becomes the opacity of one hue.
  function dress(view) {
    if (!view.data) return;
    const dark = document.body.classList.contains("dark");
    const tint = dark ? [86, 150, 214] : [0, 84, 150];
    const { sprite } = view.data;
    const sheet = kit.make("canvas", { width: sprite.width, height: sprite.height });
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    pen.drawImage(sprite, 0, 0);
    const pixels = pen.getImageData(0, 0, sheet.width, sheet.height);
    for (let i = 0; i < pixels.data.length; i += 4) {
      const grey = pixels.data[i];
      pixels.data.set([...tint, grey * (dark ? 0.62 : 0.5)], i);
    }
    pen.putImageData(pixels, 0, 0);
    Object.assign(view, { sheet, dark, colours: wheel(view.data, dark), ...kit.colours(view.root) });
    draw(view);
  }
  // Hue by the direction in which a particle starts: like starts stay like, on both planes.
  function wheel({ particles }, dark) {
    return Array.from({ length: particles.shape[1] }, (_, n) => {
      const hue = (Math.atan2(particles.values[2 * n + 1], particles.values[2 * n]) * 180) / Math.PI + 40;
      return `oklch(${dark ? 0.8 : 0.62} ${dark ? 0.15 : 0.19} ${(hue + 360) % 360})`;
    });
  }
  function fit(view) {
    if (!view.data || !view.canvas.clientWidth) return;
    const side = Math.round(view.canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
    if (view.canvas.width !== side) view.canvas.width = view.canvas.height = side;
    draw(view);
  }

  // --- the cursor ----------------------------------------------------------------------------
  function follow(view) {
    if (!view.data || view.moving) return;
    const goal = () => Math.min(kit.at(view.group, view.data.axis), view.data.frames - 1);
    let before = performance.now();
    const move = (now) => {
      const gap = goal() - view.at;
      const stride = (now - before) / GLIDE_MS;
      before = now;
      // One step glides; a leap of several is shown at once.
      const jump = calm.matches || Math.abs(gap) > 1.5 || Math.abs(gap) <= stride;
      view.at = jump ? goal() : view.at + Math.sign(gap) * stride;
      draw(view);
      view.moving = view.at !== goal() && view.canvas.isConnected;
      if (view.moving) requestAnimationFrame(move);
    };
    view.moving = true;
    requestAnimationFrame(move);
  }

  // --- drawing -------------------------------------------------------------------------------
  function draw(view) {
    const side = view.canvas.width;
    if (!view.data || !view.sheet || !view.canvas.clientWidth) return;
    const pen = view.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, side, side);
    const low = Math.floor(view.at);
    const share = view.at - low;
    cloud(view, pen, low, 1 - share);
    if (share) cloud(view, pen, low + 1, share);
    const place = (x, y) => [((x + 1) * side) / 2, ((1 - y) * side) / 2];
    arrows(view, pen, Math.round(view.at), place, side);
    crosses(view, pen, place, side);
    trails(view, pen, low, share, place, side);
    dots(view, pen, low, share, place, side);
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
  function trails(view, pen, low, share, place, side) {
    const many = Math.min(TRAILS, view.data.particles.shape[1]);
    pen.lineWidth = Math.max(1.2, side / 300);
    pen.lineJoin = "round";
    pen.globalAlpha = 0.75;
    for (let n = 0; n < many; n++) {
      pen.strokeStyle = view.colours[n];
      pen.beginPath();
      for (let step = 0; step <= low; step++) pen.lineTo(...place(...where(view, n, step, 0)));
      pen.lineTo(...place(...where(view, n, low, share)));
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }
  function dots(view, pen, low, share, place, side) {
    const radius = Math.max(2, side / 170);
    pen.lineWidth = Math.max(0.75, side / 700);
    pen.strokeStyle = view.paper;
    for (let n = 0; n < view.data.particles.shape[1]; n++) {
      pen.fillStyle = view.colours[n];
      pen.beginPath();
      pen.arc(...place(...where(view, n, low, share)), radius, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
  }
})();

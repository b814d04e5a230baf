// Attention weights in the page: made of scores, with keys left out, and rolled out.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.attention) return;

  // base64 of round(STEPS s), two bytes each, the low one first -> scores
  const STEPS = 512;
  const decode = (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) / STEPS);
  };

  const normalise = (weights, rows, columns) => {
    for (let i = 0; i < rows; i++) {
      const row = weights.subarray(i * columns, (i + 1) * columns);
      const sum = row.reduce((a, b) => a + b, 0);
      if (sum > 0) row.forEach((w, k) => { row[k] = w / sum; });
    }
    return weights;
  };
  // Rows without some keys, summing to 1 again; a row that had nothing else stays empty.
  const without = (weights, rows, columns, keys) => {
    const kept = Float32Array.from(weights);
    for (let i = 0; i < rows; i++) for (const key of keys) kept[i * columns + key] = 0;
    return normalise(kept, rows, columns);
  };
  const FUSIONS = {
    mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
    max: (values) => Math.max(...values),
    min: (values) => Math.min(...values),
  };
  // Abnar & Zuidema 2020, eq. 1. layers: of heads, each [size, size].
  const rollout = (layers, size, fusion, residual) => {
    let flow = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
    for (const heads of layers) {
      const mixed = normalise(flow.map((_, i) => (1 - residual) * FUSIONS[fusion](heads.map((h) => h[i]))
        + residual * (i % (size + 1) === 0 ? 1 : 0)), size, size);
      flow = product(mixed, flow, size);
    }
    return flow;
  };
  function product(a, b, size) {
    const c = new Float32Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) {
        const share = a[i * size + k];
        if (share > 0) for (let j = 0; j < size; j++) c[i * size + j] += share * b[k * size + j];
      }
    }
    return c;
  }
  // softmax(scores / temperature) over the keys that may be seen; the others get 0.
  const softmax = (scores, seen, temperature) => {
    const most = Math.max(...scores.filter((_, k) => seen[k]));
    const powers = scores.map((s, k) => (seen[k] ? Math.exp((s - most) / temperature) : 0));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((p) => p / sum);
  };
  // The softmax of every row of scores [..., rows, columns]; causal: query t sees keys 0 to t.
  const weigh = (scores, rows, columns, causal, temperature) => {
    const weights = new Float32Array(scores.length);
    for (let at = 0, i = 0; at < scores.length; at += columns, i = (i + 1) % rows) {
      const end = at + (causal ? Math.min(i + 1, columns) : columns);
      let most = -Infinity, sum = 0;
      for (let k = at; k < end; k++) most = Math.max(most, scores[k]);
      for (let k = at; k < end; k++) sum += weights[k] = Math.exp((scores[k] - most) / temperature);
      for (let k = at; k < end; k++) weights[k] /= sum;
    }
    return weights;
  };
  kit.attention = { decode, without, rollout, softmax, weigh };
})();

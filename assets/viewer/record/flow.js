// Attention rollout (Abnar and Zuidema 2020, arXiv 2005.00928) of head-fused maps [N, N]:
// row s of the product of (A + I) / 2 from the last layer down to the first.

/**
 * What a rollout does otherwise than by default, as the route takes it: the layer that it starts
 * with, and whether (1) it leaves out sinks.
 * @typedef {{start: number, leave_out: number} | null} How
 */

/** One layer's step, row vector times (A + I) / 2. */
export function carry(row, fused, out) {
  const N = row.length;
  for (let j = 0; j < N; j++) out[j] = row[j] / 2;
  for (let i = 0; i < N; i++) {
    const weight = row[i] / 2;
    if (weight > 1e-8) for (let j = 0, o = i * N; j < N; j++) out[j] += weight * fused[o + j];
  }
  return out;
}

/** Rollout of the layers `first` to `end` of the start vector `start` [N]: costs O(L N^2). */
export function rolloutRow(layers, end, start, first = 0) {
  let row = start.slice();
  let next = new Float32Array(start.length);
  for (let l = end; l >= first; l--) {
    carry(row, layers[l], next);
    [row, next] = [next, row];
  }
  return row;
}

/** The product up to one more layer, [N, N]: then every rollout is a row to look up. */
export function product(fused, before, N) {
  const out = new Float32Array(N * N);
  for (let i = 0; i < N; i++) {
    const o = i * N;
    if (!before) {
      for (let j = 0; j < N; j++) out[o + j] = fused[o + j] / 2;
      out[o + i] += 0.5;
      continue;
    }
    for (let m = 0; m < N; m++) {
      const weight = fused[o + m] / 2 + (i === m ? 0.5 : 0);
      for (let j = 0, b = m * N; j < N; j++) out[o + j] += weight * before[b + j];
    }
  }
  return out;
}

/** The start vector of a query: one token, or all that the model reads (token < 0). */
export function startVector(token, {tokens, readout}) {
  if (token < 0) return Float32Array.from(readout.weights);
  const start = new Float32Array(tokens);
  start[token] = 1;
  return start;
}

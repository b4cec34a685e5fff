// Attention rollout with every knob (Abnar and Zuidema 2020, arXiv 2005.00928), the formula of
// vit/maps/flow.py: m = s M_e ... M_b with M = rownorm((1 - a) f(A) + a I), s the start vector, a
// the residual weight, f(A) the fused attention [N, N]; the smallest entries of each of its rows may
// be set to 0.

const ordered = new WeakMap(); // fused attention -> its rows sorted

/**
 * A layer prepared for any residual weight and query: its fused attention without the
 * floor(share N) smallest entries of each row (ties with the next stay), and the sum of each row.
 */
export function ready(fused, N, share) {
  const kept = discard(fused, N, share);
  const sums = new Float32Array(N);
  for (let i = 0, o = 0; i < N; i++, o += N) {
    let sum = 0;
    for (let j = o; j < o + N; j++) sum += kept[j];
    sums[i] = sum;
  }
  return {kept, sums};
}

/** How many entries of each row are set to 0. */
export const discarded = (N, share) => Math.floor(share * N);

function discard(fused, N, share) {
  const count = discarded(N, share);
  if (!count) return fused;
  const kept = new Float32Array(fused.length);
  const sorted = sortedRows(fused, N);
  for (let o = 0; o < fused.length; o += N) {
    const threshold = sorted[o + count];
    for (let j = o; j < o + N; j++) kept[j] = fused[j] < threshold ? 0 : fused[j];
  }
  return kept;
}

/** Each row in ascending order, sorted once for all shares to discard. */
function sortedRows(fused, N) {
  let sorted = ordered.get(fused);
  if (!sorted) {
    sorted = fused.slice();
    for (let o = 0; o < fused.length; o += N) sorted.subarray(o, o + N).sort();
    ordered.set(fused, sorted);
  }
  return sorted;
}

/** One step, row vector times M. A row that is empty counts as the identity. */
function carry(flow, {kept, sums}, residual, out) {
  const N = flow.length;
  out.fill(0);
  for (let i = 0, o = 0; i < N; i++, o += N) {
    if (!flow[i]) continue;
    const total = (1 - residual) * sums[i] + residual;
    if (!total) {
      out[i] += flow[i];
      continue;
    }
    const attending = (flow[i] * (1 - residual)) / total;
    out[i] += (flow[i] * residual) / total;
    if (attending) for (let j = 0; j < N; j++) out[j] += attending * kept[o + j];
  }
}

/** Rollout of the layers `start` to `end`, [N]. */
export function rollout(layers, {residual, start, end}, from) {
  let flow = from.slice();
  let next = new Float32Array(from.length);
  for (let l = end; l >= start; l--) {
    carry(flow, layers[l], residual, next);
    [flow, next] = [next, flow];
  }
  return flow;
}

/** Rollout up to each layer, [L] of [N]; below `start` the start vector itself. */
export function stages(layers, knobs, from) {
  return layers.map((_, end) => rollout(layers, {...knobs, end}, from));
}

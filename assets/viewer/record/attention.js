// Attention as pure functions of query and key [H, N, K]. N tokens, K head width, H heads.
// Row i of softmax(q k^T / sqrt K) is what token i gives to all; column j what all give to j.

/** Dot products of vector `a` at offset `at` with the N vectors of `b` from offset `from`. */
function scores(a, at, b, from, N, K, scale, out, to) {
  const even = K & ~3;
  for (let j = 0, o = from; j < N; j++, o += K) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let d = 0;
    for (; d < even; d += 4) {
      // four sums: they do not wait for one another
      s0 += a[at + d] * b[o + d];
      s1 += a[at + d + 1] * b[o + d + 1];
      s2 += a[at + d + 2] * b[o + d + 2];
      s3 += a[at + d + 3] * b[o + d + 3];
    }
    for (; d < K; d++) s0 += a[at + d] * b[o + d];
    out[to + j] = (s0 + s1 + s2 + s3) * scale;
  }
}

/** out[at : at + N] becomes its softmax; returns the log of the sum of exponentials. */
function softmax(out, at, N) {
  let max = -Infinity;
  let sum = 0;
  for (let j = at; j < at + N; j++) if (out[j] > max) max = out[j];
  for (let j = at; j < at + N; j++) sum += out[j] = Math.exp(out[j] - max);
  for (let j = at; j < at + N; j++) out[j] /= sum;
  return max + Math.log(sum);
}

/** Attention from one token, every head: out[at :] gets [H, N]. */
export function attentionFrom({query, key}, {heads, tokens: N, width: K}, token, out, at = 0) {
  const scale = 1 / Math.sqrt(K);
  for (let h = 0; h < heads; h++) {
    scores(query, (h * N + token) * K, key, h * N * K, N, K, scale, out, at + h * N);
    softmax(out, at + h * N, N);
  }
}

/** Attention from one token in one head: `out` [N]. */
export function headRow({query, key}, {tokens: N, width: K}, head, token, out) {
  scores(query, (head * N + token) * K, key, head * N * K, N, K, 1 / Math.sqrt(K), out, 0);
  softmax(out, 0, N);
  return out;
}

/** Attention to one token, every head, given the log-sum-exp [H, N] of every row. */
export function attentionTo({query, key, lse}, {heads, tokens: N, width: K}, token, out, at = 0) {
  const scale = 1 / Math.sqrt(K);
  for (let h = 0; h < heads; h++) {
    const to = at + h * N;
    scores(key, (h * N + token) * K, query, h * N * K, N, K, scale, out, to);
    for (let i = 0; i < N; i++) out[to + i] = Math.exp(out[to + i] - lse[h * N + i]);
  }
}

/**
 * What needs every row of one head: the log-sum-exp of each row [N] and, for models that read more
 * than one token, the sums of rows (`fromAll`) and of columns (`toAll`) by the readout's weights.
 */
export function sweep({query, key}, {tokens: N, width: K, readout}, head, row, into) {
  const scale = 1 / Math.sqrt(K);
  const first = head * N;
  const share = readout?.weights;
  for (let i = 0; i < N; i++) {
    scores(query, (first + i) * K, key, first * K, N, K, scale, row, 0);
    into.lse[first + i] = softmax(row, 0, N);
    if (!share) continue;
    let given = 0;
    for (let j = 0; j < N; j++) given += row[j] * share[j];
    into.toAll[first + i] = given;
    if (share[i]) for (let j = 0; j < N; j++) into.fromAll[first + j] += row[j] * share[i];
  }
}

/** Mean over heads: out[to : to + N] of maps[at :] [H, N]. */
export function headMean(maps, at, heads, N, out, to) {
  out.fill(0, to, to + N);
  for (let h = 0; h < heads; h++) {
    for (let j = 0, o = at + h * N; j < N; j++) out[to + j] += maps[o + j];
  }
  for (let j = to; j < to + N; j++) out[j] /= heads;
}

// The first layer's scores by content and by position (vit/anatomy/score_parts.py), derived from
// [4, H, N, K]: the queries by content and by position, then the keys.

/**
 * Four maps [P] of one head's scores from a token to the patches, in the order of the parts. Each
 * has its mean over the patches subtracted: a constant does not change the softmax.
 */
export function partScores(parts, {heads, tokens: N, prefix, position_width: width}, head, token) {
  const K = width / heads;
  const block = N * width;
  const scale = 1 / Math.sqrt(K);
  const start = (kind, i) => kind * block + (head * N + i) * K;
  return [0, 1].flatMap(query =>
    [2, 3].map(key => {
      const values = new Float32Array(N - prefix);
      const a = start(query, token);
      let sum = 0;
      for (let j = prefix; j < N; j++) {
        const b = start(key, j);
        let product = 0;
        for (let d = 0; d < K; d++) product += parts[a + d] * parts[b + d];
        sum += values[j - prefix] = product * scale;
      }
      const mean = sum / values.length;
      return values.map(value => value - mean);
    }),
  );
}

/** Where the parts of one head begin and end on a bar: those below 0 go to the left of it. */
export function stacked(shares) {
  let up = 0;
  let down = 0;
  return shares.map(share => {
    if (share >= 0) return [up, (up += share)];
    down += share;
    return [down, down - share];
  });
}

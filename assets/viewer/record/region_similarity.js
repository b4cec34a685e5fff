// Similarity of tokens with a region: the cosine with the mean of its patches' directions.

/**
 * Fills out[prefix :] with the cosine of every patch with the mean direction of a region, and
 * returns the region's agreement, 0..1: the length of that mean, 1 where all directions are one.
 * `held` [N, wide] are the cosines of every token with each patch, or directions of length 1 where
 * `wide` is not the number of patches.
 */
export function similarityWith(tokens, {held, wide, patches, prefix}, out) {
  const sum = new Float64Array(wide);
  for (const token of tokens) {
    for (let d = 0, a = token * wide; d < wide; d++) sum[d] += held[a + d];
  }
  return wide === patches
    ? ofCosines(tokens, sum, prefix, out)
    : ofDirections(tokens.length, sum, held, prefix, patches, out);
}

/** Cosines with each patch of the region add up to those with its sum. */
function ofCosines(tokens, sum, prefix, out) {
  const squared = tokens.reduce((all, token) => all + sum[token - prefix], 0);
  const length = Math.sqrt(Math.max(squared, 1e-12));
  for (let i = 0; i < sum.length; i++) out[prefix + i] = sum[i] / length;
  return length / tokens.length;
}

function ofDirections(count, sum, held, prefix, patches, out) {
  const wide = sum.length;
  const length = Math.hypot(...sum) || 1e-6;
  for (let j = prefix, b = prefix * wide; j < prefix + patches; j++, b += wide) {
    let product = 0;
    for (let d = 0; d < wide; d++) product += sum[d] * held[b + d];
    out[j] = product / length;
  }
  return length / count;
}

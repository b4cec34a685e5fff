// Heads as coloured areas, as vit/maps/head_masks.py has it: where each looks most (Caron et al.
// 2021, arXiv 2104.14294, figure 1), and which of them overlap least.

/**
 * The fewest patches that hold the top `share` 0..1 of a map [N], largest first: a mask [P] of 0
 * and 1. Prefix tokens do not count.
 */
export function headMask(values, prefix, share) {
  const patches = values.subarray(prefix);
  const order = Uint32Array.from(patches.keys()).sort((a, b) => patches[b] - patches[a] || a - b);
  const whole = patches.reduce((sum, value) => sum + value, 0);
  const mask = new Uint8Array(patches.length);
  let held = 0;
  for (const i of order) {
    if (held >= share * whole * (1 - 1e-9)) break;
    mask[i] = 1;
    held += patches[i];
  }
  return mask;
}

/** Intersection over union of two masks, 0..1; 0 for two empty ones. */
export function overlapOf(one, other) {
  let both = 0;
  let either = 0;
  for (let i = 0; i < one.length; i++) {
    both += one[i] & other[i];
    either += one[i] | other[i];
  }
  return either ? both / either : 0;
}

/** The share of the patches that a mask covers. */
export const shareOf = mask => mask.reduce((sum, one) => sum + one, 0) / mask.length;

/**
 * Indices of up to `count` masks that overlap little, in rising order: the two of least overlap,
 * then each time the one whose largest overlap with those chosen is least.
 */
export function leastOverlap(masks, count = 4) {
  const all = masks.map((_, i) => i);
  if (masks.length <= count) return all;
  const overlap = masks.map(one => masks.map(other => overlapOf(one, other)));
  const pairs = all.flatMap(i => all.slice(i + 1).map(j => [i, j]));
  const chosen = least(pairs, ([i, j]) => overlap[i][j]);
  while (chosen.length < count) {
    const others = all.filter(i => !chosen.includes(i));
    chosen.push(least(others, i => Math.max(...chosen.map(j => overlap[i][j]))));
  }
  return chosen.sort((a, b) => a - b);
}

/** The first of the least. */
const least = (items, of) => items.reduce((best, one) => (of(one) < of(best) ? one : best));

// Figures of one map [N]. Patches begin at `prefix`; `self` is the query token.

/** The strongest patch except the query: attention to itself is a figure of its own. */
export function peak(values, prefix, self = -1) {
  let best = self === prefix && values.length > prefix + 1 ? prefix + 1 : prefix;
  for (let j = prefix; j < values.length; j++) {
    if (j !== self && values[j] > values[best]) best = j;
  }
  return best;
}

/** The strongest patch outside a region's tokens; of all where the region is the whole picture. */
export function peakBeside(values, prefix, tokens) {
  const inside = new Set(tokens);
  let best = -1;
  for (let j = prefix; j < values.length; j++) {
    if (!inside.has(j) && (best < 0 || values[j] > values[best])) best = j;
  }
  return best < 0 ? peak(values, prefix) : best;
}

/** The weakest patch's value. */
export function low(values, prefix) {
  let least = Infinity;
  for (let j = prefix; j < values.length; j++) if (values[j] < least) least = values[j];
  return least;
}

/** Shannon entropy in bit. */
export function entropy(values) {
  let sum = 0;
  for (const v of values) if (v > 0) sum -= v * Math.log2(v);
  return sum;
}

/** Attention-weighted distance from a patch to the patches, in pixels; NaN for a prefix token. */
export function distance(values, token, {prefix, cols, patch}) {
  if (token < prefix) return NaN;
  const row = Math.floor((token - prefix) / cols);
  const col = (token - prefix) % cols;
  let sum = 0;
  let mass = 0;
  for (let j = prefix; j < values.length; j++) {
    const i = j - prefix;
    sum += values[j] * Math.hypot(Math.floor(i / cols) - row, (i % cols) - col);
    mass += values[j];
  }
  return (sum / mass) * patch;
}

/** Mass on the prefix tokens. */
export function prefixMass(values, prefix) {
  let sum = 0;
  for (let j = 0; j < prefix; j++) sum += values[j];
  return sum;
}

/** Mass on the patches. */
export function patchMass(values, prefix) {
  let sum = 0;
  for (let j = prefix; j < values.length; j++) sum += values[j];
  return sum;
}

/** The least number of patches that hold half of the patches' mass. */
export function halfCount(values, prefix) {
  const order = values.slice(prefix).sort();
  const half = patchMass(values, prefix) / 2;
  let mass = 0;
  let count = 0;
  while (mass < half && count < order.length) mass += order[order.length - ++count];
  return count;
}

/** How many patches exceed a limit. */
export function countAbove(values, prefix, limit) {
  let count = 0;
  for (let j = prefix; j < values.length; j++) if (values[j] > limit) count++;
  return count;
}

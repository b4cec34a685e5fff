// How one axis of a table is resampled to another length: the antialiased filters of PyTorch's
// interpolate, as vit/resample.py uses them.

const CUBIC = -0.5; // Keys' parameter of the antialiased bicubic filter

const cubic = distance => {
  const x = Math.abs(distance);
  if (x < 1) return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC : 0;
};
const linear = distance => Math.max(0, 1 - Math.abs(distance));

/** For each of `now` places {first, shares}: its weights over the `old` places from `first` on. */
export function axisShares(old, now, mode) {
  if (old === now) return Array.from({length: now}, (_, i) => ({first: i, shares: [1]}));
  const [filter, reach] = mode === 'bicubic' ? [cubic, 2] : [linear, 1];
  const scale = old / now;
  const wide = Math.max(1, scale);
  const support = reach * wide;
  return Array.from({length: now}, (_, i) => {
    const centre = scale * (i + 0.5);
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(old, Math.trunc(centre + support + 0.5));
    const raw = Array.from({length: end - first}, (_, j) =>
      filter((j + first - centre + 0.5) / wide),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return {first, shares: raw.map(share => share / sum)};
  });
}

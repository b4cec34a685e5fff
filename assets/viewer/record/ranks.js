// Ranks of a map's values, and how far two maps agree on the order of the patches.

/** Rank of each value from 0; values that are equal share the mean of their places. */
export function ranks(values) {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const places = new Float64Array(values.length);
  for (let first = 0, next; first < order.length; first = next) {
    const value = values[order[first]];
    for (next = first + 1; next < order.length && values[order[next]] === value; ) next++;
    for (let i = first; i < next; i++) places[order[i]] = (first + next - 1) / 2;
  }
  return places;
}

/** Spearman's rho of two maps of one length; a flat map has 0. */
export function rankCorrelation(one, other) {
  const a = ranks(one);
  const b = ranks(other);
  const middle = (a.length - 1) / 2;
  let both = 0;
  let own = 0;
  let theirs = 0;
  for (let i = 0; i < a.length; i++) {
    both += (a[i] - middle) * (b[i] - middle);
    own += (a[i] - middle) ** 2;
    theirs += (b[i] - middle) ** 2;
  }
  return own && theirs ? both / Math.sqrt(own * theirs) : 0;
}

/** The indices of the `count` largest values; of equal ones the first. */
export function largest(values, count) {
  return [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}

// The patch sizes that the slider and the lists offer for an input.

const LEAST = 4; // px
const FEWEST = 9;
const MOST = 784; // patches

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/** Rows and columns of an input of [height, width] px in patches; null where it leaves a rest. */
export function cut([height, width], patch) {
  const whole = patch > 0 && height % patch === 0 && width % patch === 0;
  return whole ? {rows: height / patch, cols: width / patch, patch} : null;
}

/**
 * [{patch, trained}] in ascending order: every size the model was trained for, its present one, and
 * those that divide the input into a grid of 9 to 784 patches.
 */
export function sizesOf({input, patch}, trained) {
  const side = divisor(...input);
  const sizes = new Set([...trained, patch]);
  for (let p = LEAST; p <= side; p++) {
    const grid = cut(input, p);
    const count = grid ? grid.rows * grid.cols : 0;
    if (count >= FEWEST && count <= MOST) sizes.add(p);
  }
  return [...sizes].sort((a, b) => a - b).map(p => ({patch: p, trained: trained.includes(p)}));
}

/**
 * A size besides those taken: the trained one furthest from them all, for the largest difference;
 * without one, the size nearest to double the first.
 */
export function another(sizes, taken) {
  const free = sizes.filter(({patch}) => !taken.includes(patch));
  const trained = free.filter(size => size.trained);
  const apart = ({patch}) => Math.min(...taken.map(other => Math.abs(Math.log(patch / other))));
  const double = ({patch}) => -Math.abs(Math.log(patch / taken[0] / 2));
  return best(trained, apart)?.patch ?? best(free, double)?.patch ?? taken[0];
}

const best = (list, score) =>
  list.reduce((top, one) => (top && score(top) >= score(one) ? top : one), null);

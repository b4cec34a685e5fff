// Which patch size a new column has, of those on offer, and which other input.
import {isLong} from '../record/patch_sizes.js';

/** @typedef {import('../record/replies.js').PatchSize} PatchSize */

const STEP = Math.SQRT2; // between the trained size and its neighbours: half or twice the patches
const NEAR = 0.11; // of a logarithm: sizes nearer than that give maps too alike for two columns
const INPUTS = [224, 390, 518]; // px: common sides; the nearest multiple of the patch is taken

/** Rows and columns of an input of [height, width] px in patches; null where it leaves a rest. */
export function cut([height, width], patch) {
  const whole = patch > 0 && height % patch === 0 && width % patch === 0;
  return whole ? {rows: height / patch, cols: width / patch, patch} : null;
}

/**
 * The grid of an input of about [height, width] px that follows the patch size.
 */
export function near([height, width], patch) {
  const [rows, cols] = [height, width].map(side => Math.max(1, Math.round(side / patch)));
  return {rows, cols, patch};
}

/**
 * A size besides those taken: the trained one furthest from them all, for the largest difference;
 * without one, the size nearest to double the first.
 * @param {PatchSize[]} sizes
 * @param {number[]} taken
 */
export function another(sizes, taken) {
  const free = sizes.filter(({patch}) => !taken.includes(patch));
  const trained = free.filter(size => size.trained);
  const apart = ({patch}) => Math.min(...taken.map(other => Math.abs(Math.log(patch / other))));
  const double = ({patch}) => -Math.abs(Math.log(patch / taken[0] / 2));
  return best(trained, apart)?.patch ?? best(free, double)?.patch ?? taken[0];
}

/**
 * The same where any size of a range is on offer: the one nearest to the trained size that differs
 * enough from those taken, and whose pass is short.
 * @param {PatchSize[]} sizes
 * @param {number[]} taken
 */
export function neighbour(sizes, taken) {
  const trained = sizes.find(size => size.trained)?.patch ?? taken[0];
  const differs = ({patch}) => taken.every(other => Math.abs(Math.log(patch / other)) > NEAR);
  const free = sizes.filter(size => !isLong(size.tokens) && differs(size));
  const closeness = ({patch}) => -Math.abs(Math.log(patch / trained));
  return best(free, closeness)?.patch ?? another(sizes, taken);
}

/**
 * The trained size of a range with a finer and a coarser one, ascending: half and twice the patches,
 * or as near to it as a short pass comes.
 * @param {PatchSize[]} sizes
 */
export function around(sizes) {
  const short = sizes.filter(({tokens}) => !isLong(tokens));
  const trained = sizes.find(size => size.trained);
  if (!trained) return short.slice(0, 1).map(({patch}) => patch);
  const nearest = (list, wanted) => best(list, ({patch}) => -Math.abs(patch - wanted));
  const {patch} = trained;
  const finer = nearest(
    short.filter(size => size.patch < patch),
    patch / STEP,
  );
  const coarser = nearest(
    short.filter(size => size.patch > patch),
    patch * STEP,
  );
  return [finer, trained, coarser].flatMap(size => (size ? [size.patch] : []));
}

/** Another input (height, width) for a patch size: the common side nearest to the present one. */
export function otherInput({input, patch}, taken) {
  const side = Math.max(...input);
  const sides = INPUTS.map(wanted => Math.round(wanted / patch) * patch);
  const free = sides.filter(one => !taken.includes(one) && !isLong((one / patch) ** 2));
  const nearest = best(free, one => -Math.abs(Math.log(one / side)));
  return nearest && {height: nearest, width: nearest};
}

const best = (list, score) =>
  list.reduce((top, one) => (top && score(top) >= score(one) ? top : one), null);

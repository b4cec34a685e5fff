// The squares of patches that a sweep takes out together, row by row: one patch each, or
// `sweep_block` patches a side where single ones would take minutes.

/** How many squares lie in a row. */
const across = ({cols, sweep_block: block}) => Math.ceil(cols / block);

export const squareCount = meta => Math.ceil(meta.rows / meta.sweep_block) * across(meta);

/** The square of a patch, which counts from 0. */
export const squareOf = (patch, meta) =>
  Math.floor(Math.floor(patch / meta.cols) / meta.sweep_block) * across(meta) +
  Math.floor((patch % meta.cols) / meta.sweep_block);

/** The tokens of a square: a Set. */
export function inSquare(square, meta) {
  const {rows, cols, prefix, sweep_block: block} = meta;
  const [top, left] = [Math.floor(square / across(meta)) * block, (square % across(meta)) * block];
  const tokens = new Set();
  for (let row = top; row < Math.min(rows, top + block); row++) {
    for (let col = left; col < Math.min(cols, left + block); col++) {
      tokens.add(prefix + row * cols + col);
    }
  }
  return tokens;
}

/** How many patches, row by row, lie in the first `squares` squares without a gap. */
export function coveredPatches(squares, meta) {
  const {rows, cols, sweep_block: block} = meta;
  if (block === 1) return squares;
  return Math.min(rows, Math.floor(squares / across(meta)) * block) * cols;
}

/** Puts the values of squares on the first `count` patches of `heat` [N]. */
export function spreadSquares(heat, values, count, meta) {
  for (let patch = 0; patch < count; patch++)
    heat[meta.prefix + patch] = values[squareOf(patch, meta)];
}

/** "each of 144 patches", "169 squares of 3 × 3 patches". */
export function squaresText(meta) {
  const {sweep_block: block} = meta;
  const count = squareCount(meta);
  return block === 1
    ? `each of ${count} patches`
    : `${count} squares of ${block} × ${block} patches`;
}

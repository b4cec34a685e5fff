// The place of a token in the grid. Rows before cols; prefix tokens (class token, ...) come first.

import {isRegion, regionName} from './region_query.js';

/** The query "all tokens that the model reads", for models that read more than one. */
export const EVERY = -1;

/** Row and column of a patch token. */
export const cellOf = (token, {prefix, cols}) => ({
  row: Math.floor((token - prefix) / cols),
  col: (token - prefix) % cols,
});

/** Token of the patch in a row and column, held inside the grid. */
export const tokenAt = (row, col, {prefix, rows, cols}) =>
  prefix + clamp(row, 0, rows - 1) * cols + clamp(col, 0, cols - 1);

/** Token of the middle patch. */
export const middle = grid => tokenAt(grid.rows >> 1, grid.cols >> 1, grid);

/** The patch one step away; from a prefix token or the mean, the middle patch. */
export function step(token, /** @type {number[]} */ [down, right], grid) {
  if (token < grid.prefix) return middle(grid);
  const {row, col} = cellOf(token, grid);
  return tokenAt(row + down, col + right, grid);
}

export const isPatch = (token, {prefix}) => token >= prefix;

/** The query that a screen opens with: the token that the model reads, or all of them. */
export const startOf = meta => meta.default_query ?? EVERY;

/** "class token", "register 2", "mean of the patches", or a patch's "(row, column)". */
export function nameOf(token, meta) {
  if (isRegion(token)) return regionName(token, meta);
  if (token === EVERY) return meta.readout.name;
  if (token < meta.prefix) return meta.prefix_names[token] ?? `prefix token ${token + 1}`;
  const {row, col} = cellOf(token, meta);
  return `(${row}, ${col})`;
}

/** The same within a sentence: "the class token", "patch (4, 5)", "the mean of the patches". */
export const phraseOf = (token, meta) =>
  (isPatch(token, meta) ? 'patch ' : 'the ') + nameOf(token, meta);

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

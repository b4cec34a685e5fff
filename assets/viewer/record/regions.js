// Regions drawn on a picture, in shares of the crop: blocks between two patches, and another crop.
import {cellOf, clamp, tokenAt} from './grid.js';
import {outlineOf} from './region_query.js';

/** @typedef {import('./region_query.js').Region} Region */

/**
 * The block of patches between two tokens, both included, as a region.
 * @returns {Region}
 */
export function blockBetween(one, other, grid) {
  const [a, b] = [cellOf(one, grid), cellOf(other, grid)];
  const {rows, cols} = grid;
  return {
    kind: 'block',
    top: Math.min(a.row, b.row) / rows,
    bottom: (Math.max(a.row, b.row) + 1) / rows,
    left: Math.min(a.col, b.col) / cols,
    right: (Math.max(a.col, b.col) + 1) / cols,
  };
}

/** The first and last token of a block of patches on a grid. */
export function cornersOf({top, bottom, left, right}, grid) {
  const {rows, cols} = grid;
  const at = (down, across) => tokenAt(Math.round(down * rows), Math.round(across * cols), grid);
  const last = (down, across) =>
    tokenAt(
      clamp(Math.round(down * rows) - 1, Math.round(top * rows), rows - 1),
      clamp(Math.round(across * cols) - 1, Math.round(left * cols), cols - 1),
      grid,
    );
  return [at(top, left), last(bottom, right)];
}

/**
 * A region of one crop [left, top, width, height] of a picture in another one of the same picture;
 * null where nothing of it is inside.
 * @returns {Region | null}
 */
export function inFrame(/** @type {Region} */ region, before, after) {
  const place = (share, axis) => {
    const at = before[axis] + share * before[axis + 2];
    return clamp((at - after[axis]) / after[axis + 2], 0, 1);
  };
  const points = outlineOf(region).map(([right, down]) => [place(right, 0), place(down, 1)]);
  const [across, along] = [0, 1].map(axis => points.map(point => point[axis]));
  const [left, right] = [Math.min(...across), Math.max(...across)];
  const [top, bottom] = [Math.min(...along), Math.max(...along)];
  if (left >= right || top >= bottom) return null;
  return region.kind === 'block'
    ? {kind: 'block', top, bottom, left, right}
    : {kind: 'lasso', points: /** @type {[number, number][]} */ (points)};
}

// A patch in a frame as a place in shares of what the model sees, so that it survives another grid.
import {clamp} from '../record/grid.js';

/** The middle of a patch, [right, down]. */
export const placeOf = (patch, {rows, cols}) => [
  ((patch % cols) + 0.5) / cols,
  (Math.floor(patch / cols) + 0.5) / rows,
];

/** The patch at the place that is followed, [frame, right, down]. */
export function patchOf(/** @type {number[]} */ [, right, down], {rows, cols}) {
  const row = clamp(Math.floor(down * rows), 0, rows - 1);
  return row * cols + clamp(Math.floor(right * cols), 0, cols - 1);
}

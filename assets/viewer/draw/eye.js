// One cursor for every column: a point of a picture, in pixels of the upload, and the patch of each
// model that contains it. Models crop a picture differently, so fractions of one crop are no
// fractions of another.
import {cellOf, clamp, middle, step, tokenAt} from '../record/grid.js';

const EDGE = 1 - 1e-6; // the right and lower edges belong to the last patch

/** The cursor at fractions right and down of what a model sees. */
export function cursorAt(
  /** @type {number[]} */ [right, down],
  {crop: [left, top, width, height], digest},
) {
  const [x, y] = [clamp(right, 0, EDGE), clamp(down, 0, EDGE)];
  return {digest, right: x, down: y, x: left + x * width, y: top + y * height};
}

/**
 * A cursor as fractions right and down of what a model sees, null where the model does not see it.
 * On another picture it lies at the same fractions as on its own.
 */
export function seenAt(cursor, {crop: [left, top, width, height], digest}) {
  if (cursor.digest !== digest) return [cursor.right, cursor.down];
  const right = (cursor.x - left) / width;
  const down = (cursor.y - top) / height;
  const inside = right > -1e-9 && right < 1 && down > -1e-9 && down < 1;
  return inside ? [Math.max(0, right), Math.max(0, down)] : null;
}

/** The patch token that contains a cursor; null without a cursor or outside what a model sees. */
export function patchAt(cursor, meta) {
  const seen = cursor && seenAt(cursor, meta);
  return seen && tokenAt(Math.floor(seen[1] * meta.rows), Math.floor(seen[0] * meta.cols), meta);
}

/** The cursor in the middle of a patch. */
export function centreOf(token, meta) {
  const {row, col} = cellOf(token, meta);
  return cursorAt([(col + 0.5) / meta.cols, (row + 0.5) / meta.rows], meta);
}

/** The cursor some patches of a grid further; the middle patch where there is none yet. */
export function moved(cursor, by, meta) {
  const token = patchAt(cursor, meta);
  return centreOf(token === null ? middle(meta) : step(token, by, meta), meta);
}

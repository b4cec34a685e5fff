// The part of the upload that the model sees, and where else this frame can be. Places are -1..1,
// 0 in the middle; all lengths are pixels of the upload, [down, right] as on the server.
import {cellOf, clamp} from '../record/grid.js';

const ROUNDED = 1; // px that rounding alone may leave out

/** How far the frame can move in all; 0 along an axis that is not cut. */
export const slack = ({source: [height, width], crop: [, , w, h]}) =>
  [height - h, width - w].map(rest => (rest > ROUNDED ? rest : 0));

export const isFree = meta => slack(meta).some(rest => rest > 0);

/** The frame at a place, [left, top, width, height]. */
export function cropAt(/** @type {number[]} */ [down, right], meta) {
  const [left, top, width, height] = meta.crop;
  const [below, beside] = slack(meta);
  return [
    beside ? (beside * (1 + right)) / 2 : left,
    below ? (below * (1 + down)) / 2 : top,
    width,
    height,
  ];
}

/** The place some pixels further, held inside the picture. */
export function pushed(
  /** @type {number[]} */ [down, right],
  /** @type {number[]} */ [downwards, rightwards],
  meta,
) {
  const [below, beside] = slack(meta);
  const along = (at, by, rest) => (rest ? clamp(at + (2 * by) / rest, -1, 1) : 0);
  return [along(down, downwards, below), along(right, rightwards, beside)];
}

/** A place near the middle is the middle: `near` in pixels. */
export const snapped = (place, near, meta) =>
  place.map((at, axis) => ((Math.abs(at) * slack(meta)[axis]) / 2 < near ? 0 : at));

/** The rectangle of a patch on the upload, [left, top, width, height]. */
export function patchOnUpload(token, meta) {
  const {
    crop: [left, top, width, height],
    rows,
    cols,
  } = meta;
  const {row, col} = cellOf(token, meta);
  const w = width / cols;
  const h = height / rows;
  return [left + col * w, top + row * h, w, h];
}

/** "all 480 × 480 px seen", or, where something is left out, "480 × 480 of 480 × 640 px seen". */
export function cropText({source: [height, width], crop: [, , w, h]}) {
  const whole = Math.abs(w - width) < 1 && Math.abs(h - height) < 1;
  const seen = `${Math.round(h)} × ${Math.round(w)}`;
  return whole ? `all ${height} × ${width} px seen` : `${seen} of ${height} × ${width} px seen`;
}

// Names on canvases: which of them have room, and where.
import {clamp} from '../record/grid.js';

const APART = 4; // px between two names
const LETTER = 6.8; // px of a letter of a layer's name at the most
const EDGE = 2; // px left of a layer's name

/** Px between the name of a row and the row. */
export const BESIDE = 6;

/** Px at the left of rows for the names of so many layers. */
export const gutter = layers => Math.ceil(LETTER * `L${layers}`.length) + BESIDE + EDGE;

/** Of names that lie `pitch` px apart, each how many-th has room if none takes more than `size` px. */
export const everyOf = (pitch, size) => Math.max(1, Math.ceil((size + APART) / pitch));

/**
 * Those names that can be written centred at `x` without touching, the first ones first; one that
 * would stick out of [low, high] is moved inside.
 * @template {{text: string, x: number}} Name
 * @param {CanvasRenderingContext2D} context with its font
 * @param {Name[]} names
 * @param {number[]} room [low, high] px
 * @returns {Name[]}
 */
export function fitting(context, names, [low, high]) {
  const kept = [];
  for (const name of names) {
    const half = context.measureText(name.text).width / 2;
    const x = clamp(name.x, low + half, Math.max(low + half, high - half));
    const isApart = one => Math.abs(one.x - x) >= one.half + half + APART;
    if (kept.every(isApart)) kept.push({...name, x, half});
  }
  return kept;
}

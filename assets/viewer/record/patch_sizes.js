// Patch sizes on offer: what a pass at one of them needs, and its time, foreseen from another pass.
import {count, duration} from './figures.js';
import {limits} from './limits.js';

/** @typedef {import('./replies.js').PatchSize} PatchSize */
/** @typedef {{multiply_adds: number, milliseconds: number}} Timed a pass whose time is known */

/** Whether a pass takes so long that it is made only where a slider is let go. */
export const isLong = tokens => tokens > limits.longPass;

/**
 * ms that a pass takes, in proportion to its multiply-adds.
 * @param {PatchSize} size
 * @param {Timed} known
 */
export const foreseen = (size, known) =>
  (known.milliseconds * size.multiply_adds) / known.multiply_adds;

/**
 * "520 × 520 px, 2705 tokens, about 4.2 s".
 * @param {PatchSize} size
 * @param {Timed} known
 */
export function needs(size, known) {
  const input = `${size.height} × ${size.width} px, ${count(size.tokens)} tokens`;
  return isLong(size.tokens) ? `${input}, about ${duration(foreseen(size, known))}` : input;
}

/**
 * "10 pixels, not trained": a size for screen readers.
 * @param {PatchSize} size
 */
export const spoken = ({patch, trained}) => `${patch} pixels${trained ? '' : ', not trained'}`;

const APART = 0.14; // of the slider's length, between two labels

/**
 * Which of the sizes have a label under a slider: all of a few; of many the trained ones, both ends
 * and those between that have room.
 * @param {PatchSize[]} sizes
 * @returns {number[]} places, ascending
 */
export function labelled(sizes) {
  const last = sizes.length - 1;
  const all = sizes.map((_, i) => i);
  if (last < 8) return all;
  const trained = all.filter(i => sizes[i].trained);
  const even = all.filter(i => sizes[i].patch % 2 === 0);
  const kept = [];
  for (const i of [...trained, 0, last, ...even]) {
    if (kept.every(other => Math.abs(other - i) / last >= APART)) kept.push(i);
  }
  return kept.sort((a, b) => a - b);
}

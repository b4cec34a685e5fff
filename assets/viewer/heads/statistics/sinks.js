// What the maps of heads mark and leave out: sinks by attention, and patches of outlying length.
import {SINK} from '../../draw/colormap.js';
import {frame, patchBox} from '../../draw/paint.js';
import {sinksOf} from '../../record/sinks.js';

/** The tokens that a head's map leaves out, beside prefix tokens. */
export const leftOutOf = (record, cell, outliers) => [
  ...outliers[cell.layer],
  ...sinksOf(record, cell).map(({token}) => token),
];

/** A map without the prefix tokens and those left out; the others sum to 1. */
export function renormalised(values, prefix, leftOut) {
  const kept = values.slice().fill(0, 0, prefix);
  for (const token of leftOut) kept[token] = 0;
  const all = kept.reduce((sum, value) => sum + value, 0) || 1;
  return kept.map(value => value / all);
}

/** Frames some patches on the picture. */
export function frameTokens({canvas, boxes}, tokens, meta) {
  const context = canvas.getContext('2d');
  for (const token of tokens) {
    frame(context, patchBox(token - meta.prefix, meta, boxes[0]), SINK, 1.5);
  }
}

// What the maps of heads leave out: sinks by attention, and patches of outlying length.
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

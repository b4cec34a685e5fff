// The figures of a head: their names and units, their values for uniform attention, their axes.
import {brief, number, percent} from '../../record/figures.js';

const px = value => `${number(value)} px`;
const nearby = side => (3 * side - 2) / side ** 2; // P(two random cells of an axis are neighbours)

/**
 * @typedef {object} Figure
 * @property {string} key in the server's reply
 * @property {string} name on its button
 * @property {string} title in a heading
 * @property {string} says its definition
 * @property {(value: number) => string} write a value with its unit
 * @property {(meta: any, uniform: number) => number | null} even the value of uniform attention
 * @property {string} [axis] the unit of its axis, where this is not percent
 * @property {string} [source] where it was published
 */

/** @type {Figure[]} */
export const FIGURES = [
  {
    key: 'distance',
    name: 'Distance',
    title: 'Mean attention distance',
    says: 'over patches, in px of the model input',
    write: px,
    even: (meta, uniform) => uniform,
    axis: 'px',
    source: 'Raghu et al. 2021',
  },
  {
    key: 'entropy',
    name: 'Entropy',
    title: 'Entropy of attention',
    says: 'mean over queries, as a share of the largest possible, log N',
    write: percent,
    even: () => 1,
  },
  {
    key: 'prefix',
    name: 'Prefix',
    title: 'Share on prefix tokens',
    says: 'mean over all queries',
    write: percent,
    even: ({prefix, tokens}) => prefix / tokens,
  },
  {
    key: 'sink',
    name: 'Sinks',
    title: 'Share on the patch that gets most',
    says: 'mean over all queries, on one patch of each head',
    write: percent,
    even: ({tokens}) => 1 / tokens,
  },
  {
    key: 'outlier',
    name: 'Outliers',
    title: 'Share on outlier patches',
    says: 'mean over all queries, on patches of outlying norm',
    write: percent,
    even: () => null,
    source: 'Darcet et al. 2023',
  },
  {
    key: 'row',
    name: 'Row',
    title: 'Share in the own row',
    says: 'mean over patches',
    write: percent,
    even: ({rows}) => 1 / rows,
  },
  {
    key: 'column',
    name: 'Column',
    title: 'Share in the own column',
    says: 'mean over patches',
    write: percent,
    even: ({cols}) => 1 / cols,
  },
  {
    key: 'near',
    name: 'Nearby',
    title: 'Share on the nearest patches',
    says: 'mean over patches, on itself and the eight around it',
    write: percent,
    even: ({rows, cols}) => nearby(rows) * nearby(cols),
  },
];

export const figureOf = key => FIGURES.find(figure => figure.key === key);

/** The share of attention that the renormalised distance leaves out; printed with it. */
export const DROPPED = {key: 'dropped', name: 'left out', write: percent};

const STEPS = [1, 2, 2.5, 5, 10];
const MOST = 6;

/** Range [low, high] of a figure's axis: from 0, but the entropy's is close to its values. */
function rangeOf({key, axis}, values, even) {
  const most = Math.max(...values, even ?? 0) * 1.04 || 1;
  const least = key === 'entropy' ? Math.floor(Math.min(...values) * 20) / 20 : 0;
  return [least, axis ? most : Math.min(1, most)];
}

/** Axis of a figure over the heads of all layers: {low, high, ticks, name}. */
export function axisOf(figure, values, even) {
  const [least, high] = rangeOf(figure, values, even);
  const span = high - least;
  const power = 10 ** Math.floor(Math.log10(span / MOST));
  const step = STEPS.find(times => span / (times * power) <= MOST) * power;
  const ticks = [];
  for (let at = Math.ceil(least / step - 1e-6) * step; at <= high * 1.0001; at += step) {
    const text = brief(figure.axis ? at : at * 100, 4);
    ticks.push({at, text});
  }
  return {low: least, high: Math.max(high, least + 1e-6), ticks, name: figure.axis ?? '%'};
}

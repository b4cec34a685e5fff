// The figures of a head: how each is called and written, and what uniform attention would have.
import {preciseShare} from '../../record/figures.js';

const px = value => `${value.toFixed(value < 100 ? 1 : 0)} px`;
const whole = value => `${(value * 100).toFixed(1)} %`;
const nearby = side => (3 * side - 2) / side ** 2; // of two cells of one axis, drawn at random

/**
 * `name` on its button, `title` in a heading, `says` what it is, `write` a value with its unit,
 * `even(meta, uniform)` the value of a head that attends to all alike, null where there is none.
 */
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
    write: whole,
    even: () => 1,
  },
  {
    key: 'prefix',
    name: 'Prefix',
    title: 'Share on prefix tokens',
    says: 'mean over all queries',
    write: preciseShare,
    even: ({prefix, tokens}) => prefix / tokens,
  },
  {
    key: 'sink',
    name: 'Sinks',
    title: 'Share on outlier patches',
    says: 'mean over all queries, on patches of outlying norm',
    write: preciseShare,
    even: () => null,
    source: 'Darcet et al. 2023',
  },
  {
    key: 'row',
    name: 'Row',
    title: 'Share in the own row',
    says: 'mean over patches',
    write: preciseShare,
    even: ({rows}) => 1 / rows,
  },
  {
    key: 'column',
    name: 'Column',
    title: 'Share in the own column',
    says: 'mean over patches',
    write: preciseShare,
    even: ({cols}) => 1 / cols,
  },
  {
    key: 'near',
    name: 'Nearby',
    title: 'Share on the nearest patches',
    says: 'mean over patches, on itself and the eight around it',
    write: preciseShare,
    even: ({rows, cols}) => nearby(rows) * nearby(cols),
  },
];

export const figureOf = key => FIGURES.find(figure => figure.key === key);

/** What the renormalisation of the distance leaves out; shown with it. */
export const DROPPED = {key: 'dropped', name: 'left out', write: preciseShare};

const STEPS = [1, 2, 2.5, 5, 10];
const MOST = 6;

/** Axis of a figure over the heads of all layers, with its ticks: {low, high, ticks}. */
export function axisOf(figure, values, even) {
  const most = Math.max(...values, figure.key === 'sink' ? 0 : (even ?? 0)) * 1.04 || 1;
  const least = figure.key === 'entropy' ? Math.floor(Math.min(...values) * 20) / 20 : 0;
  const high = figure.key === 'distance' ? most : Math.min(1, most);
  const span = high - least;
  const power = 10 ** Math.floor(Math.log10(span / MOST));
  const step = STEPS.find(times => span / (times * power) <= MOST) * power;
  const ticks = [];
  for (let at = Math.ceil(least / step - 1e-6) * step; at <= high * 1.0001; at += step) {
    const text = figure.axis ? `${+at.toPrecision(4)}` : `${+(at * 100).toPrecision(4)}`;
    ticks.push({at, text});
  }
  return {low: least, high: Math.max(high, least + 1e-6), ticks, name: figure.axis ?? '%'};
}

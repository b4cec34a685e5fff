// Texts of the Statistics section: on one head and on all of them.
import {phraseOf} from '../../record/grid.js';
import {percent} from '../../record/figures.js';
import {sinksOf} from '../../record/sinks.js';
import {headName} from '../../screen/figures.js';
import {DROPPED, FIGURES} from './figures.js';

/** The figures of a head: [{name, text}]. */
export function figuresOf({figures}, i) {
  return [FIGURES[0], DROPPED, ...FIGURES.slice(1)].map(({key, name, write}) => {
    const {values, spread} = figures.get(key);
    return {name, text: write(values[i]) + (spread ? ` ± ${write(spread[i])}` : '')};
  });
}

/**
 * "L6 H3 (mixed)   mean attention distance 45.2 px; uniform attention 50.0 px; 12 of 36 …", and
 * the patches of the picture in hand that are a sink of the head.
 */
export function statusOf(summary, cell, i, {record}) {
  const {figure, order, values, even, tags, many, descending} = summary;
  const uniform = even === null ? '' : `; uniform attention ${figure.write(even)}`;
  const end = descending ? 'largest' : 'smallest';
  const rank = `${order.indexOf(i) + 1} of ${values.length} from the ${end}`;
  const over = many ? `, mean of ${many} pictures` : '';
  return (
    `${headName(cell)} (${tags[cell.layer][cell.head]})   ${figure.title.toLowerCase()} ` +
    `${figure.write(values[i])}${over}${uniform}; ${rank}${sinkText(record, cell)}`
  );
}

const sinkText = (record, cell) =>
  sinksOf(record, cell)
    .map(({token, share}) => `; ${percent(share)} of all is on ${phraseOf(token, record.meta)}`)
    .join('');

/** Under the plot: what its lines and dots are. */
export function keyOf({figure, values, even, many, left}, {prefix}) {
  const parts = [...(figure.source ? [figure.source] : []), 'grey line: mean of the heads'];
  if (even !== null) parts.push(`dashed: uniform attention, ${figure.write(even)}`);
  if (figure.key === 'outlier' && !values.some(Boolean)) parts.push('no patch is an outlier here');
  if (left && prefix) parts.push(...leftOut(left));
  if (many) parts.push(`bar: ± standard deviation over ${many} pictures`);
  return parts.join(' · ');
}

/** The share of each head [L * H] that the figure leaves out. */
function leftOut(left) {
  const most = left.reduce((a, b) => Math.max(a, b), 0);
  const text = `left out: up to ${percent(most)} on prefix tokens`;
  return most > 0.5 ? [text, 'hollow: over half left out'] : [text];
}

/** Under the plot of lengths: its lines, crosses and rings. */
export function normsKey({outliers, outlier}, {prefix, prefix_names: names}) {
  const count = outliers.reduce((sum, layer) => sum + layer.length, 0);
  const crosses = prefix ? [`× ${names[0]}${prefix > 1 ? ' and other prefix tokens' : ''}`] : [];
  return [
    'line: median patch',
    'bar: 5 to 95 %',
    ...crosses,
    ...(count ? [`○ over ${outlier} times the median after a layer`] : []),
  ].join(' · ');
}

/** Two texts on the picture: the map of a head, or the lengths of the tokens at a `depth`. */
export function pictureWords({meta}, {tags}, cell, depth, query) {
  if (depth !== null) {
    const where = depth ? `after layer ${depth}` : 'as the first block gets them';
    return [`Token lengths ${where}`, 'outliers framed'];
  }
  return [`${headName(cell)}   ${tags[cell.layer][cell.head]}`, `from ${phraseOf(query, meta)}`];
}

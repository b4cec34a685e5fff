// What the Statistics section says of one head and of all of them.
import {phraseOf} from '../../record/grid.js';
import {preciseShare} from '../../record/figures.js';
import {DROPPED, FIGURES} from './figures.js';

export const headName = ({layer, head}) => `L${layer + 1} H${head + 1}`;

/** The figures of a head: [{name, text}]. */
export function figuresOf(view, i) {
  return [FIGURES[0], DROPPED, ...FIGURES.slice(1)].map(({key, name, write}) => {
    const {values, spread} = view.figures.get(key);
    return {name, text: write(values[i]) + (spread ? ` ± ${write(spread[i])}` : '')};
  });
}

/** "L6 H3 (mixed): mean attention distance 45.2 px; uniform attention 50.0 px; 12th of 36". */
export function statusOf(view, cell, i, meta) {
  const {figure, order, values, even, tags, many} = view;
  const uniform = even === null ? '' : `; uniform attention ${figure.write(even)}`;
  const rank =
    `${order.indexOf(i) + 1} of ${values.length} from the ` +
    (view.descending ? 'largest' : 'smallest');
  const over = many ? `, mean of ${many} pictures` : '';
  return (
    `${headName(cell)} (${tags[cell.layer][cell.head]})   ${figure.title.toLowerCase()} ` +
    `${figure.write(values[i])}${over}${uniform}; ${rank}`
  );
}

/** Under the plot: what its lines and dots are. */
export function keyOf({figure, values, even, many, left}, {prefix}) {
  const parts = [...(figure.source ? [figure.source] : []), 'grey line: mean of the heads'];
  if (even !== null) parts.push(`dashed: uniform attention, ${figure.write(even)}`);
  if (figure.key === 'sink' && !values.some(Boolean)) parts.push('no patch is an outlier here');
  if (left && prefix) {
    const most = left.reduce((a, b) => Math.max(a, b), 0);
    parts.push(`left out: up to ${preciseShare(most)} on prefix tokens`);
    if (most > 0.5) parts.push('hollow: over half left out');
  }
  if (many) parts.push(`bar: ± standard deviation over ${many} pictures`);
  return parts.join(' · ');
}

/** Under the norms: what stands out. */
export function normsKey({outliers, outlier}, {prefix, prefix_names: names}) {
  const found = outliers.reduce((sum, layer) => sum + layer.length, 0);
  const crosses = prefix ? [`× ${names[0]}${prefix > 1 ? ' and other prefix tokens' : ''}`] : [];
  return [
    'line: median patch',
    'bar: 5 to 95 %',
    ...crosses,
    found ? `○ over ${outlier} times the median` : `no patch is over ${outlier} times the median`,
  ].join(' · ');
}

/** What the picture shows: the map of a head, or the lengths of a layer's tokens. */
export function pictureWords(s, view, cell, depth, query) {
  if (depth !== null) {
    const where = depth ? `after layer ${depth}` : 'as the first block gets them';
    return [`Token lengths ${where}`, 'outliers framed'];
  }
  return [
    `${headName(cell)}   ${view.tags[cell.layer][cell.head]}`,
    `from ${phraseOf(query, s.trace.meta)}`,
  ];
}

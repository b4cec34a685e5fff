// Texts of the head finder: what is circled, and which head attends to it most.
import {nameOf, phraseOf} from '../../record/grid.js';
import {percent, times} from '../../record/figures.js';
import {headName} from '../../screen/figures.js';

/** "the cat", "your line", "rows 2 to 5, columns 3 to 8". */
export function maskName(mask, objects) {
  if (mask.kind === 'object') return `the ${objects.names[mask.index]}`;
  if (mask.kind === 'lasso') return 'your line';
  return `rows ${mask.top} to ${mask.bottom}, columns ${mask.left} to ${mask.right}`;
}

/** Two sentences on the best head; where nothing is circled, what to do. */
export function verdict(finder, {values, order, even, area}, {heads}) {
  if (!values)
    return 'Circle something: each head is coloured by the share of its attention inside.';
  const best = order[0];
  const cell = {layer: Math.floor(best / heads), head: best % heads};
  const multiple = even ? `, ${times(values[best] / even)} times an even share` : '';
  const above = values.reduce((count, value) => count + (value > even), 0);
  return (
    `${headName(cell)} attends most to ${maskName(finder.mask, finder.objects)}: ` +
    `${percent(values[best])}${multiple}. ${above} of ${values.length} heads are above an even ` +
    `share; ${times(area)} patches lie inside.`
  );
}

/** "L4 H2   from the class token: 41.2 % inside = 6.3× an even share". */
export function statusOf(finder, {values, order, even}, cell, meta) {
  const i = cell.layer * meta.heads + cell.head;
  const from = phraseOf(finder.query, meta);
  if (!values) return `${headName(cell)}   from ${from}: nothing is circled`;
  const multiple = even ? ` = ${times(values[i] / even)}× an even share` : '';
  return (
    `${headName(cell)}   from ${from}: ${percent(values[i])} inside${multiple}; ` +
    `${order.indexOf(i) + 1} of ${values.length}`
  );
}

/** The name on the chip of a patch. */
export const patchWords = (query, meta) =>
  query >= meta.prefix ? `Patch ${nameOf(query, meta)}` : 'Patch';

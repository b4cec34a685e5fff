// The whole table of one head's attention, N x N, row by row: too much to compute in one frame.
import {headRow} from './attention.js';

/**
 * Fills `row` [N] with the attention of token `query` to all keys, in one head of a layer or, where
 * head is the number of heads, in their mean.
 */
export function weightsOf(layer, shape, head, query, row) {
  const {heads, tokens} = shape;
  if (head < heads) return headRow(layer, shape, head, query, row);
  const one = new Float32Array(tokens);
  row.fill(0);
  for (let h = 0; h < heads; h++) {
    headRow(layer, shape, h, query, one);
    for (let j = 0; j < tokens; j++) row[j] += one[j] / heads;
  }
  return row;
}

/** The weight between two tokens: exact where the row is here, else from query and key; NaN. */
export function weightBetween({record, shape}, {layer, head}, {query, key}) {
  const {heads, tokens} = shape;
  const exact = record.row('from', query);
  if (exact) {
    const of = h => exact[(layer * heads + h) * tokens + key];
    const all = [...Array(heads).keys()].map(of);
    return {value: head < heads ? of(head) : sum(all) / heads, exact: true};
  }
  const held = record.layers[layer];
  if (!held) return {value: NaN, exact: false};
  return {value: weightsOf(held, shape, head, query, new Float32Array(tokens))[key], exact: false};
}

const sum = values => values.reduce((all, value) => all + value, 0);

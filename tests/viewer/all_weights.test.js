// The table of all weights: its rows are those of attention, and a weight is read exactly where it is.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {attentionFrom} from '../../assets/viewer/record/attention.js';
import {weightBetween, weightsOf} from '../../assets/viewer/record/all_weights.js';

const shape = {heads: 3, tokens: 7, width: 5};
let seed = 11;
const random = () => {
  seed = (seed * 48271) % 2147483647;
  return (4 * seed) / 2147483647 - 2;
};
const numbers = () => Float32Array.from({length: 3 * 7 * 5}, random);
const layer = {query: numbers(), key: numbers()};
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-6);

test('a row of one head, and of the mean of heads', () => {
  const all = new Float32Array(3 * 7);
  attentionFrom(layer, shape, 4, all);
  for (let h = 0; h < 3; h++) {
    const row = weightsOf(layer, shape, h, 4, new Float32Array(7));
    for (let j = 0; j < 7; j++) near(row[j], all[h * 7 + j]);
  }
  const mean = weightsOf(layer, shape, 3, 4, new Float32Array(7));
  for (let j = 0; j < 7; j++) near(mean[j], (all[j] + all[7 + j] + all[14 + j]) / 3);
});

test('a weight comes from the exact row where it is here, else from query and key', () => {
  const exact = Float32Array.from({length: 2 * 3 * 7}, (_, i) => i);
  const rows = {4: exact};
  const record = {row: (_, query) => rows[query], layers: [null, layer]};
  const of = (head, query, l = 1) =>
    weightBetween({record, shape}, {layer: l, head}, {query, key: 2});
  assert.deepEqual(of(1, 4), {value: (3 + 1) * 7 + 2, exact: true});
  assert.deepEqual(of(3, 4), {value: (3 + 1) * 7 + 2, exact: true}); // the mean of its heads
  near(of(1, 5).value, weightsOf(layer, shape, 1, 5, new Float32Array(7))[2]);
  assert.equal(of(1, 5).exact, false);
  assert.ok(Number.isNaN(of(1, 5, 0).value));
});

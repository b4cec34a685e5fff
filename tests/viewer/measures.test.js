// Figures of one map, against closed forms.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as measures from '../../assets/viewer/record/measures.js';

const near = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-6, `${value}`);

test('the entropy of n equal shares is log2 n, that of one token is 0', () => {
  for (const n of [1, 2, 8, 100])
    near(measures.entropy(new Float64Array(n).fill(1 / n)), Math.log2(n));
  assert.equal(measures.entropy([0, 1, 0]), 0);
});

test('the peak is a patch, and never the query while there is another patch', () => {
  assert.equal(measures.peak([9, 1, 3, 2], 1), 2);
  assert.equal(measures.peak([9, 1, 3, 2], 1, 2), 3);
  assert.equal(measures.peak([9, 3, 1], 1, 1), 2);
  assert.equal(measures.peak([9, 3], 1, 1), 1); // the only patch
});

test('the distance of equal weights on the four neighbours is one patch', () => {
  const values = [0.5, 0, 1, 0, 1, 0, 1, 0, 1, 0]; // one prefix token, then 3 x 3
  near(measures.distance(values, 5, {prefix: 1, cols: 3, patch: 16}), 16);
  assert.ok(Number.isNaN(measures.distance(values, 0, {prefix: 1, cols: 3, patch: 16})));
});

test('the distance of a weight on one patch is that of its centre', () => {
  const values = new Float32Array(12);
  values[11] = 0.25; // row 2, column 3 of 3 x 4
  near(measures.distance(values, 0, {prefix: 0, cols: 4, patch: 8}), 8 * Math.hypot(2, 3));
});

test('the masses of prefix and patches add up to the whole', () => {
  const values = [0.1, 0.2, 0.3, 0.4];
  for (let prefix = 0; prefix < 4; prefix++) {
    near(measures.prefixMass(values, prefix) + measures.patchMass(values, prefix), 1);
  }
});

test('half of the mass lies on half of equal patches, on one strong patch alone', () => {
  assert.equal(measures.halfCount(new Float32Array(11).fill(1), 1), 5);
  assert.equal(measures.halfCount(Float32Array.of(9, 5, 1, 1, 1), 1), 1);
  assert.equal(measures.halfCount(new Float32Array(4), 1), 0);
});

test('the least value and the number above a limit leave the prefix out', () => {
  assert.equal(measures.low([0, 3, 2, 4], 1), 2);
  assert.equal(measures.countAbove([9, 3, 2, 4], 1, 2), 2);
});

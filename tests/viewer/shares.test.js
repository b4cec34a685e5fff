// Maps of methods as shares of their total.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fixed} from '../../assets/viewer/record/figures.js';
import * as shares from '../../assets/viewer/record/shares.js';

test('the sizes of all shares sum to 1, and signs stay', () => {
  const values = shares.shares(Float64Array.of(3, -1, 0, 4));
  assert.deepEqual([...values], [0.375, -0.125, 0, 0.5]);
  assert.equal(shares.shares(new Float64Array(3)), null);
});

test('the difference of two maps is antisymmetric', () => {
  const [one, other] = [Float64Array.of(0.5, 0.25), Float64Array.of(0.125, 0.5)];
  const forth = shares.difference(one, other);
  assert.deepEqual([...forth], [0.375, -0.25]);
  assert.deepEqual(
    [...shares.difference(other, one)].map(value => -value),
    [...forth],
  );
});

test('a scale of shares ends at the strongest patch, not at the prefix', () => {
  const {unit, top} = shares.shareScale([0.9, 0.02, 0.08], {tokens: 3, prefix: 1}, 'per map');
  assert.equal(top, 0.08);
  assert.deepEqual([unit(-1), unit(0.04), unit(0.9)], [0, 0.5, 1]);
  const even = shares.shareScale([0.9, 0.02, 0.08], {tokens: 3, prefix: 1}, 'uniform');
  assert.ok(Math.abs(even.unit(1 / 3) - 0.25) < 1e-9);
});

test('a signed scale is symmetric about 0', () => {
  const {unit, low, high} = shares.signedScale([7, -0.5, 0.25], 1, fixed);
  assert.deepEqual([unit(-0.5), unit(0), unit(0.5)], [0, 0.5, 1]);
  assert.deepEqual([low, high], ['−0.50', '+0.50']);
});

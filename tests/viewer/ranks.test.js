// Ranks and Spearman's rho.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {largest, rankCorrelation, ranks} from '../../assets/viewer/record/ranks.js';

test('equal values share the mean of their places', () => {
  assert.deepEqual([...ranks([5, 1, 3, 3])], [3, 0, 1.5, 1.5]);
});

test('ranks sum to n (n - 1) / 2 with ties and without', () => {
  for (const values of [
    [4, 1, 3, 2, 0],
    [1, 1, 1, 1, 1],
    [2, 1, 2, 1, 2],
  ]) {
    assert.equal(
      ranks(values).reduce((sum, rank) => sum + rank),
      10,
    );
  }
});

test('the correlation depends on the order alone', () => {
  const values = Float64Array.of(0.1, 3, -2, 7, 0.5);
  assert.equal(rankCorrelation(values, values.map(Math.exp)), 1);
  assert.equal(
    rankCorrelation(
      values,
      values.map(value => -value),
    ),
    -1,
  );
  assert.equal(rankCorrelation(values, new Float64Array(5)), 0);
});

test('without ties the correlation is 1 - 6 sum d^2 / (n (n^2 - 1))', () => {
  const [one, other] = [Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(2, 1, 4, 5, 3)];
  const squares = one.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);
  assert.ok(Math.abs(rankCorrelation(one, other) - (1 - (6 * squares) / (5 * 24))) < 1e-12);
});

test('the largest values come in order, of equal ones the first', () => {
  assert.deepEqual(largest([2, 9, 2, 5], 3), [1, 3, 0]);
});

// The robust end of a linear scale.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {robustTop} from '../../assets/viewer/record/robust.js';

/** Numbers 0..1 that look random and are the same each time. */
const noise = count =>
  Float32Array.from({length: count}, (_, i) => (Math.sin(i * 12.9898) + 1) / 2);

test('it is the value at 99.5 % of the sorted patches, rounded down', () => {
  for (const count of [21, 24, 144, 199, 1369, 20_000]) {
    const values = noise(count);
    const sorted = values.slice().sort();
    assert.equal(robustTop([values], 0), sorted[Math.floor(0.995 * (count - 1))]);
  }
});

test('of sorted, reversed and equal values too', () => {
  const rising = Float32Array.from({length: 500}, (_, i) => i + 1);
  assert.equal(robustTop([rising], 0), 497);
  assert.equal(robustTop([rising.slice().reverse()], 0), 497);
  assert.equal(robustTop([new Float32Array(500).fill(0.25)], 0), 0.25);
});

test('prefix tokens and the query do not count, and the maps are left as they are', () => {
  const values = Float32Array.from({length: 25}, (_, i) => 25 - i);
  assert.equal(robustTop([values], 2, 3), 21); // of 23, 21, 20 and less
  assert.equal(values[0], 25);
  assert.equal(values[24], 1);
});

test('of few values it is the largest', () => {
  for (const count of [1, 2, 3, 20]) {
    const values = noise(count);
    assert.equal(robustTop([values], 0), Math.max(...values));
  }
});

test('several maps have one end', () => {
  const [one, other] = [noise(300), noise(300).map(value => value * 3)];
  const sorted = Float32Array.from([...one, ...other]).sort();
  assert.equal(robustTop([one, other], 0), sorted[Math.floor(0.995 * 599)]);
});

test('one patch does not darken a map, of any size', () => {
  for (const count of [24, 144, 1369]) {
    const values = noise(count);
    values[7] = 500;
    const top = robustTop([values], 0);
    const light = values.filter(value => value > 0.1 * top).length;
    assert.ok(light >= 0.05 * count, `${light} of ${count}`);
  }
});

test('where the quantile is 0 it is the largest value, and 0 where there are no values', () => {
  const sparse = new Float32Array(1000);
  sparse[3] = 0.5;
  sparse[4] = 0.2;
  assert.equal(robustTop([sparse], 0), 0.5);
  assert.equal(robustTop([new Float32Array(9)], 0), 0);
  assert.equal(robustTop([new Float32Array(2)], 2), 0);
});

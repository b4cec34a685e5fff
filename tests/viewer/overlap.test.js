// Agreement of two maps of one picture on grids of their own.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {EVERY} from '../../assets/viewer/record/grid.js';
import {Pair, divergence, overlap, shares} from '../../assets/viewer/record/overlap.js';

const near = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-5, `${value}`);
const sum = values => values.reduce((all, value) => all + value, 0);
const grid = (rows, cols) => ({rows, cols, prefix: 0, crop: [0, 0, 96, 96]});
const map = (count, at) => Float32Array.from({length: count}, (_, i) => (i === at ? 1 : 0));

test('intervals of another grid are collected without a gap', () => {
  const target = {start: 0, step: 3, count: 4};
  const source = {start: 0, step: 2, count: 6};
  for (const {parts} of shares(target, source)) near(sum(parts) * source.step, target.step);
  assert.deepEqual(shares(target, source)[1], {first: 1, parts: [0.5, 1]});
});

test('a map agrees fully with itself, on a finer grid too', () => {
  const values = Float32Array.from({length: 9}, (_, i) => (i + 1) / 45);
  const fine = Float32Array.from({length: 36}, (_, i) => {
    const [row, col] = [Math.floor(i / 6), i % 6];
    return values[Math.floor(row / 2) * 3 + Math.floor(col / 2)] / 4;
  });
  const one = {values, query: EVERY};
  for (const [pair, other] of [
    [new Pair(grid(3, 3), grid(3, 3)), one],
    [new Pair(grid(3, 3), grid(6, 6)), {values: fine, query: EVERY}],
  ]) {
    const result = pair.compare(one, other);
    near(result.overlap, 1);
    near(result.divergence, 0);
    for (const value of result.difference) near(value, 0);
  }
});

test('maps that never meet have no overlap and a divergence of 1 bit', () => {
  const pair = new Pair(grid(3, 3), grid(3, 3));
  const result = pair.compare({values: map(9, 0), query: EVERY}, {values: map(9, 8), query: EVERY});
  assert.equal(result.overlap, 0);
  near(result.divergence, 1);
  near(sum(result.difference), 0);
});

test('the patch of the query itself does not count', () => {
  const pair = new Pair(grid(2, 2), grid(2, 2));
  const values = Float32Array.of(0.9, 0.05, 0.05, 0);
  pair.compare({values, query: 0}, {values, query: EVERY});
  assert.deepEqual([...pair.one.field], [0, 0.5, 0.5, 0]);
});

test('only what both models see is compared', () => {
  const left = {rows: 2, cols: 2, prefix: 0, crop: [0, 0, 64, 64]};
  const right = {rows: 2, cols: 2, prefix: 0, crop: [32, 0, 64, 64]};
  const even = {values: new Float32Array(4).fill(0.25), query: EVERY};
  const pair = new Pair(left, right);
  const result = pair.compare(even, even);
  assert.deepEqual([...pair.one.field], [0, 0.5, 0, 0.5]);
  near(result.divergence, 0);
});

test('divergence and overlap are symmetric', () => {
  const [a, b] = [Float32Array.of(0.5, 0.3, 0.2, 0), Float32Array.of(0.1, 0.2, 0.3, 0.4)];
  near(divergence(a, b), divergence(b, a));
  near(overlap(a, b), overlap(b, a));
  assert.ok(divergence(a, b) > 0 && divergence(a, b) < 1);
});

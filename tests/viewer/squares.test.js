// Squares of patches that a sweep takes out together, as vit/maps/ablation.py numbers them.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  coveredPatches,
  inSquare,
  spreadSquares,
  squareCount,
  squareOf,
  squaresText,
} from '../../assets/viewer/record/squares.js';

const GRID = {rows: 4, cols: 6, prefix: 3, sweep_block: 1};
const COARSE = {...GRID, rows: 5, cols: 7, sweep_block: 3}; // 2 by 3 squares, the last ones smaller

test('single patches are their own squares', () => {
  assert.equal(squareCount(GRID), 24);
  assert.equal(coveredPatches(7, GRID), 7);
  const heat = new Float32Array(27);
  spreadSquares(heat, [1, 2, 3], 3, GRID);
  assert.deepEqual([...heat.subarray(0, 7)], [0, 0, 0, 1, 2, 3, 0]);
  assert.equal(squaresText(GRID), 'each of 24 patches');
});

test('a row of squares is known when its last one is', () => {
  assert.equal(squareCount(COARSE), 6);
  assert.deepEqual(
    [0, 2, 3, 5, 6].map(squares => coveredPatches(squares, COARSE)),
    [0, 0, 21, 21, 35],
  );
  assert.equal(squaresText(COARSE), '6 squares of 3 × 3 patches');
});

test('the squares share out all tokens of patches', () => {
  const all = Array.from({length: 6}, (_, square) => [...inSquare(square, COARSE)]).flat();
  assert.deepEqual(
    all.toSorted((a, b) => a - b),
    Array.from({length: 35}, (_, i) => 3 + i),
  );
  for (const token of inSquare(5, COARSE)) assert.equal(squareOf(token - 3, COARSE), 5);
  assert.deepEqual([...inSquare(2, COARSE)], [9, 16, 23]);
});

test('every patch has the value of its square', () => {
  const heat = new Float32Array(38);
  spreadSquares(heat, [1, 2, 3, 4, 5, 6], 35, COARSE);
  const row = start => [...heat.subarray(3 + start, 3 + start + 7)];
  assert.deepEqual(row(0), [1, 1, 1, 2, 2, 2, 3]);
  assert.deepEqual(row(14), [1, 1, 1, 2, 2, 2, 3]);
  assert.deepEqual(row(21), [4, 4, 4, 5, 5, 5, 6]);
});

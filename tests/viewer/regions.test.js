// Regions: the tokens of blocks and lines on a grid, and the text of a link.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {regionText, regionsText} from '../../assets/viewer/record/region_text.js';
import {outlineOf, tokensOf} from '../../assets/viewer/record/region_query.js';
import {blockBetween, cornersOf, inFrame} from '../../assets/viewer/record/regions.js';

const GRIDS = [
  {rows: 12, cols: 12, prefix: 1, tokens: 145},
  {rows: 37, cols: 37, prefix: 1, tokens: 1370},
  {rows: 5, cols: 9, prefix: 5, tokens: 50},
];

const writable = ({top, bottom, left, right}) => {
  const round = share => Math.round(share * 4095) / 4095;
  return {
    kind: 'block',
    top: round(top),
    bottom: round(bottom),
    left: round(left),
    right: round(right),
  };
};

test('a block between two patches is the patches of its rows and columns, in a link too', () => {
  for (const grid of GRIDS) {
    const {rows, cols, prefix} = grid;
    for (const [top, left, bottom, right] of [
      [0, 0, rows - 1, cols - 1],
      [2, 3, 2, 3],
      [1, 2, 3, 4],
      [rows - 1, 0, rows - 1, cols - 1],
    ]) {
      const at = (row, col) => prefix + row * cols + col;
      const region = writable(blockBetween(at(bottom, left), at(top, right), grid));
      const expected = [];
      for (let r = top; r <= bottom; r++) {
        for (let c = left; c <= right; c++) expected.push(at(r, c));
      }
      assert.deepEqual(tokensOf(region, grid), expected);
      assert.deepEqual(cornersOf(region, grid), [at(top, left), at(bottom, right)]);
    }
  }
});

test('a line too small for a patch is the one it lies in; another grid has its own tokens', () => {
  const dot = {
    kind: 'lasso',
    points: [
      [0.5, 0.9],
      [0.51, 0.9],
      [0.51, 0.91],
    ],
  };
  assert.deepEqual(tokensOf(dot, {rows: 4, cols: 6, prefix: 2}), [2 + 3 * 6 + 3]);
  assert.deepEqual(tokensOf(dot, {rows: 8, cols: 2, prefix: 0}), [7 * 2 + 1]);
  const line = {kind: 'lasso', points: outlineOf(writable(blockBetween(1, 14, GRIDS[0])))};
  assert.deepEqual(tokensOf(line, GRIDS[0]), [1, 2, 13, 14]);
});

test('regions are written as a link has them', () => {
  const block = {kind: 'block', top: 0, bottom: 1, left: 0, right: 2048 / 4095};
  const lasso = {
    kind: 'lasso',
    points: [
      [0, 0],
      [1, 0],
      [2048 / 4095, 1],
    ],
  };
  assert.equal(regionText(block), 'block:AAAAgA__');
  assert.equal(regionsText([block, lasso]), 'block:AAAAgA__;lasso:AAAA__AAgA__');
});

test('a region stays on the picture when the crop moves, and is gone where that leaves it', () => {
  const block = {kind: 'block', top: 0.5, bottom: 1, left: 0, right: 0.5};
  const moved = inFrame(block, [0, 0, 100, 100], [25, 50, 100, 50]);
  assert.deepEqual(moved, {kind: 'block', top: 0, bottom: 1, left: 0, right: 0.25});
  assert.equal(inFrame(block, [0, 0, 100, 100], [60, 0, 100, 100]), null);
  const line = {kind: 'lasso', points: outlineOf(block)};
  assert.deepEqual(inFrame(line, [0, 0, 100, 100], [25, 50, 100, 50]).points, outlineOf(moved));
});

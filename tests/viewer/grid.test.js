// The place of a token: rows before columns, after the prefix tokens.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as grid from '../../assets/viewer/record/grid.js';

const META = {prefix: 2, rows: 3, cols: 5, prefix_names: ['class token', 'register 1']};
const PATCHES = Array.from({length: 15}, (_, i) => META.prefix + i);

test('cellOf and tokenAt are inverse to each other', () => {
  for (const token of PATCHES) {
    const {row, col} = grid.cellOf(token, META);
    assert.equal(grid.tokenAt(row, col, META), token);
  }
  assert.deepEqual(grid.cellOf(8, META), {row: 1, col: 1});
});

test('a place outside the grid becomes the nearest patch', () => {
  assert.equal(grid.tokenAt(-4, -1, META), 2);
  assert.equal(grid.tokenAt(9, 9, META), 16);
});

test('a step and the step back end where they began, except at the edges', () => {
  const inner = grid.tokenAt(1, 2, META);
  for (const [down, right] of [
    [0, 1],
    [1, 0],
    [-1, 0],
    [0, -1],
  ]) {
    assert.equal(grid.step(grid.step(inner, [down, right], META), [-down, -right], META), inner);
  }
  assert.equal(grid.step(2, [-1, -1], META), 2);
});

test('a step from a token that is no patch goes to the middle patch', () => {
  for (const token of [grid.EVERY, 0, 1]) {
    assert.equal(grid.step(token, [0, 1], META), grid.middle(META));
  }
  assert.deepEqual(grid.cellOf(grid.middle(META), META), {row: 1, col: 2});
});

test('tokens have names, alone and within a sentence', () => {
  const meta = {...META, readout: {name: 'mean of the patches'}};
  const tokens = [grid.EVERY, 0, 8];
  assert.deepEqual(
    tokens.map(token => grid.phraseOf(token, meta)),
    ['the mean of the patches', 'the class token', 'patch (1, 1)'],
  );
  assert.equal(grid.nameOf(0, {...META, prefix_names: []}), 'prefix token 1');
});

test('a screen opens with the token that the model reads, else with all of them', () => {
  assert.equal(grid.startOf({default_query: 0}), 0);
  assert.equal(grid.startOf({default_query: null}), grid.EVERY);
});

// Which columns have a common similarity, whose patch theirs is with, and the similarities themselves.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {chosenLines} from '../../assets/viewer/compare/pairs.js';
import {isAlike, origin, sourceOf} from '../../assets/viewer/compare/similar.js';
import {placeColour} from '../../assets/viewer/draw/links.js';
import {cosines, matchDepth} from '../../assets/viewer/record/directions.js';

const META = {checkpoint: 'a', digest: 'cat', prefix: 1, rows: 2, cols: 3, crop: [0, 0, 60, 40]};
const column = (meta = {}, frame = {}) => ({
  frame: {result: {meta: {...META, ...meta}}, facet: 'value', layer: 3, head: 6, ...frame},
});
const at = (right, down, digest = 'cat') => ({digest, right, down, x: 60 * right, y: 40 * down});

test('cosines are the products of rows, behind the prefix', () => {
  const one = {table: Float32Array.of(1, 2, 3, 4), wide: 2};
  const other = {table: Float32Array.of(1, 0, 0, 1, 2, 2), wide: 2};
  const out = cosines(one, 1, other, new Float32Array(5), 2);
  assert.deepEqual([...out], [0, 0, 3, 4, 14]);
});

test('patches are matched after two thirds of the layers', () => {
  assert.deepEqual([12, 6, 3, 1, 24].map(matchDepth), [8, 4, 2, 1, 16]);
});

test('tokens of two layers have a similarity, values have none', () => {
  const value = column().frame;
  assert.ok(isAlike(value, column({digest: 'dog'}).frame));
  assert.ok(!isAlike(value, column({}, {layer: 2}).frame));
  assert.ok(!isAlike(value, column({}, {head: 0}).frame));
  assert.ok(!isAlike(value, column({checkpoint: 'b'}).frame));
  const token = column({}, {facet: 'token'}).frame;
  assert.ok(isAlike(token, column({}, {facet: 'token', layer: 2}).frame));
  assert.ok(!isAlike(token, value));
});

test('a column is compared with the chosen patch, else with its place in the same picture', () => {
  const [cat, dog] = [column(), column({digest: 'dog'})];
  const [catOf, dogOf] = [column({checkpoint: 'b'}), column({checkpoint: 'b', digest: 'dog'})];
  const columns = [cat, dog, catOf, dogOf];
  const state = {pinned: null, hover: at(0.5, 0.9), over: cat, source: 1};
  const sources = columns.map(one => sourceOf(one, state, columns));
  assert.deepEqual(
    sources.map(({from}) => columns.findIndex(({frame}) => frame === from)),
    [0, 0, 2, 2], // the dog of model b with the cat of model b
  );
  assert.deepEqual(
    sources.map(({token, same}) => [token, same]),
    [
      [5, true],
      [5, true],
      [5, false],
      [5, false],
    ],
  );
  assert.equal(origin({...state, pinned: at(0, 0)}, columns), dog);
  assert.equal(origin({...state, over: null}, columns), cat);
});

test('without a cursor the middle patch is compared', () => {
  const state = {pinned: null, hover: null, over: null, source: 0};
  const one = column();
  assert.equal(sourceOf(one, state, [one]).token, 1 + 1 * 3 + 1);
});

test('lines near the chosen patch stand out, of those that are drawn', () => {
  const [left, right] = [column(), column({digest: 'dog'})];
  const reply = {first: [0, 5, 1], second: [2, 0, 5]};
  const state = {pinned: null, hover: at(0.1, 0.1), over: left, source: 0};
  const lines = count => chosenLines({left, right, reply}, count, state, [left, right]);
  assert.deepEqual([...lines(3)], [0, 2]);
  assert.deepEqual([...lines(2)], [0]);
  const there = {...state, hover: at(0.1, 0.1, 'dog'), over: right};
  assert.deepEqual([...chosenLines({left, right, reply}, 3, there, [left, right])], [1]);
  assert.equal(chosenLines({left, right, reply}, 3, {...state, hover: null}, [left, right]), null);
});

test('places far from one another have colours far from one another', () => {
  const parts = (right, down) => placeColour(right, down).match(/\d+/g).map(Number);
  const apart = (one, other) => Math.hypot(...one.map((level, i) => level - other[i]));
  const corner = parts(0, 0);
  assert.ok(apart(corner, parts(0.05, 0)) < 20);
  assert.ok(apart(corner, parts(1, 1)) > 100);
});

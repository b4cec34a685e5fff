// Heads as coloured areas: the fewest patches of a mass, their overlap, and those of least overlap.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {headMask, leastOverlap, overlapOf, shareOf} from '../../assets/viewer/record/head_masks.js';

let seed = 7;
const random = () => {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
};
const map = () => Float32Array.from({length: 31}, () => random() ** 3);

test('a mask is the fewest patches that hold the share', () => {
  for (const share of [0.1, 0.6, 0.95]) {
    const values = map();
    const mask = headMask(values, 1, share);
    const patches = [...values.subarray(1)].sort((a, b) => b - a);
    const whole = patches.reduce((sum, value) => sum + value, 0);
    const count = mask.reduce((sum, one) => sum + one, 0);
    const top = n => patches.slice(0, n).reduce((sum, value) => sum + value, 0);
    assert.ok(top(count) >= share * whole * (1 - 1e-6));
    assert.ok(top(count - 1) < share * whole);
    assert.equal(shareOf(mask), count / 30);
  }
});

test('the overlap is that of sets', () => {
  assert.equal(overlapOf(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0)), 1 / 3);
  assert.equal(overlapOf(new Uint8Array(3), new Uint8Array(3)), 0);
});

test('four heads are chosen by their largest overlap with those chosen before', () => {
  const masks = Array.from({length: 8}, () => headMask(map(), 1, 0.6));
  const most = (i, others) => Math.max(...others.map(j => overlapOf(masks[i], masks[j])));
  const two = leastOverlap(masks, 2);
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < i; j++) assert.ok(most(i, [j]) >= most(two[0], [two[1]]));
  }
  const three = leastOverlap(masks, 3);
  const added = three.find(i => !two.includes(i));
  for (let i = 0; i < 8; i++) {
    if (!two.includes(i)) assert.ok(most(i, two) >= most(added, two));
  }
  assert.deepEqual(leastOverlap(masks.slice(0, 3)), [0, 1, 2]);
});

// Which layers of a large record stay.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {farLayers} from '../../assets/viewer/record/layers.js';

const META = {bytes: {qk_layer: 2e6}};
const held = (...here) => Array.from({length: 12}, (_, l) => (here.includes(l) ? {} : null));

test('no layer goes while there is room', () => {
  assert.deepEqual(farLayers(held(0, 5, 11), [11], META, 12e6), []);
});

test('without room the layers far from what is looked at go', () => {
  assert.deepEqual(farLayers(held(0, 5, 9, 11), [11], META, 12e6), [0, 5]);
  assert.deepEqual(farLayers(held(0, 5, 9, 11), [11, 4], META, 12e6), [0]);
});

// What may be fetched ahead, for lines and devices of every kind.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesAhead, bytesKept, conditions, layersAhead} from '../../assets/viewer/record/budget.js';

const DINO = {layers: 12, bytes: {qk_layer: 2_104_320}};
const browser = (connection, deviceMemory) => ({connection, deviceMemory});
const ahead = (...facts) => bytesAhead(conditions(browser(...facts), []));

test('a line brings ahead what it carries in a second', () => {
  assert.equal(ahead({downlink: 10}, 8), 1.25e6);
  assert.equal(bytesAhead(conditions(browser({downlink: 10}, 8), [5e6, 2e6, 9e6])), 5e6);
});

test('nothing comes ahead to who saves data, on a slow line or on a small device', () => {
  assert.equal(ahead({saveData: true, downlink: 10}, 8), 0);
  assert.equal(ahead({effectiveType: '3g', downlink: 10}, 8), 0);
  assert.equal(ahead({effectiveType: '4g', downlink: 10}, 1), 0);
});

test('a browser that says nothing has a line of 10 Mbit/s and 4 GB', () => {
  assert.equal(ahead(), 1.25e6);
  assert.deepEqual(conditions({}, []), {saves: false, speed: 1.25e6, memory: 4});
  assert.equal(bytesKept(conditions({}, [])), 64e6);
});

test('memory bounds what comes ahead on any line', () => {
  assert.equal(bytesAhead({saves: false, speed: 1e9, memory: 4}), 16e6);
});

test('of 1 370 tokens no layer comes ahead at 10 Mbit/s, the layer itself at 20, three at 60', () => {
  assert.deepEqual(layersAhead(5, DINO, 1.25e6), []);
  assert.deepEqual(layersAhead(5, DINO, 2.5e6), [5]);
  assert.deepEqual(layersAhead(5, DINO, 7.5e6), [5, 6, 4]);
  assert.deepEqual(layersAhead(5, DINO, 1e9), [5, 6, 4]);
});

test('the first and the last layer have one neighbour', () => {
  assert.deepEqual(layersAhead(0, DINO, 1e9), [0, 1]);
  assert.deepEqual(layersAhead(11, DINO, 1e9), [11, 10]);
});

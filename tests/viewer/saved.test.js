// What Explore's Save menu says.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {sizeOf} from '../../assets/viewer/explore/saved.js';

test('the size of a layer is that of its file', () => {
  assert.equal(sizeOf({heads: 6, tokens: 145}), '505 kB');
  assert.equal(sizeOf({heads: 6, tokens: 1370}), '45.0 MB');
  assert.equal(sizeOf({heads: 12, tokens: 749}), '26.9 MB');
});

// Exact rows that a record keeps.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {KeptRows} from '../../assets/viewer/record/kept_rows.js';

function rowsOf(bytes, names) {
  const gone = [];
  const rows = new KeptRows(name => gone.push(name));
  for (const name of names) rows.set(name, new Float32Array(bytes / 4));
  return {rows, gone};
}

const names = count => Array.from({length: count}, (_, i) => `from ${i}`);

test('rows go when there is no room, the one that nobody read for the longest time first', () => {
  const {rows, gone} = rowsOf(1e6, names(16));
  assert.deepEqual(gone, []);
  assert.ok(rows.get('from 0')); // read in every frame: it stays
  rows.set('from 16', new Float32Array(250e3));
  assert.deepEqual(gone, ['from 1']);
  assert.equal(rows.get('from 1'), undefined);
  assert.ok(rows.get('from 0'));
});

test('eight rows stay, however large', () => {
  assert.deepEqual(rowsOf(4e6, names(9)).gone, ['from 0']);
});

// The scales of values on a colour map: multiples of uniform attention, and straight ones.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {linearScale, uniformScale} from '../../assets/viewer/record/scale.js';

test('uniform attention lies at the same place whatever the number of tokens', () => {
  for (const tokens of [10, 145, 1370]) {
    const {unit} = uniformScale(tokens);
    assert.ok(Math.abs(unit(1 / tokens) - 0.25) < 1e-9);
    assert.ok(Math.abs(unit(64 / tokens) - 1) < 1e-9);
  }
});

test('a straight scale goes from 0 to the highest value', () => {
  const {unit} = linearScale(0.5, 145);
  assert.equal(unit(0), 0);
  assert.equal(unit(0.25), 0.5);
});

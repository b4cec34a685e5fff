// Numbers as text, at the values where their form changes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  coarse,
  figure,
  percent,
  precise,
  preciseShare,
  tenths,
  whole,
} from '../../assets/viewer/record/figures.js';

test('percent has one place below ten, and other figures on demand', () => {
  assert.deepEqual(
    [0, 0.0412, 0.0994, 0.0995, 1].map(value => percent(value)),
    ['0.0 %', '4.1 %', '9.9 %', '10 %', '100 %'],
  );
  assert.equal(percent(0.1234, tenths), '12.3 %');
  assert.equal(percent(0.1255, whole), '13 %');
  assert.equal(preciseShare(0.0405), '4.05 %');
});

test('the coarse form never writes 10.0', () => {
  for (let value = 9.9; value < 10.1; value += 0.001) assert.notEqual(coarse(value), '10.0');
});

test('the precise form has three figures and a sign', () => {
  assert.deepEqual([12.34, 4.049, 0.3124, 0.01, -0.3124].map(precise), [
    '12.3',
    '4.05',
    '.312',
    '.0100',
    '−.312',
  ]);
  assert.deepEqual([0, 0.0099, -0.001].map(precise), ['0', '<.01', '−<.01']);
});

test('the precise form is right to half of its last figure', () => {
  for (let value = 0.011; value < 900; value *= 1.37) {
    assert.ok(Math.abs(Number(precise(value)) - value) <= value * 0.005, `${value}`);
  }
});

test('a value from float16 has a tilde and three figures, one from float32 has six', () => {
  assert.equal(figure(0.123456789, true), '0.123457');
  assert.equal(figure(0.5, true), '0.5');
  assert.equal(figure(0.123456789, false), '~0.123');
  assert.equal(figure(0.000123, false), '~1.2e-4');
  assert.equal(figure(0, false), '~0.00');
});

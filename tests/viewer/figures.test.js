// Numbers as text, at the values where their form changes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as figures from '../../assets/viewer/record/figures.js';

const plain = text => text.replaceAll('\u00a0', ' ');
const written = (write, values) => values.map(value => plain(write(value)));
const read = text => Number(text.replaceAll('\u00a0', '').replace('−', '-'));

test('a number has its figures, a 0 before the point, and no power of ten', () => {
  assert.deepEqual(
    written(figures.number, [0, 0.00001234, 0.0004, 0.3124, 4.049, 12.34, 5330, 38361, -0.3124]),
    ['0', '0.0000123', '0.000400', '0.312', '4.05', '12.3', '5330', '38 400', '−0.312'],
  );
  assert.deepEqual(written(figures.number, [3e-7, -3e-7, NaN, Infinity]), [
    '<0.000001',
    '−<0.000001',
    '–',
    '–',
  ]);
});

test('a number is right to half of its last figure', () => {
  for (let value = 0.0000011; value < 1e12; value *= 1.37) {
    const text = figures.number(value);
    assert.doesNotMatch(text, /e/);
    assert.ok(Math.abs(read(text) - value) <= value * 0.005001, `${value}: ${text}`);
  }
});

test('rounding up to a power of ten adds no figure', () => {
  assert.deepEqual(written(figures.number, [0.9996, 9.996, 99.96]), ['1.00', '10.0', '100']);
});

test('a brief number has no zeros at its end', () => {
  assert.deepEqual(written(figures.brief, [0.5, 0.25, 12, 100, 2000, 38400, 0]), [
    '0.5',
    '0.25',
    '12',
    '100',
    '2000',
    '38 400',
    '0',
  ]);
});

test('counts stand in groups of three from five digits on', () => {
  assert.deepEqual(written(figures.count, [0, 145, 1024, 38361, 85798656]), [
    '0',
    '145',
    '1024',
    '38 361',
    '85 798 656',
  ]);
});

test('fixed places have a true minus sign, and zero has none', () => {
  assert.deepEqual(written(figures.fixed, [0.434, -0.08, -0.001, 1]), [
    '0.43',
    '−0.08',
    '0.00',
    '1.00',
  ]);
  assert.deepEqual(
    [0.31, -1.2, 0.001].map(value => figures.signed(value)),
    ['+0.31', '−1.20', '0.00'],
  );
});

test('percent has two figures everywhere, and never calls less than all 100 %', () => {
  assert.deepEqual(
    written(figures.percent, [0, 0.00003, 0.00421, 0.0412, 0.0994, 0.0996, 0.733, 0.996, 1]),
    ['0 %', '<0.01 %', '0.42 %', '4.1 %', '9.9 %', '10 %', '73 %', '99.6 %', '100 %'],
  );
  assert.deepEqual(written(figures.percent, [-0.045, 0.9999]), ['−4.5 %', '100 %']);
});

test('multiples have two figures, and all digits up to 999', () => {
  assert.deepEqual(written(figures.times, [0.312, 4.06, 73.4, 120.4, 38361]), [
    '0.31',
    '4.1',
    '73',
    '120',
    '38 000',
  ]);
});

test('a probability has three places', () => {
  assert.deepEqual(written(figures.probability, [0, 0.0004, -0.0004, 0.1234, -0.045, 0.9999, 1]), [
    '0',
    '<0.001',
    '−<0.001',
    '0.123',
    '−0.045',
    '1',
    '1',
  ]);
});

test('times and sizes take the unit in which they are short', () => {
  assert.deepEqual(written(figures.duration, [0.42, 53.2, 5330, 119000, 750000]), [
    '0.42 ms',
    '53 ms',
    '5.3 s',
    '119 s',
    '13 min',
  ]);
  assert.equal(figures.durations(10.8, 14.2), '11–14 ms');
  assert.equal(figures.durations(870, 1270), '0.87–1.3 s');
  assert.deepEqual(written(figures.adds, [83e6, 4.25e9]), ['83 M', '4.3 G']);
  assert.deepEqual(written(figures.bytes, [90e3, 1.84e6]), ['90 kB', '1.8 MB']);
});

test('a value that is not of float32 has a tilde and three figures', () => {
  assert.equal(figures.figure(0.123456789, true), '0.123457');
  assert.equal(figures.figure(0.5, true), '0.5');
  assert.equal(figures.figure(0.123456789, false), '~0.123');
  assert.equal(figures.figure(0.000123, false), '~0.000123');
  assert.equal(figures.figure(0, false), '~0');
});

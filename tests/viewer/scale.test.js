// The scales of values on a colour map: multiples of uniform attention, straight, bent and signed.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {linearScale, signedScale, uniformScale} from '../../assets/viewer/record/scale.js';

const near = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-9, `${value}`);

test('multiples of uniform end at 64, or at the largest power of 4 that the tokens allow', () => {
  for (const [tokens, end] of [
    [10, 64],
    [145, 64],
    [255, 64],
    [256, 256],
    [1023, 256],
    [1370, 1024],
  ]) {
    const {unit, top, topText, ticks} = uniformScale(tokens);
    near(top * tokens, end);
    assert.equal(topText, `${end}×`);
    near(unit(end / tokens), 1);
    near(unit(1 / tokens), 2 / (2 + Math.log2(end)));
    assert.deepEqual([ticks[0].text, ticks[1].text, ticks.at(-1).text], ['1/4×', '1×', topText]);
    for (const {at, text} of ticks.slice(1)) near(unit(parseFloat(text) / tokens), at);
  }
});

test('maps of several sizes share a range where the largest is named', () => {
  const one = uniformScale(145, 1370);
  const other = uniformScale(1370);
  for (const times of [0.25, 1, 60, 1000]) near(one.unit(times / 145), other.unit(times / 1370));
});

test('each doubling of a weight is the same step, and the ends are held', () => {
  const {unit, top} = uniformScale(100);
  for (const times of [0.25, 1, 4, 16]) near(unit((2 * times) / 100) - unit(times / 100), 1 / 8);
  assert.equal(unit(0), 0);
  assert.equal(unit(1), 1);
  near(unit(top), 1);
});

test('a straight scale goes from 0 to the highest value', () => {
  const {unit} = linearScale(0.5, 145);
  assert.equal(unit(0), 0);
  assert.equal(unit(0.25), 0.5);
  assert.equal(unit(2), 1);
});

test('the square root of a scale keeps both ends and marks uniform attention', () => {
  const {unit, uniformAt} = linearScale(0.5, 8, {root: true});
  assert.deepEqual([unit(0), unit(0.125), unit(0.5)], [0, 0.5, 1]);
  assert.equal(uniformAt, 0.5);
  assert.equal(linearScale(0.1, 8).uniformAt, null); // 1/8 is beyond the scale
  assert.equal(linearScale(0, 8).unit(0), 0);
});

test('a signed scale has 0 in the middle', () => {
  const {unit, ticks} = signedScale();
  assert.deepEqual([-1, 0, 1].map(unit), [0, 0.5, 1]);
  for (const {at, text} of ticks) near(unit(Number(text.replace('−', '-'))), at);
});

test('every tick of a scale is where its own value lies', () => {
  const scale = linearScale(0.8, 145, {root: true});
  for (const {at, text} of scale.ticks) near(scale.unit(Number(text)), at);
});

// The sentences of the position lab on the answer.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {answerText} from '../../assets/viewer/positions/laboratory/words.js';

const ZERO = {change: 'zero', seed: 1};
const said = (several, ...bars) =>
  answerText(
    {several, alike: 0.5, bars: bars.map(([name, before, after]) => ({name, before, after}))},
    ZERO,
  );

test('a model of several answers names none that is not likely enough', () => {
  const cat = ['cat', 0.91, 0.02];
  assert.equal(
    said(true, cat, ['house', 0.01, 0.06]),
    'All positions zero: cat 0.910 becomes none of these, no class reaches 0.5.',
  );
  assert.equal(
    said(true, ['cat', 0.2, 0.02], ['house', 0.1, 0.49]),
    'All positions zero: still none of these, no class reaches 0.5.',
  );
  assert.equal(
    said(true, ['cat', 0.2, 0.02], ['house', 0.1, 0.5]),
    'All positions zero: none of these becomes house 0.500.',
  );
});

test('a class that is likely enough is named', () => {
  assert.equal(
    said(true, ['cat', 0.91, 0.75], ['house', 0.01, 0.06]),
    'All positions zero: still cat 0.910 → 0.750.',
  );
  assert.equal(
    said(true, ['cat', 0.91, 0.02], ['house', 0.01, 0.6]),
    'All positions zero: cat 0.910 becomes house 0.600.',
  );
});

test('a model of one answer always names one, one without classes none', () => {
  assert.equal(
    said(false, ['cat', 0.3, 0.02], ['house', 0.01, 0.06]),
    'All positions zero: cat 0.300 becomes house 0.060.',
  );
  assert.equal(said(false), 'All positions zero: features 0.50 alike.');
});

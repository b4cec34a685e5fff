// The sentences on outliers and on a test-time register.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  lengthText,
  neuronsText,
  outlierSentence,
  registerSentence,
} from '../../assets/viewer/heads/statistics/register_words.js';

const none = {
  ratio: 2.2,
  longest: 12,
  outlier: 3,
  tokens: [],
  most: null,
  since: null,
  neurons: [],
  count: 0,
  register: [],
  refusal: null,
};
const some = {...none, ratio: 16.04, longest: 9, tokens: [4, 7], most: 8, since: 6};

test('a model without outliers has nothing to take over', () => {
  assert.equal(
    outlierSentence(none),
    'No outliers: the longest patch has 2.2 times the median length (L12), and an outlier over 3 ' +
      'times. There is nothing for a register to take over.',
  );
});

test('outliers are counted, and a refusal stands behind', () => {
  const text = outlierSentence({...some, refusal: 'This model cannot.'});
  const length = 'the longest patch has 16 times the median length (L9)';
  assert.equal(text, `2 outliers after L8: ${length}. This model cannot.`);
  assert.match(outlierSentence({...some, tokens: [4]}), /^1 outlier after L8/);
});

test('a register says what became of lengths, outliers and the answer', () => {
  const after = {...none, ratio: 1.1, register: [0, 1, 1, 1, 1, 1, 9, 9, 9, 12]};
  const text = registerSentence({before: some, after, count: 1, alike: 0.9991});
  assert.match(text, /^1 neuron now acts in one added token/);
  assert.match(text, /16 → 1\.1 times the median length; outliers: 2 → 0\. After L9/);
  assert.match(text, /has 12 times that length\..*a cosine of 0\.999 /);
});

test('neurons are named from 1, the first few of them', () => {
  const neurons = [0, 1, 2, 3, 4, 5].map(layer => [layer, 10 * layer, 1]);
  assert.equal(
    neuronsText(neurons),
    'Moved: L1 no. 1, L2 no. 11, L3 no. 21, L4 no. 31 and 2 more.',
  );
  assert.equal(neuronsText(neurons.slice(0, 1)), 'Moved: L1 no. 1.');
});

test('prefix tokens are not among the longest patches', () => {
  assert.equal(lengthText([90, 2, 5], 2, 1), 'longest 2.5× the median');
});

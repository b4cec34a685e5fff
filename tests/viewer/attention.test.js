// Attention of a small model, against softmax(q k^T / sqrt K) written out.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {attentionFrom, attentionTo, headMean, sweep} from '../../assets/viewer/record/attention.js';

const SHAPE = {heads: 2, tokens: 5, width: 6, readout: {weights: [0.5, 0, 0.25, 0.25, 0]}};
const {heads: H, tokens: N, width: K} = SHAPE;

/** Values that repeat in every run and differ from one another. */
const vectors = seed => Float32Array.from({length: H * N * K}, (_, i) => Math.sin(seed + 1.7 * i));
const LAYER = {query: vectors(1), key: vectors(2)};

/** The whole of attention, [H][N][N]. */
const WHOLE = Array.from({length: H}, (_, h) =>
  Array.from({length: N}, (_, i) => {
    const scores = Array.from({length: N}, (_, j) => {
      let dot = 0;
      for (let d = 0; d < K; d++) {
        dot += LAYER.query[(h * N + i) * K + d] * LAYER.key[(h * N + j) * K + d];
      }
      return Math.exp(dot / Math.sqrt(K));
    });
    const sum = scores.reduce((all, score) => all + score);
    return scores.map(score => score / sum);
  }),
);

function assertNear(values, expected) {
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6, `${i}: ${value}`));
}

/** What needs every row of every head. */
function sweptLayer() {
  const room = () => new Float32Array(H * N);
  const layer = {...LAYER, lse: room(), fromAll: room(), toAll: room()};
  for (let h = 0; h < H; h++) sweep(layer, SHAPE, h, new Float32Array(N), layer);
  return layer;
}

test('attention from a token is its row of every head', () => {
  for (let token = 0; token < N; token++) {
    const out = new Float32Array(H * N);
    attentionFrom(LAYER, SHAPE, token, out);
    assertNear(
      out,
      WHOLE.flatMap(head => head[token]),
    );
  }
});

test('attention to a token is its column of every head', () => {
  const layer = sweptLayer();
  for (let token = 0; token < N; token++) {
    const out = new Float32Array(H * N);
    attentionTo(layer, SHAPE, token, out);
    assertNear(
      out,
      WHOLE.flatMap(head => head.map(row => row[token])),
    );
  }
});

test('a sweep gives the weighted sums of rows and of columns', () => {
  const {fromAll, toAll} = sweptLayer();
  const {weights} = SHAPE.readout;
  const weighted = values => values.reduce((sum, value, i) => sum + value * weights[i], 0);
  assertNear(
    fromAll,
    WHOLE.flatMap(head => head.map((_, j) => weighted(head.map(row => row[j])))),
  );
  assertNear(
    toAll,
    WHOLE.flatMap(head => head.map(weighted)),
  );
});

test('scores far from 0 do not overflow', () => {
  const large = {query: LAYER.query.map(value => value * 1e4), key: LAYER.key};
  const out = new Float32Array(H * N);
  attentionFrom(large, SHAPE, 0, out);
  for (let h = 0; h < H; h++) {
    const row = [...out.subarray(h * N, (h + 1) * N)];
    assertNear([row.reduce((sum, value) => sum + value)], [1]);
  }
});

test('the mean of heads is the mean of their rows', () => {
  const maps = new Float32Array((H + 1) * N);
  attentionFrom(LAYER, SHAPE, 3, maps);
  headMean(maps, 0, H, N, maps, H * N);
  assertNear(
    maps.subarray(H * N),
    WHOLE[0][3].map((value, j) => (value + WHOLE[1][3][j]) / 2),
  );
});

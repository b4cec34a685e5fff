// Foreground, segments and facets as the page derives them from what the server sends.
import assert from 'node:assert/strict';
import test from 'node:test';

import {groupBar, groupColours} from '../../assets/viewer/draw/group_colours.js';
import {facetFields, facetName, facetWidth, firstLayer} from '../../assets/viewer/record/facets.js';
import {
  Foregrounds,
  lineOf,
  maskOf,
  partOf,
  sizeOf,
} from '../../assets/viewer/record/foreground.js';
import {Segments, countOf, mostOf} from '../../assets/viewer/record/segments.js';

const META = {rows: 1, cols: 4, layers: 2, heads: 3, head_width: 5, position_width: 20};

/** A record whose replies are these; it says what was requested. */
function recordOf(replies) {
  const urls = [];
  return {
    meta: META,
    url: 'v',
    urls,
    forgotten: [],
    forget(name) {
      this.forgotten.push(name);
    },
    once: (name, fetcher) => fetcher(),
    numbers(url) {
      urls.push(url);
      return Promise.resolve(Float32Array.from(replies.shift()));
    },
    json(url) {
      urls.push(url);
      return Promise.resolve(replies.shift());
    },
  };
}

const FIGURES = [2, 0, 10, 0.5, 0.3, 0.2, 0.1, 1];
const FRONT = [...FIGURES, 1, 2, 3, 9, ...Array.from({length: 12}, (_, i) => i)];

test('facets have names, fields and widths', () => {
  assert.equal(facetName(), 'token');
  assert.equal(facetName({facet: 'key'}), 'key/all');
  assert.equal(facetName({facet: 'value', facetHead: 2}), 'value/2');
  assert.deepEqual(facetFields({facet: 'token', facetHead: 2}), {});
  assert.deepEqual(facetFields({facet: 'query', facetHead: 0}), {facet: 'query', facet_head: 0});
  assert.equal(facetWidth(META, {}), 20);
  assert.equal(facetWidth(META, {facet: 'key', facetHead: null}), 15);
  assert.equal(facetWidth(META, {facet: 'key', facetHead: 1}), 5);
  assert.deepEqual([firstLayer(), firstLayer({facet: 'key'})], [0, 1]);
});

test('a foreground is what lies above its threshold', async () => {
  const record = recordOf([FRONT]);
  const fronts = new Foregrounds(record);
  const look = {facet: 'key', facetHead: 1, axes: 'pictures', threshold: null};
  assert.equal(fronts.of(1, look), null);
  await fronts.load(1, look);
  assert.deepEqual(record.urls, ['v/features/1/foreground?facet=key&facet_head=1&axes=pictures']);
  const front = fronts.of(1, look);
  assert.deepEqual([front.otsu, front.low, front.high, front.share], [2, 0, 10, 0.5]);
  assert.equal(front.common, true);
  assert.deepEqual([...front.places], [1, 2, 3, 9]);
  assert.equal(front.parts.length, 12);
  assert.equal(lineOf(front, null), 2);
  assert.equal(lineOf(front, 0.25), 2.5);
  assert.equal(partOf(front, 2.5), 0.25);
  assert.equal(partOf(front, -1), 0);
  assert.equal(partOf({...front, high: 0}, 5), 0);
  assert.deepEqual([...maskOf(front, null)], [0, 0, 1, 1]);
  assert.deepEqual([...maskOf(front, 0.5)], [0, 0, 0, 1]);
  assert.equal(sizeOf(maskOf(front, null)), 0.5);
});

test('a moved threshold keeps the parts before it until its own are here', async () => {
  const moved = FRONT.with(FRONT.length - 1, 99);
  const record = recordOf([FRONT, moved]);
  const fronts = new Foregrounds(record);
  const look = {facet: 'token', threshold: null};
  await fronts.load(2, look);
  const before = fronts.of(2, {...look, threshold: 0.4});
  assert.equal(before.parts.at(-1), 11);
  await fronts.load(2, {...look, threshold: 0.4});
  assert.equal(record.urls[1], 'v/features/2/foreground?threshold=0.4');
  assert.equal(fronts.of(2, {...look, threshold: 0.4}).parts.at(-1), 99);
  assert.equal(fronts.of(2, look).parts.at(-1), 11);
  assert.equal(fronts.of(1, look), null);
});

test('segments have labels, sizes and facts, and stay until others come', async () => {
  const facts = {agreement: 0.9, layer: 1, received: [], within: []};
  const record = recordOf([[7.5, 0, 0, 1, 0], facts, [0.4, 1, 0, 0, 0]]);
  const segments = new Segments(record);
  const look = {facet: 'token', segmentsBy: 'kmeans', segments: 3};
  await segments.load(1, look);
  assert.equal(record.urls[0], 'v/features/1/segments?segments=3');
  const parting = segments.of(1, look);
  assert.deepEqual([...parting.labels], [0, 0, 1, 0]);
  assert.deepEqual(parting.sizes, [0.75, 0.25, 0]);
  assert.deepEqual([parting.value, parting.late], [7.5, false]);
  assert.equal(segments.facts(1, look), null);
  await segments.loadFacts(1, look);
  assert.equal(segments.facts(1, look).agreement, 0.9);
  const cut = {...look, segmentsBy: 'cut'};
  assert.equal(segments.of(1, cut).late, true);
  await segments.load(1, cut);
  assert.equal(record.urls[2], 'v/features/1/segments?segments_by=cut');
  assert.equal(segments.of(1, cut).sizes.length, countOf(cut));
  assert.equal(segments.of(2, cut), null);
});

test('labellings that nobody needs are let go', async () => {
  const record = recordOf(Array.from({length: 130}, () => [1, 0, 0, 0, 0]));
  const segments = new Segments(record);
  const look = {facet: 'token', segmentsBy: 'kmeans', segments: 2};
  for (let layer = 0; layer < 130; layer++) await segments.load(layer, look);
  assert.equal(segments.of(0, look), null);
  assert.equal(segments.of(129, look).labels.length, 4);
  assert.ok(record.forgotten.some(name => name.startsWith('features/0/segments')));
});

test('the heads of a segment are those of the largest shares', () => {
  const table = [
    [1, 4],
    [3, 2],
    [2, 9],
  ];
  assert.deepEqual(mostOf(table, 0), [
    {head: 1, times: 3},
    {head: 2, times: 2},
  ]);
  assert.deepEqual(mostOf(table, 1, 1), [{head: 2, times: 9}]);
});

test('a lit segment keeps its colour and the others are dark', () => {
  const plain = groupColours([0, 1]);
  const lit = groupColours([0, 1], 1);
  assert.deepEqual([...lit.subarray(3)], [...plain.subarray(3)]);
  assert.ok(lit[0] < plain[0] / 2);
});

test('the bar of segments is as long for each as its share', () => {
  const {rgb} = groupBar([0.75, 0.25]);
  const first = [...rgb.subarray(0, 3)].join();
  const count = Array.from({length: 256}, (_, i) => [...rgb.subarray(3 * i, 3 * i + 3)].join());
  assert.equal(count.filter(colour => colour === first).length, 192);
  assert.equal(groupBar([1, 0]).words[255], groupBar([1]).words[0]);
});

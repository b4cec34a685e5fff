// The URLs of the contract, and how many numbers their bodies hold.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bodies, routes, sent} from '../../assets/viewer/record/contract.js';
import {limits} from '../../assets/viewer/record/limits.js';
import {search} from '../../assets/viewer/record/reading.js';

const META = {layers: 2, heads: 3, tokens: 10, head_width: 4, rows: 3, cols: 3, position_width: 12};

test('a URL has its values in the path and its fields behind', () => {
  const view = routes.view('/base', 'token');
  assert.equal(view, '/base/token');
  assert.equal(routes.qkLayer(view, 4), '/base/token/qk/4');
  assert.equal(routes.from(view, 'default'), '/base/token/from/default');
  assert.equal(routes.paperFigure(view, 6, 'svg'), '/base/token/paper/6.svg');
  assert.equal(routes.lens(view, {target: 3}), '/base/token/lens?target=3');
  assert.equal(routes.array(view), '/base/token/array.npz');
  assert.equal(routes.example('/base', 0), '/base/example/0');
});

test('fields that are not given are left out, 0 and false are not', () => {
  assert.equal(search({}), '');
  assert.equal(search({a: null, b: undefined}), '');
  assert.equal(search({layer: 0, off: false, name: 'a b'}), '?layer=0&off=false&name=a+b');
  assert.equal(search({methods: ['rollout', 'legrad']}), '?methods=rollout%2Clegrad');
});

test('a body has the numbers of its shapes', () => {
  assert.deepEqual(bodies.qkLayer(META), {count: 2 * 3 * 10 * 4, half: true});
  assert.deepEqual(bodies.featuresColours(META), {count: 3 * 3 + 3 * 9 * 3, half: true});
  assert.deepEqual(bodies.rollout(META), {count: 20, half: false});
  const sizes = {filters: 5, patch: 2, rows: 4, cols: 6};
  assert.equal(bodies.filters(META, sizes).count, 5 + 5 * 12 + 5 * 24);
});

test('limits have both of their ends', () => {
  assert.deepEqual(limits.modelSizes.mlp_ratio, [0.5, 8]);
  assert.equal(limits.fusedTokens, 800);
});

test('what may be sent is known by the name of its route', () => {
  assert.equal(sent.teachPicture.kinds, 'image/*');
  assert.ok(sent.teachPicture.most >= 2 ** 20);
  assert.equal(routes.teachPicture('/v', {name: 'a b.jpg'}), '/v/teach/picture?name=a+b.jpg');
});

// The 256 colours of a map, and the index of a value among them.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SIGNED, colormap, entry} from '../../assets/viewer/draw/colormap.js';

const NAMES = ['inferno', 'viridis', 'magma', 'grey', SIGNED];

test('a pixel has the bytes of its colour, red first, and is opaque', () => {
  for (const name of NAMES) {
    const {rgb, words} = colormap(name);
    const bytes = new Uint8Array(words.buffer);
    assert.equal(rgb.length, 768);
    for (let i = 0; i < 256; i++) {
      assert.deepEqual(
        [...bytes.subarray(4 * i, 4 * i + 4)],
        [...rgb.subarray(3 * i, 3 * i + 3), 255],
      );
    }
  }
});

test('a map is decoded once', () => {
  assert.equal(colormap('inferno'), colormap('inferno'));
});

test('the entries divide 0..1 into 256 equal parts', () => {
  for (let i = 0; i < 256; i++) assert.equal(entry((i + 0.5) / 256), i);
  assert.deepEqual([-1, 0, 1, 2].map(entry), [0, 0, 255, 255]);
});

test('perceptual maps grow lighter from end to end; the signed one is light in the middle', () => {
  const light = ({rgb}, i) =>
    0.2126 * rgb[3 * i] + 0.7152 * rgb[3 * i + 1] + 0.0722 * rgb[3 * i + 2];
  for (const name of NAMES.slice(0, 4)) {
    for (let i = 16; i < 256; i += 16) {
      assert.ok(light(colormap(name), i) > light(colormap(name), i - 16), name);
    }
  }
  const signed = colormap(SIGNED);
  assert.ok(light(signed, 128) > Math.max(light(signed, 0), light(signed, 255)));
});

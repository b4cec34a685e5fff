// Queries and keys of the layers of a record: what is kept of each, and which of them go.
import {bytesKept} from './budget.js';

const NEAR = 2; // layers

/** A layer's query and key, with arrays for what `sweep` computes from all rows. */
export function layerOf({heads, tokens}, query, key) {
  const room = () => new Float32Array(heads * tokens);
  return {query, key, swept: 0, lse: room(), fromAll: room(), toAll: room()};
}

/**
 * The layers of a large record that go: none while the device has room for all that are here, else
 * those far from the last one that each part of the page loaded.
 */
export function farLayers(layers, centres, {bytes}, room = bytesKept()) {
  const here = [...layers.keys()].filter(l => layers[l]);
  if (here.length * 2 * bytes.qk_layer <= room) return []; // float16 came, float32 stays
  return here.filter(l => centres.every(centre => Math.abs(l - centre) > NEAR));
}

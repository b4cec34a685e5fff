// Attention that each token of a layer gets: the mean over all queries, for every head.
import {bodies, routes} from './contract.js';

export class Received {
  /** @type {Map<number, Float32Array>} */ layers = new Map(); // [H, N]

  /** @param {import('./record.js').Record} record */
  constructor(record) {
    this.record = record;
  }

  load(layer) {
    const {record} = this;
    return record.once(`received/${layer}`, async () => {
      const body = bodies.received(record.meta);
      this.layers.set(layer, await record.numbers(routes.received(record.url, layer), body));
    });
  }

  /** What each token [N] gets of a head; of all heads the mean, where `head` is their number. */
  map(layer, head) {
    const {heads, tokens} = this.record.meta;
    const all = this.layers.get(layer);
    if (!all) return new Float32Array(tokens);
    if (head < heads) return all.subarray(head * tokens, (head + 1) * tokens);
    const mean = new Float32Array(tokens);
    for (let i = 0; i < all.length; i++) mean[i % tokens] += all[i] / heads;
    return mean;
  }
}

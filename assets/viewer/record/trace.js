// Everything that is derived from a record while the pointer moves; no request is made here.
import {attentionFrom, attentionTo, headMean, sweep} from './attention.js';
import {Features} from './features.js';
import {product, rolloutRow, startVector} from './flow.js';
import {EVERY} from './grid.js';
import {Record} from './record.js';

const SMALL = 300; // tokens up to which all rows are worth computing ahead

export class Trace {
  constructor(meta, base) {
    const {layers, heads, tokens, head_width: width, prefix, readout} = meta;
    this.meta = meta;
    this.record = new Record(meta, base);
    this.features = new Features(this.record);
    this.shape = {heads, tokens, width, prefix, readout};
    this.maps = new Float32Array(layers * (heads + 1) * tokens); // [L, H + mean, N]
    this.flow = new Float32Array(layers * tokens); // [L, N]
    this.alike = new Float32Array(tokens); // [N]
    this.products = [];
    this.row = new Float32Array(tokens);
    this.made = new Array(layers).fill('missing'); // how each layer's maps came: see attend
    this.flowing = 'missing'; // and how the rollouts did
    this.small = tokens <= SMALL;
    this.wanted = this.small || meta.default_query === null; // sweep every row when idle
  }

  /** Map of one head, or of the mean of heads (head === heads), [N]. */
  map(layer, head) {
    const {heads, tokens} = this.shape;
    const at = (layer * (heads + 1) + head) * tokens;
    return this.maps.subarray(at, at + tokens);
  }

  /** Rollout up to a layer, [N]. */
  frame(layer) {
    const {tokens} = this.shape;
    return this.flow.subarray(layer * tokens, (layer + 1) * tokens);
  }

  /**
   * Fills the maps of layers first..last for one query and says in `made` how: exact (float32
   * from the server), derived (here, from float16), fallback (the committed query's row, where
   * this one cannot be derived) or missing.
   */
  attend(query, direction, {first = 0, last = this.meta.layers - 1, fallback} = {}) {
    const {heads, tokens} = this.shape;
    const exact = this.record.row(direction, query);
    const other = exact ? null : this.record.row(direction, fallback);
    for (let l = first; l <= last; l++) {
      const at = l * (heads + 1) * tokens;
      if (exact) this.copy(exact, l, at, 'exact');
      else if (this.derive(query, direction, l, at)) this.made[l] = 'derived';
      else if (other) this.copy(other, l, at, 'fallback');
      else this.blank(l, at);
      headMean(this.maps, at, heads, tokens, this.maps, at + heads * tokens);
    }
  }

  blank(layer, at) {
    this.maps.fill(0, at, at + this.shape.heads * this.shape.tokens);
    this.made[layer] = 'missing';
  }

  copy(rows, layer, at, made) {
    const size = this.shape.heads * this.shape.tokens;
    this.maps.set(rows.subarray(layer * size, (layer + 1) * size), at);
    this.made[layer] = made;
  }

  /** Attention of one layer from its query and key; false while that is not possible. */
  derive(query, direction, l, at) {
    const layer = this.record.layers[l];
    const {heads} = this.shape;
    if (!layer) return false;
    if (direction === 'from' && query !== EVERY) {
      attentionFrom(layer, this.shape, query, this.maps, at);
      return true;
    }
    if (layer.swept < heads) return false;
    if (query !== EVERY) attentionTo(layer, this.shape, query, this.maps, at);
    else this.maps.set(direction === 'from' ? layer.fromAll : layer.toAll, at);
    return true;
  }

  /** Fills rollouts first..last of one query and says in `flowing` how, as attend does. */
  rollout(query, {first = 0, last = this.meta.layers - 1, fallback} = {}) {
    const exact = this.record.row('rollout', query);
    if (exact) this.flow.set(exact);
    const derived = !exact && this.follow(query, first, last);
    const other = exact || derived ? null : this.record.row('rollout', fallback);
    if (other) this.flow.set(other);
    this.flowing = exact ? 'exact' : derived ? 'derived' : other ? 'fallback' : 'missing';
    if (this.flowing === 'missing') this.flow.fill(0);
  }

  /** Rollout from the fused maps; false while they are not here, or a film of them is near. */
  follow(query, first, last) {
    const {tokens: N} = this.shape;
    const looked = this.products.length === this.meta.layers;
    const near = this.small && last > first; // its products are being made
    if (!looked && (near || !this.record.flowing)) return false;
    const start = looked ? null : startVector(query, this.shape);
    for (let l = first; l <= last; l++) {
      const row = looked ? this.productRow(l, query) : rolloutRow(this.record.fused, l, start);
      this.flow.set(row, l * N);
    }
    return true;
  }

  productRow(layer, query) {
    const {tokens: N, readout} = this.shape;
    const whole = this.products[layer];
    if (query !== EVERY) return whole.subarray(query * N, (query + 1) * N);
    this.row.fill(0);
    for (let i = 0; i < N; i++) {
      const share = readout.weights[i];
      if (share) for (let j = 0, o = i * N; j < N; j++) this.row[j] += whole[o + j] * share;
    }
    return this.row;
  }

  /** Cosine of one patch's position vector with every other, [N] with 0 for prefix tokens. */
  similarity(query) {
    const {positions} = this.record;
    const {prefix, tokens} = this.shape;
    const D = this.meta.position_width;
    if (!positions || query < prefix) return null;
    const a = (query - prefix) * D;
    for (let j = prefix, b = 0; j < tokens; j++, b += D) {
      let sum = 0;
      for (let d = 0; d < D; d++) sum += positions[a + d] * positions[b + d];
      this.alike[j] = sum;
    }
    return this.alike;
  }

  /** Work for idle moments, in steps of a few milliseconds. */
  *preparation() {
    const {heads} = this.shape;
    for (let l = 0; this.wanted && l < this.meta.layers; l++) {
      const layer = this.record.layers[l];
      while (layer && layer.swept < heads) {
        sweep(layer, this.shape, layer.swept, this.row, layer);
        layer.swept++;
        yield;
      }
    }
    const worth = this.small && this.record.flowing;
    for (let l = this.products.length; worth && l < this.meta.layers; l++) {
      this.products[l] = product(this.record.fused[l], this.products[l - 1], this.shape.tokens);
      yield;
    }
  }
}

/** A trace of its own on the same record: other parts of a screen ask from other tokens. */
export const beside = ({meta, record}, base) => Object.assign(new Trace(meta, base), {record});

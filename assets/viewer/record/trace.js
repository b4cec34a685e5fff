// What is derived from a record while the pointer moves; no request is sent here.
import {attentionFrom, attentionTo, headMean, sweep} from './attention.js';
import {product, rolloutRow, startVector} from './flow.js';
import {EVERY} from './grid.js';
import {Record} from './record.js';
import {regionAttention, regionStart} from './region_attention.js';
import {isRegion, tokensOfQuery} from './region_query.js';

const SMALL = 300; // tokens up to which all rows are computed ahead

/** Whether the numbers of a pass are float32 or finer: others are rounded, wherever they come from. */
export const isSingle = ({dtype}) => dtype === 'float32' || dtype === 'float64';

/**
 * How a map came: in float32 from the server, derived here from float16 or of a coarser pass, as the row of the committed query
 * because this one cannot be derived, or not at all.
 * @typedef {'exact' | 'derived' | 'fallback' | 'missing'} Origin
 */

/** @returns {Origin} */
function originOf(exact, derived, fallback, single) {
  if (exact) return single ? 'exact' : 'derived';
  if (derived) return 'derived';
  return fallback ? 'fallback' : 'missing';
}

export class Trace {
  /** @param {Record} record */
  constructor(record) {
    const {meta} = record;
    const {layers, heads, tokens, head_width: width, prefix, readout} = meta;
    this.meta = meta;
    this.record = record;
    this.features = record.features;
    this.shape = {heads, tokens, width, prefix, readout};
    this.maps = new Float32Array(layers * (heads + 1) * tokens); // [L, H + mean, N]
    this.flow = new Float32Array(layers * tokens); // [L, N]
    this.alike = new Float32Array(tokens); // [N]
    this.products = [];
    this.row = new Float32Array(tokens);
    /** @type {Origin[]} */ this.origins = new Array(layers).fill('missing'); // of the maps
    /** @type {Origin} */ this.flowing = 'missing'; // of the rollouts
    this.single = isSingle(meta);
    this.requested = -Infinity; // when it was requested again, which the server no longer had
    this.small = tokens <= SMALL;
    this.wanted = this.small; // sweep every row when idle: the server does it for a large one
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
   * Fills the maps of layers first..last for one query, and `origins`. `fallback` is the committed
   * query.
   * @param {number} query
   * @param {'from' | 'to' | 'received'} direction
   * @param {{first?: number, last?: number, fallback?: number}} span
   */
  attend(query, direction, {first = 0, last = this.meta.layers - 1, fallback} = {}) {
    const {heads, tokens} = this.shape;
    const exact = this.record.row(direction, query);
    const other = this.record.row(direction, fallback);
    for (let l = first; l <= last; l++) {
      const at = l * (heads + 1) * tokens;
      const derived = !exact && this.derive(query, direction, l, at);
      if (!derived) this.copy(exact ?? other, l, at);
      this.origins[l] = originOf(exact, derived, other, this.single);
      headMean(this.maps, at, heads, tokens, this.maps, at + heads * tokens);
    }
  }

  /** Puts a layer's rows [H, N] into its maps; zeros without rows. */
  copy(rows, layer, at) {
    const size = this.shape.heads * this.shape.tokens;
    if (rows) this.maps.set(rows.subarray(layer * size, (layer + 1) * size), at);
    else this.maps.fill(0, at, at + size);
  }

  /** Attention of one layer from its query and key; false while that is not possible. */
  derive(query, direction, l, at) {
    const layer = this.record.layers[l];
    if (!layer || direction === 'received') return false;
    if (isRegion(query)) return this.deriveRegion(query, direction, layer, at);
    return this.deriveToken(query, direction, layer, at);
  }

  deriveToken(query, direction, layer, at) {
    if (direction === 'from' && query !== EVERY) {
      attentionFrom(layer, this.shape, query, this.maps, at);
      return true;
    }
    if (layer.swept < this.shape.heads) return false;
    if (query !== EVERY) attentionTo(layer, this.shape, query, this.maps, at);
    else this.maps.set(direction === 'from' ? layer.fromAll : layer.toAll, at);
    return true;
  }

  /** The same for a region; a large one follows from the server. */
  deriveRegion(query, direction, layer, at) {
    if (direction === 'to' && layer.swept < this.shape.heads) return false;
    const tokens = tokensOfQuery(query, this.meta);
    return regionAttention(layer, this.shape, tokens, direction, this.maps, at);
  }

  /**
   * Fills rollouts first..last of one query, and `flowing`, as attend does.
   * @param {number} query
   * @param {{first?: number, last?: number, fallback?: number,
   *   how?: import('./flow.js').How}} span
   */
  rollout(query, {first = 0, last = this.meta.layers - 1, fallback, how = null} = {}) {
    const exact = this.record.row('rollout', query, how);
    const other = this.record.row('rollout', fallback, how);
    const derived = !exact && this.follow(query, first, last, how);
    if (!derived) this.copyFlow(exact ?? other);
    this.flowing = originOf(exact, derived, other, this.single);
  }

  copyFlow(rows) {
    if (rows) this.flow.set(rows);
    else this.flow.fill(0);
  }

  /** Rollout from the fused maps; false while these, or the products for a film, are not here. */
  follow(query, first, last, how) {
    if (!how && this.products.length === this.meta.layers) {
      this.fill(first, last, l => this.productRow(l, query));
      return true;
    }
    const soon = !how && this.small && last > first; // the products are being computed
    const fused = this.record.fusedOf(how?.leave_out);
    if (soon || !fused) return false;
    const start = this.startOf(query);
    this.fill(first, last, l => rolloutRow(fused, l, start, how?.start));
    return true;
  }

  /** [N] where a rollout starts. */
  startOf(query) {
    return isRegion(query) ? regionStart(query, this.meta) : startVector(query, this.shape);
  }

  fill(first, last, rowOf) {
    for (let l = first; l <= last; l++) this.flow.set(rowOf(l), l * this.shape.tokens);
  }

  productRow(layer, query) {
    const {tokens: N} = this.shape;
    const whole = this.products[layer];
    if (query >= 0) return whole.subarray(query * N, (query + 1) * N);
    const start = this.startOf(query);
    this.row.fill(0);
    for (let i = 0; i < N; i++) {
      const share = start[i];
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
    const worth = this.small && this.record.fusedOf(false);
    for (let l = this.products.length; worth && l < this.meta.layers; l++) {
      this.products[l] = product(this.record.fused[l], this.products[l - 1], this.shape.tokens);
      yield;
    }
  }
}

/** The trace of a pass, on the record that the whole page shares; `record.close` gives it up. */
export const openTrace = (meta, base) => new Trace(Record.of(meta, base));

/** A second trace on the same record, for a part of a screen with a query of its own. */
export const beside = ({record}) => new Trace(record);

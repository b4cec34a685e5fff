// Directions of the patches by a facet, fetched a layer at a time: what gives the similarity of any
// patch with every patch of the same view or of another one, while the pointer moves.
import {bodies, routes} from './contract.js';
import {facetWidth} from './facets.js';

/** @typedef {'token' | 'key' | 'query' | 'value'} Facet */

/** What a layer holds of each patch. */
export const FACETS = /** @type {const} */ (['token', 'key', 'query', 'value']);

const SHARE = 2 / 3; // of the depth: after this layer, values match pictures best
const KEPT = 3; // layers or facets of a view, each 2 MB at 1370 patches of width 384

/** The layer, from 1 on, after which patches are matched by default: `match_layer` of vit/tasks/. */
export const matchDepth = layers => Math.max(1, Math.round(SHARE * layers));

/** Directions of one layer: `table` [P, wide]. */
class Directions {
  constructor(table, patches) {
    this.table = table;
    this.wide = table.length / patches;
  }
}

export class FacetDirections {
  /** @type {Map<string, Directions>} */ tables = new Map(); // by name, the oldest first

  /** @param {import('./record.js').Record} record */
  constructor(record) {
    this.record = record;
  }

  /**
   * Fetches the directions after `depth` layers, of all heads or of one.
   * @param {{depth: number, facet: Facet, head: number | null}} what
   */
  load({depth, facet, head}) {
    const {record} = this;
    const name = nameOf({depth, facet, head});
    return record.once(`directions/${name}`, async () => {
      const {rows, cols} = record.meta;
      const wide = facetWidth(record.meta, {facet, facetHead: head});
      const url = routes.directions(record.url, depth, {facet, head});
      const table = await record.numbers(url, bodies.directions(record.meta, {width: wide}));
      this.tables.set(name, new Directions(table, rows * cols));
      if (this.tables.size > KEPT) this.forget(this.tables.keys().next().value);
    });
  }

  forget(name) {
    this.tables.delete(name);
    this.record.forget(`directions/${name}`);
  }

  /** The directions after a layer; null before they are here. */
  of(what) {
    return this.tables.get(nameOf(what)) ?? null;
  }
}

const nameOf = ({depth, facet, head}) => `${facet}/${depth}/${head ?? 'all'}`;

/**
 * Cosine of patch `from` of one view with every patch of another one, which may be the same: written
 * into `out` [N] from its `prefix` on.
 * @param {Directions} one
 * @param {number} from a patch, from 0 on
 * @param {Directions} other
 * @param {Float32Array} out
 */
export function cosines(one, from, other, out, prefix) {
  const {table: a, wide} = one;
  const {table: b} = other;
  const start = from * wide;
  for (let j = prefix, k = 0; j < out.length; j++) {
    let sum = 0;
    for (let d = start; d < start + wide; d++, k++) sum += a[d] * b[k];
    out[j] = sum;
  }
  return out;
}

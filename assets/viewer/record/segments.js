// Segments of a layer's patches: labels and what is known of them, fetched by layer and kept.
import {bodies, routes} from './contract.js';
import {facetFields, facetName} from './facets.js';

const MOST = 120; // labellings that are kept

/**
 * @typedef {object} SegmentLook
 * @property {'kmeans' | 'cut'} [segmentsBy]
 * @property {number} [segments] how many, by k-means
 */

/**
 * @typedef {object} Parting
 * @property {number} value what the method says: a sum of squares, or the eigenvalue of a cut
 * @property {Uint8Array} labels [P], the largest segment is 0
 * @property {number[]} sizes of the segments, as shares of the picture
 */

/** How many segments a look has. */
export const countOf = (/** @type {SegmentLook} */ {segmentsBy = 'kmeans', segments = 4}) =>
  segmentsBy === 'cut' ? 2 : segments;

const baseOf = (layer, look) => `features/${layer}/segments/${facetName(look)}`;
const nameOf = (layer, look) => `${baseOf(layer, look)}/${look.segmentsBy}/${countOf(look)}`;
/** @type {(look: any) => import('./requests.js').SegmentFields} */
const fieldsOf = look => ({
  ...facetFields(look),
  ...(look.segmentsBy === 'cut' ? {segments_by: 'cut'} : {segments: countOf(look)}),
});

export class Segments {
  /** @type {Map<string, Parting>} */ kept = new Map();
  /** @type {Map<string, import('./replies_features.js').SegmentFacts>} */ known = new Map();
  latest = new Map(); // layer and facet -> the name that came last

  constructor(record) {
    this.record = record;
  }

  /** The labels after a layer. */
  load(layer, look) {
    const {record} = this;
    const name = nameOf(layer, look);
    return record.once(name, async () => {
      const url = routes.featuresSegments(record.url, layer, fieldsOf(look));
      const values = await record.numbers(url, bodies.featuresSegments(record.meta));
      this.kept.set(name, partingOf(values, countOf(look)));
      this.latest.set(baseOf(layer, look), name);
      if (this.kept.size > MOST) this.forget(this.kept.keys().next().value);
    });
  }

  forget(name) {
    this.kept.delete(name);
    this.known.delete(name);
    this.record.forget(name);
    this.record.forget(`${name}/facts`);
  }

  /** What is known of them besides: it takes longer. */
  loadFacts(layer, look) {
    const {record} = this;
    const name = nameOf(layer, look);
    return record.once(`${name}/facts`, async () => {
      const url = routes.featuresSegmentFacts(record.url, layer, fieldsOf(look));
      this.known.set(name, await record.json(url));
    });
  }

  /** The segments of a look; until they are here those before them, with `late`; else null. */
  of(layer, look) {
    const here = this.kept.get(nameOf(layer, look));
    if (here) return {...here, late: false};
    const before = this.kept.get(this.latest.get(baseOf(layer, look)));
    return before ? {...before, late: true} : null;
  }

  /** The facts of a look; null before they are here. */
  facts(layer, look) {
    return this.known.get(nameOf(layer, look)) ?? null;
  }
}

/** @returns {Parting} */
function partingOf(values, count) {
  const labels = Uint8Array.from(values.subarray(1));
  const sizes = Array.from({length: count}, () => 0);
  for (const label of labels) sizes[label] += 1 / labels.length;
  return {value: values[0], labels, sizes};
}

/** The heads of largest share of one segment: [{head, times}], from a table [H][k]. */
export const mostOf = (table, segment, most = 2) =>
  table
    .map((row, head) => ({head, times: row[segment]}))
    .sort((a, b) => b.times - a.times)
    .slice(0, most);

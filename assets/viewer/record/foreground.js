// The foreground of a layer's patches by their first principal component, and the parts inside it:
// fetched a layer at a time and kept. A threshold moves here; its parts come from the server.
import {bodies, routes} from './contract.js';
import {facetFields, facetName} from './facets.js';
import {KeptRows} from './kept_rows.js';

const FIGURES = 8; // numbers before the places

/** What is said where the axes of all pictures were chosen and there are none. */
export const ALONE =
  'No picture of the strip has a foreground in this layer: the axes are of this picture alone.';

/**
 * @typedef {object} Front
 * @property {number} otsu the threshold by itself
 * @property {number} low the 1st percentile of the places
 * @property {number} high the 99th
 * @property {number} share of what differs between the patches, along the first component
 * @property {Float32Array} shares [3] of what differs inside, along three components
 * @property {boolean} common whether these are axes of the foregrounds of all pictures
 * @property {Float32Array} places [P] on the first component: the foreground is above the threshold
 * @property {Float32Array} parts [P, 3] places on the components inside, 0..1
 */

const baseOf = (layer, look) =>
  `features/${layer}/foreground/${look.axes ?? 'layer'}/${facetName(look)}`;
const nameOf = (layer, look) => `${baseOf(layer, look)}/${look.threshold ?? 'otsu'}`;

export class Foregrounds {
  latest = new Map(); // layer, facet and axes -> the name that came last

  constructor(record) {
    this.record = record;
    this.kept = new KeptRows(name => record.forget(name));
  }

  /** The foreground after a layer, with its parts by the threshold of a look. */
  load(layer, look) {
    const {record} = this;
    const name = nameOf(layer, look);
    return record.once(name, async () => {
      const {axes, threshold} = look;
      const url = routes.featuresForeground(record.url, layer, {
        ...facetFields(look),
        ...(axes && axes !== 'layer' && {axes}),
        ...(threshold !== null && {threshold}),
      });
      this.kept.set(name, await record.numbers(url, bodies.featuresForeground(record.meta)));
      this.latest.set(baseOf(layer, look), name);
    });
  }

  /**
   * The foreground after a layer: until the parts of a threshold are here, with those before them.
   * @returns {Front | null}
   */
  of(layer, look) {
    const name = this.latest.get(baseOf(layer, look));
    const values = this.kept.get(nameOf(layer, look)) ?? (name && this.kept.get(name));
    return values ? frontOf(values) : null;
  }
}

/** @returns {Front} */
function frontOf(values) {
  const [otsu, low, high, share] = values;
  const count = (values.length - FIGURES) / 4;
  const [shares, places] = [values.subarray(4, 7), values.subarray(FIGURES, FIGURES + count)];
  const common = values[7] === 1;
  return {otsu, low, high, share, shares, common, places, parts: values.subarray(FIGURES + count)};
}

/** The threshold of a choice: null is Otsu's, else a part 0..1 of the way from `low` to `high`. */
export const lineOf = ({otsu, low, high}, threshold) =>
  threshold === null ? otsu : low + threshold * (high - low);

/** A threshold as such a part. */
export const partOf = ({low, high}, line) =>
  high > low ? Math.min(1, Math.max(0, (line - low) / (high - low))) : 0;

/** Whether each patch is foreground, [P] of 0 and 1. */
export function maskOf(front, threshold) {
  const line = lineOf(front, threshold);
  return Uint8Array.from(front.places, place => Number(place > line));
}

/** The share of the patches inside a mask. */
export const sizeOf = mask => mask.reduce((all, one) => all + one, 0) / mask.length;

// Facts of several parts as text of a link, which app/share/ reads. Sets are written as their items,
// or, where that is shorter, as the bits of a set in base64.
import {base64, pointsText} from '../record/region_text.js';

/** A set of indices from 0 as bits: bit i is 1 << (i & 7) of byte i >> 3. */
function bits(items) {
  const bytes = new Uint8Array((Math.max(0, ...items) >> 3) + 1);
  for (const i of items) bytes[i >> 3] |= 1 << (i & 7);
  return base64(bytes);
}

const shorter = (one, other) => (other.length < one.length ? other : one);
const inOrder = items => [...items].sort((a, b) => a - b);

/** Patches counted from 0: "3-17", or their bits. */
const patches = items => items.size && shorter(inOrder(items).join('-'), `*${bits(items)}`);

/** Heads "layer.head": "0.2-1.5", or bits with the number of heads that they count a layer as. */
function heads(items) {
  const places = [...items].map(place => place.split('.').map(Number));
  const stride = Math.max(0, ...places.map(([, head]) => head)) + 1;
  const marked = bits(places.map(([layer, head]) => layer * stride + head));
  return items.size && shorter([...items].sort().join('-'), `*${stride}.${marked}`);
}

/**
 * The fields of a changed pass (heads/interventions/change.js); null is left out.
 * @param {{off: Set<string>, fill: string, hidden: Set<number>, blanked: Set<number>,
 *   temperature: Map<number, number>}} change
 */
export function changeFields({off, fill, hidden, blanked, temperature}) {
  const heats = [...temperature].map(([layer, heat]) => `${layer}:${heat}`);
  return {
    off: heads(off) || null,
    fill: off.size && fill !== 'zero' ? fill : null,
    hidden: patches(hidden) || null,
    blanked: patches(blanked) || null,
    temperature: heats.sort().join('-') || null,
  };
}

/** What is circled: a block of patches, an object of a scene, a line, or nothing. */
export function lassoText(mask) {
  if (mask.kind === 'object') return `object:${mask.index}`;
  if (mask.kind === 'block') {
    return `block:${[mask.top, mask.bottom, mask.left, mask.right].join('.')}`;
  }
  if (mask.kind === 'none') return 'none';
  return `lasso:${pointsText(mask.points)}`;
}

/** Two parts whose similarity is explained: app/wire/link_readers.py. */
export const partsText = ({of, to}) => `${of}~${to}`;

/** Heads [layer, head] as a link has them: "11.0-11.3". */
export const pinsText = pins => pins.map(pin => pin.join('.')).join('-');

const KEYS = {checkpoint: 'model'}; // of a column's choice, where the link's word differs

/**
 * Columns of Compare: their choices in one order, without what is left to its default. An example
 * is written by its name, since numbers shift where one is missing.
 */
export function columnsText(columns, {strip}) {
  const name = index => strip?.items.find(item => item.index === index)?.name ?? index;
  const text = ([key, value]) => `${KEYS[key] ?? key}:${key === 'example' ? name(value) : value}`;
  const chosen = choice => Object.entries(choice).filter(([, value]) => value !== null);
  return columns.map(choice => chosen(choice).sort().map(text).join(',')).join(';');
}

// What is changed in a pass, as an immutable value.
import {search} from '../../record/reading.js';

/**
 * @typedef {object} Change all counted from 0
 * @property {Set<string>} off places "layer.head"
 * @property {'zero' | 'mean'} fill what stands in for a head that is off: zero or mean
 * @property {Set<number>} hidden patches masked in attention
 * @property {Set<number>} blanked patches masked in pixels
 * @property {Map<number, number>} temperature layer -> divisor of its scores
 */

/** @type {Change} */
export const NOTHING = Object.freeze({
  off: new Set(),
  fill: 'zero',
  hidden: new Set(),
  blanked: new Set(),
  temperature: new Map(),
});

export const placeOf = (layer, head) => `${layer}.${head}`;

/** A set with some items put in or taken out. */
export function withItems(set, items, on) {
  const next = new Set(set);
  for (const item of items) {
    if (on) next.add(item);
    else next.delete(item);
  }
  return next;
}

/** A map of temperatures with one layer's set; 1 changes nothing and is left out. */
export function withHeat(temperature, layer, heat) {
  const next = new Map(temperature);
  next.delete(layer);
  if (heat !== 1) next.set(layer, heat);
  return next;
}

/**
 * Whether anything of a pass is changed; `fill` alone changes nothing.
 * @param {Change} change
 */
export const isChanged = ({off, hidden, blanked, temperature}) =>
  [off, hidden, blanked, temperature].some(({size}) => size > 0);

const inOrder = items => [...items].sort((a, b) => a - b).join('-');

/**
 * The fields of a request for a changed pass; null is left out.
 * @param {Change} change
 */
export function fieldsOf({off, fill, hidden, blanked, temperature}) {
  const heats = [...temperature].map(([layer, heat]) => `${layer}:${heat}`);
  return {
    off: [...off].sort().join('-') || null,
    fill: off.size ? fill : null,
    hidden: inOrder(hidden) || null,
    blanked: inOrder(blanked) || null,
    temperature: heats.sort().join('-') || null,
  };
}

/** The same as a query string: equal for equal changes. */
export const queryOf = change => search(fieldsOf(change)).slice(1);

/** Whether two changes are the same, also in what would stand in for a head that is off. */
export const isSameChange = (one, other) =>
  one.fill === other.fill && queryOf(one) === queryOf(other);

/**
 * What is changed now, in sentences.
 * @param {Change} change
 */
export function sentence(change, {layers, heads}) {
  if (!isChanged(change)) {
    return 'Nothing is changed: switch a head off, mask a patch or move a temperature.';
  }
  const parts = [
    offSentence(change, layers, heads),
    masked('attention', change.hidden.size),
    masked('pixels', change.blanked.size),
    heatSentence(change.temperature),
  ];
  return parts.filter(Boolean).join(' ');
}

function offSentence({off, fill}, layers, heads) {
  if (!off.size) return '';
  const rows = Array.from({length: layers}, (_, l) => {
    const numbers = Array.from({length: heads}, (__, h) => h + 1);
    return numbers.filter(number => off.has(placeOf(l, number - 1)));
  });
  const names = rows.map((numbers, l) =>
    numbers.length === heads ? `all of L${l + 1}` : `L${l + 1} H${numbers.join(', ')}`,
  );
  const list = names.filter((_, l) => rows[l].length).join('; ');
  return `Off${fill === 'mean' ? ', replaced by their mean' : ''}: ${list}.`;
}

const masked = (where, count) =>
  count && `Masked in ${where}: ${count === 1 ? '1 patch' : `${count} patches`}.`;

function heatSentence(temperature) {
  const inLayers = [...temperature].sort(([a], [b]) => a - b);
  const list = inLayers.map(([l, heat]) => `L${l + 1} ×${heat}`).join(', ');
  return list && `Temperature: ${list}.`;
}

// Sinks: patches that get most of the attention of all queries in a head.
import {percent} from './figures.js';
import {phraseOf} from './grid.js';

const NAMED = 4; // heads

/**
 * @typedef {{layer: number, head: number, token: number, share: number}} Sink
 * @typedef {{sinks: Sink[] | null, leftOut: number[], meta: any}} Known a record
 */

/** The sinks of a reply, layer by layer. */
export const sinksFrom = reply =>
  reply.sinks.map(([layer, head, token, share]) => ({layer, head, token, share}));

/**
 * The sinks of a head; those of its whole layer where `head` stands for the mean of heads.
 * @param {Known} record
 * @returns {Sink[]}
 */
export const sinksOf = ({sinks, meta}, {layer, head}) =>
  (sinks ?? []).filter(one => one.layer === layer && (one.head === head || head === meta.heads));

/** The sinks of the layers first..last; none while they are not here. */
export const sinksIn = ({sinks}, first, last) =>
  (sinks ?? []).filter(({layer}) => layer >= first && layer <= last);

const layersOf = sinks => [...new Set(sinks.map(({layer}) => layer))];

/** "L1 H4 and H6, L3 H2": the heads of some sinks; "12 heads" where they are many. */
export function headsOf(sinks) {
  const {size} = new Set(sinks.map(({layer, head}) => `${layer}.${head}`));
  if (size > NAMED) return `${size} heads`;
  return layersOf(sinks)
    .map(layer => `L${layer + 1} ${headsIn(layer, sinks)}`)
    .join(', ');
}

function headsIn(layer, sinks) {
  const heads = new Set(sinks.filter(one => one.layer === layer).map(({head}) => head));
  return [...heads].map(head => `H${head + 1}`).join(' and ');
}

/** "L1 H6 gives patch (32, 18) 87 % of the attention of all queries". */
export const givesText = ({layer, head, token, share}, meta) =>
  `L${layer + 1} H${head + 1} gives ${phraseOf(token, meta)} ${percent(share)} of the attention ` +
  'of all queries';

/** "8.2 % of layer 1": how much of the attention of their layers goes to some sinks. */
export function leftOutText(sinks, leftOut) {
  const text = layer => `${percent(leftOut[layer])} of layer ${layer + 1}`;
  return layersOf(sinks).map(text).join(', ');
}

/** "Leave out sinks: 8.2 % of L1". */
export function leaveText(sinks, leftOut) {
  const [layer, ...others] = layersOf(sinks);
  if (layer === undefined) return 'Leave out sinks: none here';
  const one = `${percent(leftOut[layer])} of L${layer + 1}`;
  return `Leave out sinks: ${others.length ? `in ${others.length + 1} layers` : one}`;
}

// The state of one method's map of the chosen class: the map in its unit, its peak, whether that
// hits the object, and its measured faithfulness.
import {SIGNED, colormap} from '../../draw/colormap.js';
import {isPatch} from '../../record/grid.js';
import {peak, prefixMass} from '../../record/measures.js';
import {rankCorrelation} from '../../record/ranks.js';
import {percent, probability} from '../../record/figures.js';
import {REMOVAL, difference, shareScale, shares, signedScale} from '../../record/shares.js';
import {SHUFFLED} from '../inquiry.js';

/**
 * `state` is shown, missing, unmeasured (its button measures it), zero, or same (of two classes
 * that a class-free method cannot distinguish). All else is of a map that is shown: `known`, how
 * many patches are measured, only while removal runs; `twin` and `rho` beside shuffled weights.
 * @typedef {object} Verdict
 * @property {string} state
 * @property {Float32Array} [values] [N]
 * @property {{unit: (value: number) => number, signed: boolean, low: string, high: string}} [scale]
 * @property {object} [map] colour map
 * @property {(value: number) => string} [write]
 * @property {number} [peak] token
 * @property {number} [prefix] mass on the prefix tokens
 * @property {boolean} [difference]
 * @property {number} [known]
 * @property {object|null} [twin]
 * @property {number|null} [rho]
 */

/** @returns {Verdict} */
export function verdict(s, method) {
  const {inquiry, target, against} = s;
  const removal = method.name === REMOVAL;
  const heat = inquiry.heat(method.name, target);
  if (!heat) return removal && against === null ? begun(s) : absent(method);
  if (against !== null) return compared(s, method, heat);
  const values = removal ? heat : shares(heat);
  return {...plain(s, heat, values), ...twin(s, method, heat)};
}

const absent = ({name}) => ({state: name === REMOVAL ? 'unmeasured' : 'missing'});

/** Removal while it runs. */
function begun(s) {
  const part = s.inquiry.begun.get(s.target);
  const {prefix} = s.trace.meta;
  if (!part?.known) return {state: 'unmeasured'};
  const {heat, known} = part;
  const view = plain(s, heat, heat);
  return {...view, known, peak: peak(heat.subarray(0, prefix + known), prefix)};
}

/** Whether a patch's removal is still to be measured. */
export const ahead = ({known}, token, {prefix}) => known !== undefined && token - prefix >= known;

function plain(s, heat, values) {
  if (!values) return {state: 'zero'};
  const signed = values === heat;
  return visible(s, values, signed ? probability : percent, scaleOf(s, values, signed));
}

const scaleOf = (s, values, signed) =>
  signed
    ? signedScale(values, s.trace.meta.prefix, probability)
    : shareScale(values, s.trace.meta, s.mode);

/** The map of the class less that of the other class. */
function compared(s, method, heat) {
  const {inquiry, against} = s;
  const {prefix} = s.trace.meta;
  const other = inquiry.heat(method.name, against);
  if (!method.class_specific) return {state: 'same'};
  if (!other) return absent(method);
  const removal = method.name === REMOVAL;
  const write = removal ? probability : percent;
  const [one, two] = removal ? [heat, other] : [shares(heat), shares(other)];
  if (!one || !two) return {state: 'zero'};
  const values = difference(one, two);
  return {...visible(s, values, write, signedScale(values, prefix, write)), difference: true};
}

function visible(s, values, write, scale) {
  const {prefix} = s.trace.meta;
  return {
    state: 'shown',
    values,
    scale,
    map: colormap(scale.signed ? SIGNED : s.colormap),
    write,
    peak: peak(values, prefix),
    prefix: prefixMass(values, prefix),
  };
}

/** The map with shuffled weights, and the rank correlation of the two over the patches. */
function twin(s, {name}, heat) {
  if (!s.shuffled || name === REMOVAL) return {};
  const other = s.inquiry.heat(name, s.target, SHUFFLED);
  const {prefix} = s.trace.meta;
  if (!other) return {twin: null, rho: null};
  const values = shares(other);
  return {
    twin: values && {values, scale: scaleOf(s, values, false), map: colormap(s.colormap)},
    rho: rankCorrelation(heat.subarray(prefix), other.subarray(prefix)),
  };
}

/** Whether a map's peak lies on the class's own object: {on, hit}; null where that is unknown. */
export function pointed({inquiry, target, trace}, token) {
  const {objects, classes} = inquiry;
  const name = classes?.names[target];
  if (!objects?.names.includes(name) || !isPatch(token, trace.meta)) return null;
  const on = objectAt(inquiry, trace.meta, token);
  return {on: on ?? 'background', hit: on === name};
}

/** Name of the object on which a patch's centre lies; null on none. */
export function objectAt({objects}, {prefix}, token) {
  const label = objects?.centres[token - prefix];
  return label ? objects.names[label - 1] : null;
}

/** Mean deletion, mean insertion and score of a method; null before they are measured. */
export function badge({inquiry, target}, name) {
  const curves = inquiry.faith.get(target)?.methods[name];
  if (!curves) return null;
  const {deletion, insertion, score} = curves;
  return {deletion: mean(deletion), insertion: mean(insertion), score};
}

/** The highest score of the methods; -Infinity before any is measured. */
export const bestScore = s =>
  Math.max(...s.inquiry.methods.map(({name}) => badge(s, name)?.score ?? -Infinity));

/** Mean of a curve's values. */
export const mean = curve => curve.reduce((sum, p) => sum + p, 0) / curve.length;

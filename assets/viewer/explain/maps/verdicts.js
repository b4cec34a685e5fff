// The state of one method's map of the chosen class: the map in its unit, its peak, whether that
// hits the object, and its measured faithfulness.
import {SIGNED, colormap} from '../../draw/colormap.js';
import {isPatch} from '../../record/grid.js';
import {peak, prefixMass} from '../../record/measures.js';
import {rankCorrelation} from '../../record/ranks.js';
import {percent, probability} from '../../record/figures.js';
import {covered, lying} from '../../record/objects.js';
import {REMOVAL, difference, shareScale, shares, signedScale} from '../../record/shares.js';
import {SHUFFLED, SIGNED as SIGNED_MAPS} from '../inquiry.js';

/**
 * `state` is shown, missing, unmeasured (its button measures it), zero, cut (zero, and there is a
 * map with signs), or same (of two classes that a class-free method cannot distinguish). All else is of a map that is shown: `known`, how
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
 * @property {boolean} [withSigns] of a map whose values were all set to 0
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
  if (!values && method.signed) return withSigns(s, method);
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

/** A map that is all zero, before its negative values were set to 0: its share of all sizes. */
function withSigns(s, {name}) {
  const heat = s.inquiry.heat(name, s.target, SIGNED_MAPS);
  if (!s.signed || !heat) return {state: 'cut'};
  const values = shares(heat);
  if (!values) return {state: 'zero'};
  const {prefix} = s.trace.meta;
  const view = visible(s, values, percent, signedScale(values, prefix, percent));
  return {...view, peak: peak(values.map(Math.abs), prefix), withSigns: true};
}

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

/**
 * How a map lies on the class's own object, null where that is unknown: {name, weight, lies}, the
 * share of the weight on patches, null of a map with signs, and how the peak lies to the object.
 */
export function pointed({inquiry: {objects, classes}, target, trace: {meta}}, seen) {
  const name = classes?.names[target];
  const index = objects?.names.indexOf(name) ?? -1;
  if (index < 0 || !isPatch(seen.peak, meta)) return null;
  const coverage = objects.coverage[index];
  const {weight} = covered(coverage, seen.values, meta.prefix);
  const patch = seen.peak - meta.prefix;
  const centre = objects.centres[patch] === index + 1;
  const {signed} = seen.scale;
  const lies = lying({centre, share: coverage[patch], weight: signed ? 0 : weight});
  return {name, weight: signed ? null : weight, lies};
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
  const {deletion, insertion, score, spread} = curves;
  return {deletion: mean(deletion), insertion: mean(insertion), score, spread};
}

/** The highest score of the methods; -Infinity before any is measured. */
export const bestScore = s =>
  Math.max(...s.inquiry.methods.map(({name}) => badge(s, name)?.score ?? -Infinity));

/** Mean of a curve's values. */
export const mean = curve => curve.reduce((sum, p) => sum + p, 0) / curve.length;

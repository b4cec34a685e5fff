// What is known of one method's map of the class asked about: the map in its unit, its peak,
// whether that hits the object, and what the measurements say.
import {SIGNED, colormap} from '../../draw/colormap.js';
import {isPatch} from '../../record/grid.js';
import {peak, prefixMass} from '../../record/measures.js';
import {rankCorrelation} from '../../record/ranks.js';
import {preciseShare} from '../../record/figures.js';
import {REMOVAL, difference, points, shareScale, shares, signedScale} from '../../record/shares.js';
import {SHUFFLED} from '../inquiry.js';

/**
 * `state` is shown, missing, unmeasured (its button is to be pressed), zero, or same (of two
 * classes that a class-free method cannot tell apart). Removal is shown while it runs, with how
 * many patches are `known` so far.
 */
export function verdict(s, method) {
  const {inquiry, target, against} = s;
  const {name} = method;
  const removal = name === REMOVAL;
  const heat = inquiry.heat(name, target);
  if (!heat && removal && against === null) return begun(s);
  if (!heat) return {state: removal ? 'unmeasured' : 'missing'};
  if (against !== null) return compared(s, method, heat);
  return removal
    ? {...plain(s, heat, heat), ...twin(s, method, heat)}
    : {...plain(s, heat, shares(heat)), ...twin(s, method, heat)};
}

function begun(s) {
  const part = s.inquiry.begun.get(s.target);
  const {prefix} = s.trace.meta;
  if (!part?.known) return {state: 'unmeasured'};
  const {heat, known} = part;
  const found = plain(s, heat, heat);
  return {...found, known, peak: peak(heat.subarray(0, prefix + known), prefix)};
}

/** Whether a patch's removal is still to be measured. */
export const ahead = ({known}, token, {prefix}) => known !== undefined && token - prefix >= known;

function plain(s, heat, values) {
  if (!values) return {state: 'zero'};
  const signed = values === heat;
  return seen(s, values, signed ? points : preciseShare, scaleOf(s, values, signed));
}

const scaleOf = (s, values, signed) =>
  signed
    ? signedScale(values, s.trace.meta.prefix, points)
    : shareScale(values, s.trace.meta, s.mode);

function compared(s, method, heat) {
  const {inquiry, against} = s;
  const {prefix} = s.trace.meta;
  const other = inquiry.heat(method.name, against);
  if (!method.class_specific) return {state: 'same'};
  if (!other) return {state: method.name === REMOVAL ? 'unmeasured' : 'missing'};
  const removal = method.name === REMOVAL;
  const write = removal ? points : preciseShare;
  const [one, two] = removal ? [heat, other] : [shares(heat), shares(other)];
  if (!one || !two) return {state: 'zero'};
  const values = difference(one, two);
  return {...seen(s, values, write, signedScale(values, prefix, write)), difference: true};
}

function seen(s, values, write, scale) {
  const {prefix} = s.trace.meta;
  const map = colormap(scale.signed ? SIGNED : s.colormap);
  return {
    state: 'shown',
    values,
    scale,
    map,
    write,
    peak: peak(values, prefix),
    prefix: prefixMass(values, prefix),
  };
}

/** The map with shuffled weights, and how alike the two rank the patches. */
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

/** Whether a map's peak lies on the class's own object: {on, hit}; null where nothing is known. */
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

/** The deletion and insertion means and the score of a method, null before they are measured. */
export function badge({inquiry, target}, name) {
  const found = inquiry.faith.get(target)?.methods[name];
  if (!found) return null;
  const {deletion, insertion, score} = found;
  return {deletion: mean(deletion), insertion: mean(insertion), score};
}

/** Method names by what was measured of them, for the best and the table. */
export const bestScore = s =>
  Math.max(...s.inquiry.methods.map(({name}) => badge(s, name)?.score ?? -Infinity));

/** Mean of a curve's values. */
export const mean = curve => curve.reduce((sum, p) => sum + p, 0) / curve.length;

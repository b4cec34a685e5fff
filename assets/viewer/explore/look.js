// From the state of the screen to what one frame shows: which map, on which scale, read where.
import {committed, queryOf, probeOf, headOf, patchOf} from '../screen/query.js';
import {SIGNED, colormap} from '../draw/colormap.js';
import {featureShot} from './feature_look.js';
import {isPatch} from '../record/grid.js';
import {countAbove, peak} from '../record/measures.js';
import {linearScale, signedScale, uniformScale} from '../record/scale.js';

/** The state a screen opens with. */
export const opening = () => ({
  trace: null,
  art: null,
  layer: 0,
  head: 0,
  end: 0,
  pinned: null,
  hover: null,
  lens: null,
  method: 'attention',
  direction: 'from',
  mode: 'uniform',
  root: false,
  smooth: false,
  grid: true,
  opacity: 0.82,
  colormap: 'inferno',
  bare: false,
  touching: false,
  placing: null,
  cells: 'maps', // of the matrix: maps, or a figure of each
  feature: 'colours',
  depth: 0, // of Features: what is shown, after how many layers
  offered: false, // Features came by itself, for want of classes
  top: [],
  target: null, // classes {index, name}: the likely ones, the chosen one
});

/**
 * Derives what a frame needs: the matrix and the film where it is `whole`, else the chosen layer
 * alone. Returns how the big map was made: exact, derived, fallback or missing.
 */
export function derive(s, whole) {
  const {trace} = s;
  const query = queryOf(s);
  const fallback = committed(s);
  const {layer} = headOf(s);
  const only = l => ({first: l, last: l, fallback});
  trace.attend(query, s.direction, whole ? {fallback} : only(s.layer));
  if (!whole && layer !== s.layer) trace.attend(query, s.direction, only(layer));
  if (s.method === 'features') return 'derived';
  if (whole) trace.rollout(query, {fallback});
  else if (s.method === 'rollout') trace.rollout(query, only(s.end));
  if (s.method === 'rollout') return trace.flowing;
  if (s.method === 'positions') return trace.record.positions ? 'derived' : 'missing';
  if (s.method === 'class') return trace.record.relevance(s.target.index) ? 'exact' : 'missing';
  return trace.origins[layer];
}

/** The big map: its values, scale, peak, and where the value in the status line is read. */
export function shotOf(s, made) {
  if (s.method === 'features') return featureShot(s, queryOf(s), probeOf(s));
  const {trace} = s;
  const {meta} = trace;
  const signed = s.method === 'positions';
  const classed = s.method === 'class';
  const query = signed ? patchOf(s, queryOf(s)) : queryOf(s);
  const values = valuesOf(s, query);
  const scale = bigScale(s, values, query);
  const top = peak(values, meta.prefix, classed ? -1 : query);
  const probe = probeOf(s);
  const read = classed && isPatch(query, meta) ? query : top; // no patch asks for a class
  // A value may equal the top of its scale; a cosine has no top to exceed.
  const limit = signed ? Infinity : scale.top * 1.000001;
  return {
    meta,
    values,
    query,
    scale,
    limit,
    probe,
    top,
    at: probe ?? read,
    signed,
    map: colormap(signed ? SIGNED : s.colormap),
    beyond: countAbove(values, meta.prefix, limit),
    itself: !classed && isPatch(query, meta) && values[query] > limit,
    exact: made === 'exact',
    stale: made === 'fallback',
    missing: made === 'missing',
  };
}

function valuesOf(s, query) {
  if (s.method === 'class') return s.trace.record.relevance(s.target.index) ?? s.trace.alike;
  if (s.method === 'positions') return s.trace.similarity(query) ?? s.trace.alike;
  if (s.method === 'rollout') return s.trace.frame(s.end);
  const {layer, head} = headOf(s);
  return s.trace.map(layer, head);
}

function bigScale(s, values, query) {
  if (s.method === 'positions') return signedScale();
  if (s.method === 'class') return classScale(s, values);
  const all = s.method === 'rollout' ? frames : maps;
  return scaleOf(s, query, all)(values);
}

function classScale(s, values) {
  const {tokens, prefix} = s.trace.meta;
  if (s.mode === 'uniform') return uniformScale(tokens);
  const scale = linearScale(values[peak(values, prefix)], tokens, {root: s.root});
  return {...scale, unitText: 'of relevance'};
}

/** Position on the colour map of each value of a thumbnail, given the thumbnail's values. */
export const matrixUnits = (s, query) => unitsOf(scaleOf(s, query, maps));
export const filmUnits = (s, query) => unitsOf(scaleOf(s, query, frames));

const unitsOf = scale => values => scale(values).unit;

/** Values -> their scale: one for each map, or one for all that are shown together. */
function scaleOf(s, query, all) {
  const {tokens, prefix} = s.trace.meta;
  const root = {root: s.root};
  const most = values => values[peak(values, prefix, query)];
  if (s.mode === 'per map') return values => linearScale(most(values), tokens, root);
  const one =
    s.mode === 'uniform'
      ? uniformScale(tokens)
      : linearScale(Math.max(...all(s.trace).map(most)), tokens, root);
  return () => one;
}

const range = count => [...Array(count).keys()];
const maps = trace =>
  range(trace.meta.layers).flatMap(l => range(trace.meta.heads + 1).map(h => trace.map(l, h)));
const frames = trace => range(trace.meta.layers).map(l => trace.frame(l));

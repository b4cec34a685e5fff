// From the state of the screen to the content of one frame: its map, scale, and the value it reads.
import {committed, evenOf, queryOf, probeOf, headOf, howOf, patchOf} from '../screen/query.js';
import {SIGNED, colormap} from '../draw/colormap.js';
import {featureShot} from './feature_look.js';
import {EVERY, isPatch} from '../record/grid.js';
import {sinksShown} from './sinks.js';
import {countAbove, peak, peakBeside} from '../record/measures.js';
import {isRegion, tokensOfQuery} from '../record/region_query.js';
import {robustTop} from '../record/robust.js';
import {linearScale, signedScale, uniformScale} from '../record/scale.js';

/** How the big map of each method came: see Origin in trace.js. */
const ORIGINS = {
  attention: s => s.trace.origins[headOf(s).layer],
  rollout: s => s.trace.flowing,
  positions: s => (s.trace.record.positions ? 'derived' : 'missing'),
  class: s => (s.trace.record.relevance(s.target.index) ? 'exact' : 'missing'),
  features: () => 'derived',
};

/**
 * Derives what a frame needs: the matrix and the film where it is `whole`, else the chosen layer
 * alone. Returns the origin of the big map.
 */
export function derive(s, whole) {
  const {trace, layer, method, direction} = s;
  const query = queryOf(s);
  const fallback = committed(s);
  const span = l => (whole ? {fallback} : {first: l, last: l, fallback});
  trace.attend(query, direction, span(layer));
  const lifted = headOf(s).layer;
  if (!whole && lifted !== layer) trace.attend(query, direction, span(lifted));
  const followed = method === 'rollout' || (whole && method !== 'features');
  if (followed) trace.rollout(query, {...span(s.end), how: howOf(s)});
  return ORIGINS[method](s);
}

/** The query that a map is of: a hovered one whose map cannot be derived is not shown as another's. */
function drawnQuery(s, origin) {
  if (s.direction === 'received' && s.method !== 'rollout') return EVERY;
  return origin === 'fallback' ? committed(s) : queryOf(s);
}

/** The patch under the pointer where it is read, but is not the query of the map. */
const readUnder = (s, origin) => (origin === 'fallback' ? s.hover : probeOf(s));

/** The query that the matrix is of: that of its chosen layer. */
export const matrixQuery = s =>
  s.direction === 'received' ? EVERY : drawnQuery(s, s.trace.origins[s.layer]);

/** The big map: its values, scale and peak, and the token `at` that the status line reads. */
export function shotOf(s, origin) {
  return s.method === 'features' ? featureShot(s, queryOf(s), probeOf(s)) : mapShot(s, origin);
}

function mapShot(s, origin) {
  const {meta} = s.trace;
  const signed = s.method === 'positions';
  const classed = s.method === 'class';
  const query = signed ? patchOf(s, queryOf(s)) : drawnQuery(s, origin);
  const values = valuesOf(s, query);
  const scale = bigScale(s, values, query);
  const top = strongest(values, classed ? -1 : query, meta);
  const probe = readUnder(s, origin);
  // A value may equal the top of its scale; a cosine cannot exceed its scale.
  const limit = signed ? Infinity : scale.top * 1.000001;
  return {
    meta,
    values,
    query,
    scale,
    limit,
    probe,
    top,
    even: evenIn(s, query),
    at: probe ?? readAt(classed, query, top, meta),
    signed,
    map: colormap(signed ? SIGNED : s.colormap),
    beyond: countAbove(values, meta.prefix, limit),
    sinks: sinksShown(s),
    itself: !classed && isPatch(query, meta) && values[query] > limit,
    ...cameOf(s, origin),
  };
}

/** The number of tokens of which an even share is one, in the big map. */
const evenIn = (s, query) => (s.method === 'attention' ? evenOf(s, query) : s.trace.meta.tokens);

/** The strongest patch beside the query, which is a token or a region. */
export const strongest = (values, query, meta) =>
  isRegion(query)
    ? peakBeside(values, meta.prefix, tokensOfQuery(query, meta))
    : peak(values, meta.prefix, query);

/** Whether a map is in float32, of the last query clicked, or not here. */
const cameOf = (s, origin) => ({
  exact: origin === 'exact' && s.trace.single,
  stale: origin === 'fallback',
  missing: origin === 'missing',
});

/** A map of a class does not depend on the query: the value of a query that is a patch is read. */
const readAt = (classed, query, top, meta) => (classed && isPatch(query, meta) ? query : top);

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
  const scale = linearScale(robustTop([values], prefix), tokens, {root: s.root});
  return {...scale, unitText: 'of relevance'};
}

/** Values of a thumbnail -> a function from a value to its position on the colour map. */
export const matrixUnits = (s, query) => unitsOf(scaleOf(s, query, maps));
export const filmUnits = (s, query) => unitsOf(scaleOf(s, query, frames));

const unitsOf = scale => values => scale(values).unit;

/** Values -> their scale: one for each map, or one for all maps on the screen. */
function scaleOf(s, query, all) {
  const {tokens: count, prefix} = s.trace.meta;
  const tokens = all === maps ? evenOf(s, query) : count;
  const root = {root: s.root};
  const top = all => robustTop(all, prefix, query);
  if (s.mode === 'per map') return values => linearScale(top([values]), tokens, root);
  const one =
    s.mode === 'uniform' ? uniformScale(tokens) : linearScale(top(all(s.trace)), tokens, root);
  return () => one;
}

const range = count => [...Array(count).keys()];
const maps = trace =>
  range(trace.meta.layers).flatMap(l => range(trace.meta.heads + 1).map(h => trace.map(l, h)));
const frames = trace => range(trace.meta.layers).map(l => trace.frame(l));

// The maps of Features: the one on the stage, and those of the film.
import {brief} from '../record/figures.js';
import {channels} from '../draw/channels.js';
import {putColours} from '../draw/paint.js';
import {firstLayer} from '../record/facets.js';
import {SIGNED, colormap} from '../draw/colormap.js';
import {EVERY, isPatch, middle} from '../record/grid.js';
import {countAbove, peak, peakBeside} from '../record/measures.js';
import {isRegion, tokensOfQuery} from '../record/region_query.js';
import {robustTop} from '../record/robust.js';
import {linearScale, signedScale} from '../record/scale.js';
import {channelScale} from './colour_scales.js';
import {groupShot, groupStrip, isGrouped} from './group_look.js';

/** The token of a query: the mean of the patches is none, so the middle patch replaces it. */
export const tokenOf = (query, meta) => (query === EVERY ? middle(meta) : query);

/** The query of a feature: similarity needs a token. */
const queryFor = ({feature, trace: {meta}}, query) =>
  feature === 'similarity' ? tokenOf(query, meta) : query;

/** The big map, as shotOf of look.js; `colours` [P, 3] where each patch has a colour of its own. */
export function featureShot(s, chosen, probe) {
  if (isGrouped(s)) return groupShot(s, chosen, probe);
  const {
    trace: {meta, features},
    feature,
    depth,
  } = s;
  const query = queryFor(s, chosen);
  const map = features.map(feature, depth, query, s);
  const coloured = feature === 'colours';
  const values = coloured || !map ? features.blank : map;
  const top = topOf(feature, values, query, meta);
  const scale = scaleOf(s, values);
  const limit = limitOf(feature, scale);
  return {
    meta,
    values,
    query,
    probe,
    top,
    at: probe ?? readAt(feature, query, top, meta),
    missing: !map,
    limit,
    beyond: countAbove(values, meta.prefix, limit),
    median: features.medians?.[depth],
    ...(coloured ? colouredBy(s, map) : NO_COLOURS),
    scale,
    map: mapOf(s),
    signed: feature === 'similarity',
    exact: feature === 'norms' && s.trace.single,
    itself: false,
    stale: false,
  };
}

const limitOf = (feature, {top}) => (feature === 'norms' ? top * 1.000001 : Infinity);

const NO_COLOURS = {colours: null, places: null, shares: null};

/** The colours of a map, the places that they code, and the layer's shares. */
function colouredBy(s, map) {
  const {features} = s.trace;
  const [places, shares] = [features.places(s.depth, s), features.shares(s.depth, s)];
  return {colours: map, places, shares};
}

/** The strongest patch, for similarity except the query itself; colours have none. */
function topOf(feature, values, query, meta) {
  if (feature === 'colours') return null;
  if (feature === 'similarity' && isRegion(query)) {
    return peakBeside(values, meta.prefix, tokensOfQuery(query, meta));
  }
  return peak(values, meta.prefix, feature === 'similarity' ? query : -1);
}

/** The patch whose value is read: a query that is a patch, but for similarity the strongest one. */
const readAt = (feature, query, top, meta) =>
  feature !== 'similarity' && isPatch(query, meta) ? query : top;

function mapOf({feature, coding, colormap: chosen}) {
  if (feature === 'colours') return channels(coding);
  return colormap(feature === 'similarity' ? SIGNED : chosen);
}

function scaleOf(s, values) {
  const {feature, root} = s;
  const {meta, features} = s.trace;
  if (feature === 'colours') {
    return channelScale(features.shares(s.depth, s) ?? [0, 0, 0], s.coding);
  }
  return feature === 'similarity' ? signedScale() : normScale(values, meta, root);
}

/** Lengths from 0 to the robust top of the layer. */
function normScale(values, {prefix, tokens}, root) {
  const scale = linearScale(robustTop([values], prefix), tokens, {root});
  const {top} = scale;
  const ticks = scale.ticks.map((tick, i) => ({...tick, text: brief((top * i) / 4, 2)}));
  return {...scale, ticks, uniformAt: null, unitText: 'length'};
}

/** The film: the map on the stage, after every layer. */
export function featureStrip(s, chosen) {
  if (isGrouped(s)) return coloured(groupStrip(s, chosen));
  const {
    trace: {meta, features},
    feature,
    depth,
  } = s;
  const query = queryFor(s, chosen);
  const map = mapOf(s);
  return {
    count: features.count,
    chosen: depth,
    query,
    name: l => (l ? `L${l}` : 'in'),
    here: l =>
      l >= firstLayer(s) &&
      Boolean(
        feature === 'similarity' ? features.directions(l, s) : features.map(feature, l, query, s),
      ),
    put(atlas, l) {
      const values = features.map(feature, l, query, s);
      if (feature === 'colours') putColours(atlas, l, 0, values);
      else atlas.put(l, 0, values, meta.prefix, scaleOf(s, values).unit, map);
    },
  };
}

/** A strip whose frames are colours of their own. */
const coloured = strip => ({
  ...strip,
  put: (atlas, l) => putColours(atlas, l, 0, strip.coloured(l)),
});

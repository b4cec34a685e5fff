// The maps of Features: the one on the stage, and those of the film.
import {brief, percent} from '../record/figures.js';
import {CHANNELS, putColours} from '../draw/paint.js';
import {SIGNED, colormap} from '../draw/colormap.js';
import {EVERY, isPatch, middle} from '../record/grid.js';
import {countAbove, peak} from '../record/measures.js';
import {robustTop} from '../record/robust.js';
import {linearScale, signedScale} from '../record/scale.js';

/** The token of a query: the mean of the patches is none, so the middle patch replaces it. */
export const tokenOf = (query, meta) => (query === EVERY ? middle(meta) : query);

/** The query of a feature: similarity needs a token. */
const queryFor = ({feature, trace: {meta}}, query) =>
  feature === 'similarity' ? tokenOf(query, meta) : query;

/** The big map, as shotOf of look.js; `colours` [P, 3] where each patch has a colour of its own. */
export function featureShot(s, chosen, probe) {
  const {
    trace: {meta, features},
    feature,
    depth,
  } = s;
  const query = queryFor(s, chosen);
  const map = features.map(feature, depth, query);
  const coloured = feature === 'colours';
  const values = coloured || !map ? features.blank : map;
  const top = topOf(feature, values, query, meta);
  const scale = scaleOf(s, values);
  const limit = feature === 'norms' ? scale.top * 1.000001 : Infinity;
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
    colours: coloured ? map : null,
    median: features.medians?.[depth],
    shares: features.shares,
    scale,
    map: mapOf(s),
    signed: feature === 'similarity',
    exact: feature === 'norms' && s.trace.single,
    itself: false,
    stale: false,
  };
}

/** The strongest patch, for similarity except the query itself; colours have none. */
function topOf(feature, values, query, {prefix}) {
  if (feature === 'colours') return null;
  return peak(values, prefix, feature === 'similarity' ? query : -1);
}

/** The patch whose value is read: a query that is a patch, but for similarity the strongest one. */
const readAt = (feature, query, top, meta) =>
  feature !== 'similarity' && isPatch(query, meta) ? query : top;

function mapOf({feature, colormap: chosen}) {
  if (feature === 'colours') return CHANNELS;
  return colormap(feature === 'similarity' ? SIGNED : chosen);
}

function scaleOf({feature, root, trace: {meta, features}}, values) {
  if (feature === 'colours') return channelScale(features.shares ?? [0, 0, 0]);
  return feature === 'similarity' ? signedScale() : normScale(values, meta, root);
}

/** Lengths from 0 to the robust top of the layer. */
function normScale(values, {prefix, tokens}, root) {
  const scale = linearScale(robustTop([values], prefix), tokens, {root});
  const {top} = scale;
  const ticks = scale.ticks.map((tick, i) => ({...tick, text: brief((top * i) / 4, 2)}));
  return {...scale, ticks, uniformAt: null, unitText: 'length'};
}

/** Colours have no scale: the bar gives the share of the spread that each of the three holds. */
function channelScale(shares) {
  const ticks = ['red', 'green', 'blue'].map((name, i) => ({
    at: i / 2,
    text: `${name} ${percent(shares[i])}`,
  }));
  return {
    kind: 'channels',
    unit: () => 0,
    ticks,
    top: Infinity,
    topText: '',
    unitText: 'of the spread',
    uniformAt: null,
  };
}

/** The film: the map on the stage, after every layer. */
export function featureStrip(s, chosen) {
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
    here: l => Boolean(feature === 'similarity' ? features.layers[l] : features.colours(l)),
    put(atlas, l) {
      const values = features.map(feature, l, query);
      if (feature === 'colours') putColours(atlas, l, 0, values);
      else atlas.put(l, 0, values, meta.prefix, scaleOf(s, values).unit, map);
    },
  };
}

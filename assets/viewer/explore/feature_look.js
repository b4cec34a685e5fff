// What one frame of Features shows on the stage, and what its film shows of every layer.
import {percent, whole} from '../record/figures.js';
import {CHANNELS, putColours} from '../draw/paint.js';
import {SIGNED, colormap} from '../draw/colormap.js';
import {EVERY, isPatch, middle} from '../record/grid.js';
import {peak} from '../record/measures.js';
import {linearScale, signedScale} from '../record/scale.js';

/** The token asked from: the mean of patches has no direction, so the middle patch stands in. */
export const askedOf = (query, meta) => (query === EVERY ? middle(meta) : query);

/** A model that names no classes opens with what its tokens hold; others go back to attention. */
export function offer(s, {classifier}) {
  if (classifier ? !s.offered : s.method !== 'attention') return;
  s.method = classifier ? 'attention' : 'features';
  s.offered = !classifier;
}

/** The big map: as look.js says, and `colours` [P, 3] where each patch has a colour of its own. */
export function featureShot(s, shown, probe) {
  const {
    trace: {meta, features},
    feature,
    depth,
  } = s;
  const query = feature === 'similarity' ? askedOf(shown, meta) : shown;
  const found = features.map(feature, depth, query);
  const missing = !found;
  const values = missing || feature === 'colours' ? features.blank : found;
  const top =
    feature === 'colours' ? null : peak(values, meta.prefix, feature === 'similarity' ? query : -1);
  const patch = feature !== 'similarity' && isPatch(query, meta) ? query : top;
  return {
    meta,
    values,
    query,
    probe,
    top,
    at: probe ?? patch,
    missing,
    limit: Infinity,
    beyond: 0,
    colours: feature === 'colours' && !missing ? found : null,
    median: features.medians?.[depth],
    shares: features.shares,
    scale: scaleOf(s, values),
    map: mapOf(s),
    signed: feature === 'similarity',
    exact: feature === 'norms',
    itself: false,
    stale: false,
  };
}

function mapOf({feature, colormap: chosen}) {
  if (feature === 'colours') return CHANNELS;
  return colormap(feature === 'similarity' ? SIGNED : chosen);
}

function scaleOf({feature, root, trace: {meta, features}}, values) {
  if (feature === 'colours') return channelScale(features.shares ?? [0, 0, 0]);
  return feature === 'similarity' ? signedScale() : normScale(values, meta, root);
}

/** Lengths from 0 to the longest of the layer. */
function normScale(values, {prefix, tokens}, root) {
  const scale = linearScale(values[peak(values, prefix)], tokens, {root});
  const {top} = scale;
  const ticks = scale.ticks.map((tick, i) => ({...tick, text: brief((top * i) / 4)}));
  return {...scale, ticks, uniformAt: null, unitText: 'length'};
}

const brief = value => (value >= 100 ? value.toFixed(0) : String(+value.toPrecision(2)));

/** Colours have no scale: the bar says how much of what differs each of the three holds. */
function channelScale(shares) {
  const ticks = ['red', 'green', 'blue'].map((name, i) => ({
    at: i / 2,
    text: `${name} ${percent(shares[i], whole)}`,
  }));
  return {kind: 'channels', unit: () => 0, ticks, unitText: 'of the spread', uniformAt: null};
}

/** The film: what is shown, after every layer. */
export function featureStrip(s, shown) {
  const {
    trace: {meta, features},
    feature,
    depth,
  } = s;
  const query = feature === 'similarity' ? askedOf(shown, meta) : shown;
  const map = mapOf(s);
  return {
    count: features.count,
    chosen: depth,
    asked: query,
    name: l => (l ? `L${l}` : 'in'),
    here: l => Boolean(feature === 'similarity' ? features.layers[l] : features.colours(l)),
    put(atlas, l) {
      const values = features.map(feature, l, query);
      if (feature === 'colours') putColours(atlas, l, 0, values);
      else atlas.put(l, 0, values, meta.prefix, scaleOf(s, values).unit, map);
    },
  };
}

// From the state of the screen to what a frame shows: its map, the one scale of all frames, figures.
import {SIGNED, colormap} from '../draw/colormap.js';
import {countAbove, peak} from '../record/measures.js';
import {robustTop} from '../record/robust.js';
import {linearScale, signedScale, uniformScale} from '../record/scale.js';

const range = count => [...Array(count).keys()];

/** Whether the similarity with the patch that is followed is shown. */
export const isSimilarity = s => s.over === 'similarity' && s.reel?.way !== null;

/** What the stage shows of the frame in sight; null while its map is not here. */
export function shotOf(s) {
  const shot = isSimilarity(s) ? similarityShot(s) : attentionShot(s);
  const {meta, values, limit} = shot;
  const place = s.reel.way?.places[s.at];
  const top = values ? peak(values, meta.prefix, -1) : null;
  const probe = s.hover === null ? null : s.hover - s.reel.meta.prefix + meta.prefix;
  return {
    ...shot,
    query: place === undefined ? -1 : place + meta.prefix,
    probe,
    top,
    at: probe ?? top,
    missing: !values,
    beyond: values ? countAbove(values, meta.prefix, limit) : 0,
    itself: false,
  };
}

function attentionShot(s) {
  const {reel, layer, head, at} = s;
  const scale = scaleOf(s);
  return {
    meta: reel.meta,
    values: reel.map(layer, head, at),
    scale,
    limit: scale.top * 1.000001,
    signed: false,
    map: colormap(s.colormap),
  };
}

/** Cosines of the patches alone. */
function similarityShot({reel, at}) {
  const {meta, way} = reel;
  return {
    meta: {...meta, prefix: 0, tokens: meta.rows * meta.cols},
    values: way.similarity[at] ?? null,
    scale: signedScale(),
    limit: Infinity,
    signed: true,
    map: colormap(SIGNED),
  };
}

/** The scale of the maps: the same for all frames. */
export function scaleOf(s, head = s.head) {
  const {tokens} = s.reel.meta;
  if (s.mode === 'uniform') return uniformScale(tokens);
  return linearScale(topOf(s, s.mode === 'shared' ? null : head), tokens, {root: s.root});
}

/** The robust top of a head's maps, or of all heads', over all frames that are here; kept. */
function topOf({reel, layer}, head) {
  const known = reel.known(layer);
  const name = `${layer} ${head} ${known}`;
  reel.tops ??= new Map();
  if (!reel.tops.has(name)) {
    const heads = head === null ? range(reel.meta.heads) : [head];
    const maps = range(known).flatMap(at => heads.map(one => reel.map(layer, one, at)));
    reel.tops.set(name, robustTop(maps, reel.meta.prefix));
  }
  return reel.tops.get(name);
}

/** What is drawn over time: near the patch only where one is followed. */
export const courseOf = s => (s.course === 'near' && !s.reel.way ? 'spread' : s.course);

const FIGURES = {
  near: (reel, values, at) => near(values, reel.meta, reel.way.places[at]),
  spread: (reel, values) => spread(values, reel.meta),
  change: (reel, values, at, before) => (before ? change(values, before) : NaN),
};

/** The figure of a head, or of the mean, in every frame that is here. */
export function lineOf(s, head) {
  const {reel, layer} = s;
  const count = Math.min(reel.known(layer), reel.way?.places.length ?? Infinity);
  return range(count).map(at => {
    const before = at ? reel.map(layer, head, at - 1) : null;
    return FIGURES[courseOf(s)](reel, reel.map(layer, head, at), at, before);
  });
}

/** The share of a map on the 3 x 3 patches around a patch. */
export function near(values, {prefix, rows, cols}, place) {
  const row = Math.floor(place / cols);
  const col = place % cols;
  let sum = 0;
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, col - 1); c <= Math.min(cols - 1, col + 1); c++) {
      sum += values[prefix + r * cols + c];
    }
  }
  return sum;
}

/** The share of the patches that a map is spread over: exp(entropy) / P. */
export function spread(values, {prefix, tokens}) {
  let total = 0;
  for (let j = prefix; j < tokens; j++) total += values[j];
  let entropy = 0;
  for (let j = prefix; j < tokens; j++) {
    const share = values[j] / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy) / (tokens - prefix);
}

/** Half the difference of two maps: 0 for the same, 1 where they have nothing in common. */
export function change(values, before) {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += Math.abs(values[j] - before[j]);
  return sum / 2;
}

// What one frame draws of a column that shows what the tokens hold.
import {channels} from '../draw/channels.js';
import {QUERY, SIGNED, SINK, colormap} from '../draw/colormap.js';
import {patchAt} from '../draw/eye.js';
import {cosines} from '../record/directions.js';
import {cellOf} from '../record/grid.js';
import {brief} from '../record/figures.js';
import {peak} from '../record/measures.js';
import {robustTop} from '../record/robust.js';
import {linearScale, signedScale} from '../record/scale.js';
import {origin, sourceOf} from './similar.js';

const OUTLIER = 3;
const READ = '#fff'; // the frame of a patch that is only read

/** What every shot has; `values` [N] are 0 where there is no number for a patch. */
export function shotFrom({frame}, {hover, pinned}, more) {
  const {result} = frame;
  const {meta, art} = result;
  const looked = patchAt(hover ?? pinned, meta);
  return {
    ...{frame, result, meta, art, looked, query: -1, probe: looked, top: null, rival: null},
    ...{kind: frame.kind, layer: frame.layer, head: frame.head, facet: frame.facet},
    ...{sinks: [], limit: Infinity, beyond: 0, stale: false, missing: false, cross: true},
    ...{colours: null, frames: framed(looked)},
    ...more,
  };
}

export const CHANNELS = {kind: 'channels', unit: () => 0, top: Infinity, topText: '', lowText: ''};

/** Whose axes colours follow, and what stands for the patches, as `Features` takes them. */
export const lookOf = ({axes, facet, head}, {heads}) => ({
  axes,
  facet,
  facetHead: facet === 'token' || head === heads ? null : head,
});

/** Colours of the layer's components. */
export function coloured(column, state) {
  const {
    frame,
    frame: {result, layer},
  } = column;
  const {features} = result.trace.record;
  const {coding} = state;
  const look = lookOf(frame, result.meta);
  const colours = features.colours(layer + 1, {...look, coding});
  const shot = shotFrom(column, state, {
    ...{colours, values: features.blank, missing: !colours},
    ...{scale: CHANNELS, map: channels(coding), shares: features.shares(layer + 1, look)},
  });
  return {...shot, at: shot.probe};
}

/** Lengths in multiples of the layer's median, on one scale for all columns. */
export function long(column, state, columns) {
  const {values, median} = lengthsOf(column.frame);
  const most = Math.max(...columns.map(({frame}) => topOf(frame)));
  const scale = {...linearScale(most, 1), lowText: '0', topText: `${brief(most, 2)}×`};
  const {prefix} = column.frame.result.meta;
  const top = peak(values, prefix);
  const shot = shotFrom(column, state, {values, median, top, scale});
  const {frames, probe, layer} = shot;
  return {
    ...shot,
    map: colormap(state.colormap),
    frames: [...(layer < 0 ? [] : outliers(values, prefix)), ...frames],
    limit: scale.top * 1.000001,
    beyond: 1, // where one is: the picture looks for them
    at: probe ?? top,
  };
}

/** Frames of the tokens that are far longer than the median. */
function outliers(values, prefix) {
  const frames = [];
  for (let j = prefix; j < values.length; j++) if (values[j] > OUTLIER) frames.push([j, SINK]);
  return frames;
}

/** Lengths [N] over the median, and that; computed once for a layer of a reply. */
function lengthsOf({result, layer}) {
  const {features} = result.trace.record;
  const known = result.lengths.get(layer);
  if (known) return known;
  const median = features.medians[layer + 1];
  const lengths = {values: features.norms(layer + 1).map(value => value / median), median};
  result.lengths.set(layer, lengths);
  return lengths;
}

/** The end of a column's own scale; 0 while it shows something else. */
function topOf(frame) {
  if (frame?.kind !== 'norms') return 0;
  const lengths = lengthsOf(frame);
  lengths.top ??= robustTop([lengths.values], frame.result.meta.prefix);
  return lengths.top;
}

/** Similarity of every patch with the chosen one, of this column or another one. */
export function similar(column, state, columns) {
  const {frame} = column;
  const {meta, alike} = frame.result;
  const scale = {...signedScale(), lowText: '−1'};
  const look = {scale, map: colormap(SIGNED), signed: true, values: alike};
  const source = measured(column, sourceOf(column, state, columns));
  if (!source) return shotFrom(column, state, {...look, missing: true, at: null, frames: []});
  const {token} = source;
  const own = source.from === frame;
  const query = own ? token : -1;
  const top = peak(alike, meta.prefix, query);
  const shot = shotFrom(column, state, {...look, ...source, own, query, top});
  const probe = probeOf(column, state, columns, shot);
  return {
    ...shot,
    ...{probe, at: probe ?? top, cross: isHere(column, state, columns)},
    rival: rivalOf(alike, top, meta),
    frames: [[own ? token : top, QUERY], ...(state.pinned ? framed(probe) : [])],
  };
}

/** Writes the similarities with a source into the column's reply; null where numbers are missing. */
function measured({frame}, source) {
  const tables = source ? [source.from, frame].map(directionsOf) : [null];
  if (!tables.every(Boolean)) return null;
  const {alike, meta} = frame.result;
  cosines(tables[0], source.token - source.from.result.meta.prefix, tables[1], alike, meta.prefix);
  return source;
}

/** The patch under the cursor, unless that is the chosen one. */
function probeOf(column, state, columns, {looked, own, token}) {
  if (own && looked === token) return null;
  return isHere(column, state, columns) ? looked : null;
}

const framed = token => (token === null ? [] : [[token, READ]]);

/** Whether the cursor lies in this column: a place on another picture says nothing here. */
function isHere(column, state, columns) {
  const cursor = state.hover ?? state.pinned;
  const there = state.hover ? state.over : origin(state, columns);
  return there === column || cursor?.digest === column.frame.result.meta.digest;
}

function directionsOf({result: {directions, meta}, layer, facet, head}) {
  return directions.of({depth: layer + 1, facet, head: head === meta.heads ? null : head});
}

/** The largest value outside the 3 x 3 patches around the best. */
function rivalOf(values, best, meta) {
  const {row, col} = cellOf(best, meta);
  let most = -1;
  for (let j = meta.prefix; j < meta.tokens; j++) {
    if (values[j] <= most) continue;
    const at = cellOf(j, meta);
    if (Math.abs(at.row - row) > 1 || Math.abs(at.col - col) > 1) most = values[j];
  }
  return most;
}

/** The picture alone: the lines to its neighbours lie over all columns. */
export function matched(column, state, columns) {
  const {features} = column.frame.result.trace.record;
  const shot = shotFrom(column, state, {
    ...{values: features.blank, scale: CHANNELS, map: channels('oklab'), plain: true},
    ...{at: null, cross: false, pairText: column.pairText},
  });
  const frames = isHere(column, state, columns) ? framed(shot.looked) : [];
  return {...shot, probe: null, frames};
}

// The maps of Features that put patches in groups: the foreground with its parts, and segments.
import {number} from '../record/figures.js';
import {channels} from '../draw/channels.js';
import {colormap, entry} from '../draw/colormap.js';
import {groupBar, groupColours} from '../draw/group_colours.js';
import {firstLayer} from '../record/facets.js';
import {lineOf, maskOf, partOf, sizeOf} from '../record/foreground.js';
import {isPatch} from '../record/grid.js';
import {countAbove, peak} from '../record/measures.js';
import {coded} from '../record/oklab.js';
import {channelScale, plainScale} from './colour_scales.js';

const DIM = 0.7; // of the overlay's opacity, outside the foreground: as in saved figures
const DARK = 0.06; // level of the film outside it
const ROOM = 0.07; // share of a bar with room for a text

/** Whether a kind of features puts patches in groups. */
export const isGrouped = ({feature}) => feature === 'foreground' || feature === 'segments';

/** What all maps of groups have in common. */
function base({trace: {meta, features}}, query, probe) {
  return {
    meta,
    query,
    probe,
    values: features.blank,
    top: null,
    at: probe ?? (isPatch(query, meta) ? query : null),
    limit: Infinity,
    beyond: 0,
    colours: null,
    places: null,
    shares: null,
    signed: false,
    exact: false,
    itself: false,
    stale: false,
  };
}

/** The big map, as shotOf of look.js, with the `groups` [P] that have lines between them. */
export function groupShot(s, query, probe) {
  const shot = base(s, query, probe);
  return s.feature === 'segments' ? segmentShot(s, shot) : foregroundShot(s, shot);
}

function foregroundShot(s, shot) {
  const {features} = s.trace;
  const front = features.foregrounds.of(s.depth, s);
  if (!front) return {...shot, missing: true, scale: plainScale(), map: channels(s.coding)};
  const groups = maskOf(front, s.threshold);
  const given = {...shot, missing: false, front, groups, size: sizeOf(groups)};
  if (s.inside === 'component') return {...given, ...component(s, front, shot)};
  return {
    ...given,
    places: front.parts,
    shares: front.shares,
    colours: inside(coded(front.parts, s.coding), groups, 0),
    alphas: Float32Array.from(groups, one => (one ? 1 : DIM)),
    scale: channelScale(front.shares, s.coding),
    map: channels(s.coding),
  };
}

/** Colours [P, 3], with one level where the mask is 0. */
function inside(colours, mask, level) {
  const out = Float32Array.from(colours);
  mask.forEach((one, i) => {
    if (!one) out.fill(level, 3 * i, 3 * i + 3);
  });
  return out;
}

/** Places on the first component as a map from its 1st to its 99th percentile. */
function component(s, front, {probe, query}) {
  const {prefix} = s.trace.meta;
  const values = new Float32Array(s.trace.meta.tokens);
  values.set(front.places, prefix);
  const top = peak(values, prefix, -1);
  const {low, high} = front;
  const unit = value => partOf(front, value);
  const at = partOf(front, lineOf(front, s.threshold));
  const ticks = [
    {at: 0, text: number(low)},
    {at, text: `threshold ${number(lineOf(front, s.threshold))}`, strong: true},
    {at: 1, text: number(high)},
  ];
  const here = isPatch(query, s.trace.meta) ? query : top;
  const limit = high + 1e-6 * Math.abs(high);
  return {
    values,
    top,
    limit,
    beyond: countAbove(values, prefix, limit),
    at: probe ?? here,
    map: colormap(s.colormap),
    scale: {...plainScale(), unit, ticks, top: high, topText: number(high)},
  };
}

const bars = new WeakMap(); // sizes -> the bar that is drawn of them

function barOf(sizes) {
  if (!bars.has(sizes)) bars.set(sizes, groupBar(sizes));
  return bars.get(sizes);
}

function segmentShot(s, shot) {
  const parting = s.trace.features.segments.of(s.depth, s);
  if (!parting) return {...shot, missing: true, scale: plainScale(), map: channels('rgb')};
  const {labels, sizes, late} = parting;
  const {prefix} = s.trace.meta;
  const listed = s.lit !== null && s.lit < sizes.length ? s.lit : null;
  const lit = listed ?? (shot.at === null ? null : labels[shot.at - prefix]);
  return {
    ...shot,
    missing: false,
    late,
    parting,
    lit,
    groups: labels,
    crisp: true, // there is nothing between two labels
    colours: groupColours(labels, lit),
    scale: {...plainScale(), ticks: ticksOf(sizes)},
    map: barOf(sizes),
  };
}

function ticksOf(sizes) {
  let start = 0;
  const ticks = sizes.map(size => {
    const tick = {at: start, text: `${Math.round(100 * size)} %`, size};
    start += size;
    return tick;
  });
  return ticks.filter(({size}) => size >= ROOM);
}

/** The film: the same after every layer, each by its own threshold. */
export function groupStrip(s, query) {
  const {features} = s.trace;
  const colours = s.feature === 'segments' ? segmentFrame : foregroundFrame;
  return {
    count: features.count,
    chosen: s.depth,
    query,
    name: l => (l ? `L${l}` : 'in'),
    here: l => l >= firstLayer(s) && colours(s, l) !== null,
    coloured: l => colours(s, l),
  };
}

function segmentFrame(s, l) {
  const parting = s.trace.features.segments.of(l, s);
  return parting && groupColours(parting.labels);
}

function foregroundFrame(s, l) {
  const threshold = l === s.depth ? s.threshold : null;
  const front = s.trace.features.foregrounds.of(l, {...lookOf(s), threshold});
  if (!front) return null;
  if (s.inside === 'component') return componentFrame(front, colormap(s.colormap));
  return inside(coded(front.parts, s.coding), maskOf(front, threshold), DARK);
}

/** The first component of a layer as colours [P, 3]. */
function componentFrame(front, {rgb}) {
  const out = new Float32Array(front.places.length * 3);
  front.places.forEach((place, i) => {
    const at = 3 * entry(partOf(front, place));
    for (let c = 0; c < 3; c++) out[3 * i + c] = rgb[at + c] / 255;
  });
  return out;
}

const lookOf = ({facet, facetHead, axes}) => ({facet, facetHead, axes});

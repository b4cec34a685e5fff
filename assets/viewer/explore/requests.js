// What the Explore screen fetches, and in which order: the map first, then what a hover needs, then
// what may be looked at next.
import {conditions, layersAhead} from '../record/budget.js';
import {startOf} from '../record/grid.js';
import {chosenRegion} from '../record/region_query.js';
import {committed, howOf} from '../screen/query.js';
import {carried} from '../state/carried.js';
import {pageState} from '../state/page.js';
import {ownMethod} from '../state/read.js';

/** What a method needs besides the rows of its query. */
const NEEDS = {
  rollout: ({record}, s) => record.fusable && record.loadFused(s.leaveOut),
  positions: ({record}) => record.loadPositions(),
  features: featureParts,
  class: ({record}, s) => record.loadRelevance(s.target.index),
};

/** Fetches all that the present view shows, in parts; the record keeps it. */
export function partsOf(s) {
  const {trace} = s;
  const {record, meta} = trace;
  const query = committed(s);
  const hasFlow = meta.eager || s.method !== 'features'; // its film shows features
  return [
    ...[NEEDS[s.method]?.(trace, s)].flat(),
    record.loadRow(s.direction, query),
    hasFlow && record.loadRow('rollout', query, howOf(s)),
    record.loadObjects(),
    meta.eager && sumsOf(s),
  ];
}

/** Fetches what makes attention to any token of all layers, where the page does not compute it. */
function sumsOf({trace, direction}) {
  const {record, small} = trace;
  if (direction !== 'to' || small) return null;
  return Promise.all(record.layers.map((_, l) => record.loadSums(l)));
}

/** Fetches what a hover over a large record derives its maps from: the chosen layer's, if any. */
export function hoverParts(s) {
  const {record, small} = s.trace;
  if (s.method !== 'attention' || conditions().saves) return [];
  const load = s.direction === 'to' && !small ? 'loadSums' : 'layer';
  return [record[load](s.layer)];
}

/** The layers of a large record that may come while nothing else does: what is looked at next. */
export const aheadOf = s => layersAhead(s.layer, s.trace.meta);

/**
 * Fetches what is marked on maps of attention; last, because it takes a pass over all of it: of a
 * large record only where the big map is one of attention.
 */
export const marksOf = ({method, trace: {record, meta}}) =>
  !meta.eager && (method === 'features' || method === 'positions') ? null : record.loadSinks();

/**
 * Fetches what the first map of a view is drawn from, and no more: the colours of all layers, or the
 * rows of its query in every layer and head. A link may choose another query: it waits for query
 * and key of its layer, where these are small.
 */
export function fetchFirst({record, features, meta}, s) {
  const {method, feature, kind, query, how, isLink} = opening(meta);
  if (method === 'features') {
    return feature === 'colours' ? features.loadColours(looksAt(meta, s)) : null; // others: with the rest
  }
  if (meta.eager && isLink) return record.layer(firstLayer(meta, s));
  return record.loadRow(kind, query ?? startOf(meta), how);
}

/** What a view opens with: what its link says, or what stays of the page's choices. */
function opening(meta) {
  const {facts} = pageState;
  const linked = meta.opened?.facts ?? {};
  const {direction, ...opens} = {...facts, ...carried(facts, meta, false), ...linked};
  const method = opens.method ?? ownMethod(meta);
  const kind = method === 'rollout' ? 'rollout' : direction;
  const how = kind === 'rollout' ? howOf({...opens, leaveOut: opens.leave_out}) : null;
  const query = chosenRegion(opens.regions, opens.chosen_region) ?? opens.query;
  return {...opens, method, kind, query, how, isLink: Object.keys(linked).length > 0};
}

/** The axes and the facet that a view opens with: those of a link, else the present ones. */
function looksAt({opened}, s) {
  const linked = opened && {facet: 'token', facet_head: null, axes: 'layer', ...opened.facts};
  const {facet, facet_head: facetHead, axes} = linked ?? {...s, facet_head: s.facetHead};
  const quick = axes === 'layers' && facet === 'token'; // those of all pictures take long
  return {facet, facetHead, axes: quick ? axes : 'layer'};
}

/** What a kind of features needs; what is known of segments comes after these. */
function featureParts({features}, s) {
  const labels = features.load(s.depth, s.feature, s);
  if (s.feature !== 'segments') return labels;
  const look = {...s};
  return [labels, labels.then(() => features.segments.loadFacts(s.depth, look))];
}

/** The layers of a film of groups that a large record still lacks, the nearest first. */
export function framesAhead({method, feature, depth, trace: {meta, features}, ...look}) {
  const grouped = method === 'features' && (feature === 'foreground' || feature === 'segments');
  if (meta.eager || !grouped) return [];
  const layers = features.layersOf(look).filter(l => l !== depth);
  return layers.sort((a, b) => Math.abs(a - depth) - Math.abs(b - depth));
}

/** The layer that a view opens with: that of a link, the present one of the same model, the last. */
function firstLayer({layers, checkpoint, opened}, {trace, layer}) {
  const kept = trace?.meta.checkpoint === checkpoint ? layer : layers - 1;
  return Math.min(opened?.facts.layer ?? kept, layers - 1);
}

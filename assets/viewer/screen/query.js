// The token, head and layer that a state stands for.
import {isPatch, middle, startOf} from '../record/grid.js';
import {isRegion, queryOfRegion, tokensOfQuery} from '../record/region_query.js';

/** The frames of the film: how many, and the one that is shown, null where none of them is. */
export function filmOf(s) {
  const {layers} = s.trace.meta;
  if (s.method === 'features') return {count: layers + 1, at: s.depth};
  return {count: layers, at: s.method === 'rollout' ? s.end : null};
}

/**
 * How a rollout is made, null where it is as usual.
 * @returns {import('../record/flow.js').How}
 */
export const howOf = ({start, leaveOut}) =>
  start || leaveOut ? {start, leave_out: Number(leaveOut)} : null;

const OF_REGIONS = ['attention', 'rollout', 'features']; // methods whose query may be a region

/** The query of the chosen region; null without one, and where a map is not of a region. */
const regionQuery = ({region, method}) =>
  region && OF_REGIONS.includes(method) ? queryOfRegion(region) : null;

/** The query that was chosen: a region or a patch; null for neither. */
export const chosenQuery = s => regionQuery(s) ?? s.pinned;

/** The query that was chosen, by a click or by default; hovering does not commit. */
export const committed = s => chosenQuery(s) ?? startOf(s.trace.meta);

/**
 * The query shown: that of a pair of tokens in the table of all weights, a region that is being
 * drawn, the chosen one, else the patch under the pointer, else the default.
 */
export const queryOf = s =>
  pairOf(s)?.query ?? s.drawing ?? chosenQuery(s) ?? underPointer(s) ?? startOf(s.trace.meta);

/** The tokens under the pointer in the table of all weights, where the big map is of its rows. */
const pairOf = s => (s.method === 'attention' && s.direction === 'from' ? s.pair : null);

/** The patch under the pointer where it is the query: received attention is of all queries. */
const underPointer = s => (isReceived(s) ? null : s.hover);

/** Whether the big map is the attention that tokens get from all queries. */
export const isReceived = ({method, direction}) =>
  method === 'attention' && direction === 'received';

/**
 * The number of tokens of which uniform attention gives each a share: N, and N/m of what is given
 * to the m patches of a region together.
 */
export function evenOf({direction, trace: {meta}}, query) {
  const isSum = direction === 'to' && isRegion(query);
  return meta.tokens / (isSum ? tokensOfQuery(query, meta).length : 1);
}

/**
 * Whether the query shown is a hovered patch whose row of every layer is not here: of a large record
 * the chosen layer alone follows the pointer, the others follow when it rests.
 */
export function lags(s) {
  const query = queryOf(s);
  const {record, meta} = s.trace;
  return !meta.eager && query !== committed(s) && !record.row(s.direction, query);
}

/** The patch under the pointer while another one is pinned; null otherwise. */
export function probeOf(s) {
  const pair = pairOf(s);
  if (pair) return pair.key;
  const chosen = chosenQuery(s);
  const reads = chosen !== null || isReceived(s);
  return reads && s.hover !== null && s.hover !== chosen ? s.hover : null;
}

/** The head on the stage: the one under the pointer in the matrix, else the chosen one. */
export const headOf = s => s.lens ?? {layer: s.layer, head: s.head};

/** Only patches have position vectors: any other query is replaced by the middle patch. */
export const patchOf = (s, query) => (isPatch(query, s.trace.meta) ? query : middle(s.trace.meta));

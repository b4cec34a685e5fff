// The token, head and layer that a state stands for.
import {isPatch, middle, startOf} from '../record/grid.js';

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

/** The query that was chosen, by a click or by default; hovering does not commit. */
export const committed = s => s.pinned ?? startOf(s.trace.meta);

/** The query shown: the pinned one, else the patch under the pointer, else the default. */
export const queryOf = s => s.pinned ?? s.hover ?? startOf(s.trace.meta);

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
export const probeOf = s =>
  s.pinned !== null && s.hover !== null && s.hover !== s.pinned ? s.hover : null;

/** The head on the stage: the one under the pointer in the matrix, else the chosen one. */
export const headOf = s => s.lens ?? {layer: s.layer, head: s.head};

/** Only patches have position vectors: any other query is replaced by the middle patch. */
export const patchOf = (s, query) => (isPatch(query, s.trace.meta) ? query : middle(s.trace.meta));

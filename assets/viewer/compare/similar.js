// Which patch of which column a column's similarities are with.
import {patchAt} from '../draw/eye.js';
import {middle} from '../record/grid.js';

/**
 * Whether the directions of two frames have a common similarity: the tokens of all layers do, keys,
 * queries and values those of one layer and head. As `apart` of app/screens/compare/facets.py.
 */
export function isAlike(one, other) {
  const same = name => one[name] === other[name];
  if (one.result.meta.checkpoint !== other.result.meta.checkpoint || !same('facet')) return false;
  return one.facet === 'token' || (same('layer') && same('head'));
}

/** Why they have none, in one sentence. */
export function apartText(one, other) {
  if (one.result.meta.checkpoint !== other.result.meta.checkpoint) {
    return 'Two checkpoints have no common similarity.';
  }
  const whose = one.facet === other.facet ? `the ${other.facet}s of two layers or heads` : '';
  return `${whose ? sentence(whose) : `A ${one.facet} and a ${other.facet}`} have no common similarity.`;
}

const sentence = text => text[0].toUpperCase() + text.slice(1);

/** The column whose patch is chosen: that under the pointer, else that of the pinned one. */
export function origin({pinned, hover, over, source}, columns) {
  if (pinned || !hover) return columns[Math.min(source, columns.length - 1)] ?? columns[0];
  return columns.includes(over) ? over : columns[0];
}

/** The chosen patch's token in its own column; the middle patch where none is chosen. */
export function tokenIn(column, cursor) {
  const {meta} = column.frame.result;
  return (cursor && patchAt(cursor, meta)) ?? middle(meta);
}

/**
 * The frame and the token whose similarities a column shows: the chosen patch where it has a common
 * similarity with it, else the patch at the same place of a column that shows the same picture and
 * has, the column itself above all. `same` says whether that is the chosen patch.
 */
export function sourceOf(column, state, columns) {
  const cursor = state.pinned ?? state.hover;
  const chosen = origin(state, columns);
  if (!chosen.frame) return null;
  const token = tokenIn(chosen, cursor);
  if (isAlike(chosen.frame, column.frame)) return {from: chosen.frame, token, same: true};
  const {meta} = chosen.frame.result;
  const twin = twinOf(column, meta.digest, columns) ?? column;
  return {from: twin.frame, token: tokenIn(twin, cursor ?? null), same: false};
}

/** The column itself, or another one with a common similarity, that shows this picture. */
function twinOf(column, digest, columns) {
  return [column, ...columns].find(
    ({frame}) =>
      frame?.facet && frame.result.meta.digest === digest && isAlike(frame, column.frame),
  );
}

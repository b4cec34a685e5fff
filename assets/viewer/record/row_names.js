// The rows of attention and rollout that a record keeps: their names, and where they come from.
import {routes} from './contract.js';
import {EVERY} from './grid.js';

/** "from 0", "to 17", "rollout -1", "rollout 0 1 0": one that starts later, or without sinks. */
export const rowName = (kind, query, how) => [kind, query, ...Object.values(how ?? {})].join(' ');

/**
 * The address of a row.
 * @param {string} view
 * @param {'from' | 'to' | 'rollout'} kind
 * @param {number} query
 * @param {import('./flow.js').How} how
 */
export function rowUrl(view, kind, query, how) {
  const token = query === EVERY ? 'default' : query;
  return kind === 'rollout' ? routes.rollout(view, token, how ?? {}) : routes[kind](view, token);
}

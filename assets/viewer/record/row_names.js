// The rows of attention and rollout that a record keeps: their names, and where they come from.
import {routes} from './contract.js';
import {isRegion, textOfQuery} from './region_query.js';

/** "from 0", "to 17", "rollout -1", "rollout 0 1 0": one that starts later, or without sinks. */
export const rowName = (kind, query, how) =>
  kind === 'received' ? kind : [kind, query, ...Object.values(how ?? {})].join(' ');

/**
 * The address of a row.
 * @param {string} view
 * @param {'from' | 'to' | 'received' | 'rollout'} kind
 * @param {number} query
 * @param {import('./flow.js').How} how
 */
export function rowUrl(view, kind, query, how) {
  if (kind === 'received') return routes.receivedRows(view);
  const token = query < 0 ? 'default' : query;
  const region = isRegion(query) ? {region: textOfQuery(query)} : {};
  if (kind === 'rollout') return routes.rollout(view, token, {...how, ...region});
  return routes[kind](view, token, region);
}

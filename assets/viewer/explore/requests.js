// The server's exact figures for a query, layer and method that were chosen.
import {committed} from '../screen/query.js';

/** What a method needs besides the rows of its query. */
const NEEDS = {
  rollout: ({record}) => record.fusable && record.loadFused(),
  positions: ({record}) => record.loadPositions(),
  features: ({features}, s) => features.load(s.depth),
  class: ({record}, s) => record.loadRelevance(s.target.index),
};

/** Fetches all that the present view needs; the record keeps it. */
export function fetchExact(s) {
  const {trace} = s;
  const {record, meta} = trace;
  const query = committed(s);
  return Promise.all([
    record.loadRow(s.direction, query),
    record.loadRow('rollout', query),
    record.loadObjects(),
    NEEDS[s.method]?.(trace, s),
    meta.eager || record.load(s.layer),
  ]);
}

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

/** The layer that a view opens with: that of a link, the present one of the same model, the last. */
export function firstLayer({layers, checkpoint, opened}, {trace, layer}) {
  const kept = trace?.meta.checkpoint === checkpoint ? layer : layers - 1;
  return Math.min(opened?.facts.layer ?? kept, layers - 1);
}

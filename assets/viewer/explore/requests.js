// The server's exact figures for a query, layer and method that were chosen.
import {EVERY} from '../record/grid.js';
import {committed} from '../screen/query.js';

/** What a method needs besides the rows of its query. */
const NEEDS = {
  rollout: ({record}) => record.fusable && record.loadFused(),
  positions: ({record}) => record.loadPositions(),
  features: ({features}, s) => features.load(s.depth, s.axes),
  class: ({record}, s) => record.loadRelevance(s.target.index),
};

/** Fetches all that the present view needs, in parts; the record keeps it. */
export function partsOf(s) {
  const {trace} = s;
  const {record, meta} = trace;
  const query = committed(s);
  return [
    record.loadRow(s.direction, query),
    record.loadRow('rollout', query),
    record.loadObjects(),
    NEEDS[s.method]?.(trace, s),
    meta.eager || record.load(s.layer),
  ];
}

/**
 * Fetches what the first map of a view is drawn from, and no more: the rows of its query in every
 * layer and head. A link may choose another query: it waits for query and key of its layer.
 */
export function fetchFirst({record, features, meta}, s) {
  if (!meta.classifier) return features.loadColours(axesOf(meta, s));
  if (Object.keys(meta.opened?.facts ?? {}).length) return record.layer(firstLayer(meta, s));
  const kind = s.method === 'rollout' ? 'rollout' : s.direction;
  return record.loadRow(kind, meta.default_query ?? EVERY);
}

/** The axes that a view opens with: those of a link, else the present ones; some take long. */
function axesOf({opened}, {axes}) {
  const chosen = opened?.facts.axes ?? axes;
  return chosen === 'pictures' ? 'layer' : chosen;
}

/** The layer that a view opens with: that of a link, the present one of the same model, the last. */
function firstLayer({layers, checkpoint, opened}, {trace, layer}) {
  const kept = trace?.meta.checkpoint === checkpoint ? layer : layers - 1;
  return Math.min(opened?.facts.layer ?? kept, layers - 1);
}

// The kinds of map that a column can show. Each one says who asks when the cursor is on a patch,
// what has to be here before it can follow the pointer, and how its values come from a trace.
import {EVERY, startOf} from './grid.js';

const WHOLE = 4e6;                         // bytes up to which all layers come in one request

/** Attention from the patch under the cursor; from the model's own query while there is none. */
const attention = {
  heads: true,
  phrase: 'attention',
  query: (meta, token) => token ?? startOf(meta),
  follows: () => true,                     // the pointer: the maps need no request of their own
  fetch: fetchAttention,
  values: attend,
};

/** Attention from the class token (from the mean of patches in models without one). */
const start = {...attention, phrase: 'class attention', query: startOf};

/** Rollout through the layers up to the chosen one, mean of heads. */
const rollout = {
  heads: false,
  phrase: 'rollout',
  query: attention.query,
  follows: ({record}) => record.fusable,
  fetch: ({record}, layer, query) =>
    (record.fusable ? record.loadFused() : record.loadRow('rollout', query)),
  values(trace, layer, head, query, fallback) {
    trace.rollout(query, {first: layer, last: layer, fallback});
    return {values: trace.frame(layer), made: trace.flowing};
  },
};

export const KINDS = {attention, start, rollout};

async function fetchAttention({record, meta}, layer) {
  const asked = [meta.bytes.qk_all <= WHOLE ? record.loadAll() : record.layer(layer)];
  if (startOf(meta) === EVERY) asked.push(record.loadRow('from', EVERY));
  await Promise.all(asked);
}

function attend(trace, layer, head, query, fallback) {
  trace.attend(query, 'from', {first: layer, last: layer, fallback});
  return {values: trace.map(layer, head), made: trace.made[layer]};
}

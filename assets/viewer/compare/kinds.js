// The kinds of map that a column can show. Each one says who asks when the cursor is on a patch,
// what has to be here before it can follow the pointer, and how its values come from an answer.
import {numbers} from '../record/decode.js';
import {EVERY, isPatch, nameOf, startOf} from '../record/grid.js';

const WHOLE = 4e6; // bytes up to which all layers come in one request

/** Attention from the patch under the cursor; from the model's own query while there is none. */
const attention = {
  layer: true, // whether a layer, and a head of it, can be chosen
  head: true,
  phrase: 'attention',
  query: (meta, token) => token ?? startOf(meta),
  asked: ({query, meta}) => `from ${isPatch(query, meta) ? '' : 'the '}${nameOf(query, meta)}`,
  follows: () => true, // the pointer: the maps need no request of their own
  fetch: fetchAttention,
  values({trace}, {layer, head, query, committed}) {
    trace.attend(query, 'from', {first: layer, last: layer, fallback: committed});
    return {values: trace.map(layer, head), made: trace.origins[layer]};
  },
};

/** Attention from the class token, or from all that the model reads. */
const start = {...attention, phrase: 'class attention', query: startOf};

/** Rollout through the layers up to the chosen one, mean of heads. */
const rollout = {
  ...attention,
  head: false,
  phrase: 'rollout',
  follows: ({trace}) => trace.record.fusable,
  fetch: ({trace: {record}}, {query}) =>
    record.fusable ? record.loadFused() : record.loadRow('rollout', query),
  values({trace}, {layer, query, committed}) {
    trace.rollout(query, {first: layer, last: layer, fallback: committed});
    return {values: trace.frame(layer), made: trace.flowing};
  },
};

/** Relevance of the patches for one class (Chefer et al. 2021), as shares of their sum. */
const relevance = {
  ...attention,
  layer: false,
  head: false,
  phrase: 'relevance',
  query: startOf,
  asked: ({target}) => `for ${target.name}`,
  fetch: fetchRelevance,
  values: ({heats}, {target}) => ({values: heats.get(target.index), made: 'exact'}),
};

export const KINDS = {attention, start, rollout, relevance};

async function fetchAttention({trace: {record}, meta}, {layer}) {
  const asked = [meta.bytes.qk_all <= WHOLE ? record.loadAll() : record.layer(layer)];
  if (startOf(meta) === EVERY) asked.push(record.loadRow('from', EVERY));
  await Promise.all(asked);
}

function fetchRelevance({trace: {record}, meta, heats}, {target}) {
  const query = new URLSearchParams({methods: 'relevance', target: target?.index ?? ''});
  return record.once(`maps?${query}`, async () => {
    const url = `${record.url}/maps?${query}`;
    const values = await numbers(url, {count: meta.tokens, signal: record.signal});
    heats.set(target.index, shares(values, meta.prefix));
  });
}

/** What lies on the patches, as shares of its sum; nothing on the prefix tokens. */
function shares(values, prefix) {
  const sum = values.subarray(prefix).reduce((total, value) => total + value, 0);
  return values.map((value, j) => (j < prefix || sum <= 0 ? 0 : value / sum));
}

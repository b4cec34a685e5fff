// The kinds of map that a column can show: the query of each while the cursor is on a patch, what it
// fetches before it can follow the pointer, and how its values come from a reply.
import {bodies, routes} from '../record/contract.js';
import {EVERY, isPatch, nameOf, startOf} from '../record/grid.js';
import {headsOf, sinksIn, sinksOf} from '../record/sinks.js';
import {FEATURE_KINDS} from './feature_kinds.js';

const WHOLE = 1e6; // bytes up to which all layers come in one request

/** Attention from the patch under the cursor; from the model's own query while there is none. */
const attention = {
  layer: true, // whether a layer, and a head of it, can be chosen
  head: true,
  depth: 'layer', // the fact that says which layer
  heads: 'head', // and which head
  mass: true, // whether values are shares of a whole, which two columns can have at the same places
  phrase: 'attention',
  query: (meta, token) => token ?? startOf(meta),
  caption: ({query, meta}) => `from ${isPatch(query, meta) ? '' : 'the '}${nameOf(query, meta)}`,
  follows: () => true, // whether a trace's maps follow the pointer without a request
  fetch: fetchAttention,
  sinks: ({trace: {record}}, {layer, head}) => sinksOf(record, {layer, head}), // that are marked
  values({trace}, {layer, head, query, committed}) {
    trace.attend(query, 'from', {first: layer, last: layer, fallback: committed});
    return {values: trace.map(layer, head), origin: trace.origins[layer]};
  },
};

/** Attention from the class token, or from all tokens that the model reads. */
const start = {...attention, phrase: 'class attention', query: startOf};

/** Rollout through the layers up to the chosen one, mean of heads. */
const rollout = {
  ...attention,
  head: false,
  depth: 'end',
  phrase: 'rollout',
  follows: trace => trace.record.fusable,
  fetch: ({trace: {record}}, {query}) =>
    record.fusable ? record.loadFused() : record.loadRow('rollout', query),
  sinks: ({trace: {record}}, {layer}) => sinksIn(record, 0, layer),
  values({trace}, {layer, query, committed}) {
    trace.rollout(query, {first: layer, last: layer, fallback: committed});
    return {values: trace.frame(layer), origin: trace.flowing};
  },
};

/** Relevance of the patches for one class (Chefer et al. 2021), as shares of their sum. */
const relevance = {
  ...attention,
  layer: false,
  head: false,
  phrase: 'relevance',
  query: startOf,
  caption: ({target}) => `for ${target.name}`,
  fetch: fetchRelevance,
  sinks: () => [],
  values: ({heats}, {target}) => ({values: heats.get(target.index), origin: 'exact'}),
};

/** Attention that each patch gets, the mean over all queries; the sinks among them are framed. */
const sinks = {
  ...attention,
  phrase: 'attention received',
  query: () => EVERY,
  caption: receivedText,
  fetch: ({trace: {record}, received}, {layer}) =>
    Promise.all([received.load(layer), record.loadSinks()]),
  values: ({received}, {layer, head}) => ({values: received.map(layer, head), origin: 'exact'}),
};

/** Whether the colours of a kind follow axes, of this layer or of all pictures. */
export const hasAxes = kind => kind === 'colours' || kind === 'foreground';

export const KINDS = {attention, start, rollout, relevance, ...FEATURE_KINDS, sinks};

/** "a sink of L1 H6", or where there is one. */
function receivedText({sinks: here, result}) {
  const all = result.trace.record.sinks ?? [];
  const elsewhere = all.length ? `no sink here, but in ${headsOf(all)}` : 'no sink in any layer';
  return here.length ? `a sink of ${headsOf(here)}` : elsewhere;
}

async function fetchAttention({trace: {record}, meta}, {layer}) {
  const requests = [meta.bytes.qk_all <= WHOLE ? record.loadAll() : record.layer(layer)];
  if (startOf(meta) === EVERY) requests.push(record.loadRow('from', EVERY));
  await Promise.all(requests);
}

function fetchRelevance(result, {target}) {
  const {
    trace: {record},
    meta,
    heats,
  } = result;
  const url = routes.maps(record.url, {target: target?.index ?? '', methods: 'relevance'});
  return result.once(url, async () => {
    const values = await record.numbers(url, bodies.maps(meta, {methods: 1}));
    heats.set(target.index, shares(values, meta.prefix));
  });
}

/** The values of the patches as shares of their sum; 0 for the prefix tokens. */
function shares(values, prefix) {
  const sum = values.subarray(prefix).reduce((total, value) => total + value, 0);
  return values.map((value, j) => (j < prefix || sum <= 0 ? 0 : value / sum));
}

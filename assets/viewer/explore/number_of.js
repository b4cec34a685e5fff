// The attention weight behind the value on the screen, as the event `number` carries it.
import {EVERY} from '../record/grid.js';
import {isRegion, tokensOfQuery} from '../record/region_query.js';
import {headOf, queryOf} from '../screen/query.js';
import {READ} from '../screen/tell_weight.js';

/**
 * The weight that the status line reads, or that of patch `at`. A map of many weights opens at one
 * of them: rollout at its last layer's mean of heads, a map from all tokens at the weight of the
 * patch on itself.
 */
export function numberOf(s, shot, at) {
  const {meta} = s.trace;
  const {layer, head} = s.method === 'rollout' ? {layer: s.end, head: meta.heads} : headOf(s);
  const [from, to] = pairOf(s, at ?? shot.at);
  const note = NOTES[s.method] ?? noteOf(queryOf(s));
  return {meta, art: s.art, layer, head: head === meta.heads ? null : head, from, to, note};
}

/** The query token and the key token of the weight. */
function pairOf(s, there) {
  const query = queryOf(s);
  const here = tokenOf(query, there, s.trace.meta);
  const reversed = s.direction === 'to' && s.method === 'attention';
  return reversed ? [there, here] : [here, there];
}

/** One token of what a map is of: that of a region in its middle. */
function tokenOf(query, there, meta) {
  if (!isRegion(query)) return query === EVERY ? there : query;
  const tokens = tokensOfQuery(query, meta);
  return tokens[tokens.length >> 1];
}

const noteOf = query => {
  if (isRegion(query)) return REGION;
  return query === EVERY ? READ : '';
};

const REGION = 'The map is of all patches of the region; this is the weight of one of them.';

const OTHER =
  'The map on the screen is not attention; this is the attention between the same two tokens.';
const NOTES = {
  rollout: 'Rollout multiplies such weights through the layers; this is one of its last layer.',
  class: OTHER,
  features: OTHER,
  positions: OTHER,
};

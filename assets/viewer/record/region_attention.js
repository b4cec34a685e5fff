// Attention from and to a region of one layer, from query and key [H, N, K], and its rollout's start.
import {attentionFrom, attentionTo} from './attention.js';
import {tokensOfQuery} from './region_query.js';

const COST = 40e6; // products of a layer up to which a region is derived here: some 40 ms

/** Whether the attention of a layer from or to so many tokens is derived here. */
const isCheap = ({heads, tokens, width}, count) => heads * tokens * width * count <= COST;

/**
 * Fills out[at :] with [H, N]: from the region the mean of its rows, to it the sum of its columns;
 * false where that would take too long, or a column lacks its log-sum-exps.
 */
export function regionAttention(layer, shape, tokens, direction, out, at) {
  if (!isCheap(shape, tokens.length)) return false;
  const size = shape.heads * shape.tokens;
  const one = new Float32Array(size);
  const attend = direction === 'from' ? attentionFrom : attentionTo;
  const weight = direction === 'from' ? 1 / tokens.length : 1;
  out.fill(0, at, at + size);
  for (const token of tokens) {
    attend(layer, shape, token, one);
    for (let i = 0; i < size; i++) out[at + i] += weight * one[i];
  }
  return true;
}

/** [N] start of a rollout from a region: equal weights of a sum of 1. */
export function regionStart(query, meta) {
  const tokens = tokensOfQuery(query, meta);
  const start = new Float32Array(meta.tokens);
  for (const token of tokens) start[token] = 1 / tokens.length;
  return start;
}

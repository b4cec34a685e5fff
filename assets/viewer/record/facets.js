// What of a layer stands for its patches: the token, or its key, query or value, of all heads or one.

/**
 * @typedef {object} FacetChoice
 * @property {'token' | 'key' | 'query' | 'value'} [facet]
 * @property {number | null} [facetHead] null: all heads side by side
 */

/** The name of a facet: "token", "key/all", "value/3". */
export const facetName = (/** @type {FacetChoice} */ {facet = 'token', facetHead = null} = {}) =>
  facet === 'token' ? facet : `${facet}/${facetHead ?? 'all'}`;

/** A facet as fields of a route. */
export const facetFields = (/** @type {FacetChoice} */ {facet = 'token', facetHead = null} = {}) =>
  facet === 'token' ? {} : {facet, ...(facetHead !== null && {facet_head: facetHead})};

/** The first layer that has a facet: the embedding has tokens alone. */
export const firstLayer = (/** @type {FacetChoice} */ {facet = 'token'} = {}) =>
  facet === 'token' ? 0 : 1;

/** How many numbers a facet of a token has. */
export function facetWidth(
  {position_width: width, heads, head_width: own},
  /** @type {FacetChoice} */ {facet = 'token', facetHead = null} = {},
) {
  if (facet === 'token') return width;
  return facetHead === null ? heads * own : own;
}

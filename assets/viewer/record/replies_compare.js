// Written by app.wire.write_contract from app/wire/forms_compare.py: change it there.

/**
 * @typedef {{first: number[], second: number[], cosine: number[], margin: number[]}} MatchedPairs
 */
/**
 * @typedef {{facet: 'token' | 'key' | 'query' | 'value', pairs: number, right: number, placed:
 * number}} TurnedFacet
 */

export {};

// Written by app.wire.write_contract from app/wire/forms_link.py: change it there.

/** @typedef {{index: number, name: string}} ClassName */
/**
 * @typedef {{kind: 'block', top: number, bottom: number, left: number, right: number}} BlockMask
 */
/** @typedef {{kind: 'object', index: number}} ObjectMask */
/** @typedef {{kind: 'lasso', points: [number, number][]}} LassoMask */
/** @typedef {{kind: 'none'}} NoMask */
/**
 * @typedef {{kind: 'block', top: number, bottom: number, left: number, right: number}} BlockRegion
 */
/** @typedef {{of: string, to: string}} LikenessParts */
/**
 * @typedef {{checkpoint: string | null, patch: number | null, height: number | null, width: number
 * | null, example: number | null, own: string | null, facet: 'token' | 'key' | 'query' | 'value' |
 * null, layer: number | null, head: number | 'mean' | null}} LinkColumn
 */
/**
 * @typedef {{off: string[], fill: 'zero' | 'mean', hidden: number[], blanked: number[],
 * temperature: {[name: string]: number}}} LinkChange
 */
/**
 * @typedef {{image: number, patch: number, width: number, heads: number, depth: number, mlp_ratio:
 * number}} TrialSizes
 */

export {};

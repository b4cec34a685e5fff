// Written by app.wire.write_contract from app/wire/forms_explain.py: change it there.

/** @typedef {{done: number, total: number, place?: number, drops?: number[]}} Progress */
/** @typedef {{}} Nothing */
/** @typedef {{error: string}} Failure */
/**
 * @typedef {{name: string, title: string, class_specific: boolean, cost: 'derived' | 'one backward'
 * | 'a backward per layer' | 'a forward per patch', source: string, signed: boolean}} MethodFacts
 */
/**
 * @typedef {{kind: 'softmax' | 'sigmoid' | 'none', refusal: string | null, names: string[], p:
 * number[]}} Classes
 */
/** @typedef {{value: number, of: string, to: string, stays: number[]}} LikenessFacts */
/** @typedef {{word: string, label: string, own: boolean}} LikenessPicture */
/** @typedef {{deletion: number[], insertion: number[], score: number, spread: number}} Curves */
/** @typedef {{levels: number[], methods: {[name: string]: Curves | null}}} Faithfulness */
/** @typedef {{drops: number[], correlation: {[name: string]: number}}} Removal */

export {};

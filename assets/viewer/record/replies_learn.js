// Written by app.wire.write_contract from app/wire/forms_learn.py: change it there.

/** @import {Prediction} from './replies_view.js' */
/**
 * @typedef {{name: string, values: number[], shape: number[], length: number, mean: number,
 * deviation: number}} BlockStep
 */
/**
 * @typedef {{patch: number, patches: number, tokens: number, pairs: number, multiply_adds: number}}
 * PatchSizeRow
 */
/**
 * @typedef {{numbers: {[name: string]: number}, vectors: {[name: string]: number[]}, maps: {[name:
 * string]: number[]}, shapes: {[name: string]: number[]}, words: {[name: string]: string}, flags:
 * string[], rows: BlockStep[] | PatchSizeRow[]}} CardFacts
 */
/**
 * @typedef {{score: number, scale: number, root: number, scaled: number, largest: number,
 * exponential: number, total: number, weight: number}} WeightSteps
 */
/** @typedef {{token: number, scaled: number, exponential: number}} SoftmaxTerm */
/** @typedef {{count: number, sum: number}} SoftmaxRest */
/** @typedef {{layer: number, head: number, from: number, to: number}} WeightPlace */
/**
 * @typedef {{layer: number, head: number, from: number, to: number, score: number, scale: number,
 * root: number, scaled: number, largest: number, exponential: number, total: number, weight:
 * number, weights: number[], row: number[], query: number[], key: number[], products: number[],
 * value: number[], terms: SoftmaxTerm[], rest: SoftmaxRest, record: number, carried: number | null,
 * output: number}} WeightFacts
 */
/**
 * @typedef {{steps: {[name: string]: number[] | null}, layers: number, post_norm: boolean,
 * prefix_names: string[], readout: string, positions: string, answer: Prediction[], parameters:
 * {[name: string]: number}, logits: number}} Diagram
 */
/** @typedef {{name: string, reads: string, holds: boolean, nearest: number[]}} SizeRule */
/**
 * @typedef {{rows: number, cols: number, patches: number, tokens: number, patch_numbers: number,
 * head_width: number, hidden: number}} ModelShape
 */
/** @typedef {{rules: SizeRule[], shape: null}} BrokenPlan */
/**
 * @typedef {{rules: SizeRule[], shape: ModelShape, parameters: {[name: string]: number}, total:
 * number, multiply_adds: number, weight_bytes: number, record_bytes: number, map_bytes: number,
 * refused: string | null}} ModelPlan
 */
/** @typedef {{training: string}} TrainingName */
/** @typedef {{step: number, seconds: number, loss?: number, accuracy?: number}} TrainingStep */
/** @typedef {{checkpoint: string}} TrainedModel */

export {};

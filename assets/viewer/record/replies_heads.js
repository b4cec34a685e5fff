// Written by app.wire.write_contract from app/wire/forms_heads.py: change it there.

/** @import {Prediction} from './replies_view.js' */
/**
 * @typedef {{figures: {[name: string]: number[][]}, uniform: number, tags: (('prefix' | 'sink' |
 * 'uniform' | 'row' | 'column' | 'local' | 'mixed')[])[]}} HeadFigures
 */
/**
 * @typedef {{figures: {[name: string]: number[][]}, uniform: number, tags: (('prefix' | 'sink' |
 * 'uniform' | 'row' | 'column' | 'local' | 'mixed')[])[], rules: {[name: string]: string}, norms:
 * number[][], outliers: number[][], outlier: number}} HeadStatistics
 */
/**
 * @typedef {{figures: {[name: string]: number[][]}, uniform: number, tags: (('prefix' | 'sink' |
 * 'uniform' | 'row' | 'column' | 'local' | 'mixed')[])[], spread: {[name: string]: number[][]},
 * pictures: number}} HeadSpread
 */
/**
 * @typedef {{ratio: number, longest: number, outlier: number, tokens: number[], most: number |
 * null, since: number | null, neurons: [number, number, number][], count: number, register:
 * number[], refusal: string | null}} OutlierFacts
 */
/** @typedef {{logit: number[], p: number[], top: Prediction[]}} Lens */
/** @typedef {{token: number}} ReceptiveField */
/** @typedef {{moves: number[]}} FeatureMoves */
/** @typedef {{drops: number[][], correlation: number}} Ablation */

export {};

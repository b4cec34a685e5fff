// Written by app.wire.write_contract from app/wire/forms_positions.py: change it there.

/** @typedef {{name: string, norm: number}} PrefixPosition */
/**
 * @typedef {{kind: 'axial' | 'centred' | 'mixed', layers: number, heads: number, pairs: number}}
 * RotaryFacts
 */
/**
 * @typedef {{kind: 'learned' | 'sinusoidal' | 'none', refusal: string | null, stored: [number,
 * number], resampling: 'bicubic' | 'bilinear' | 'flexivit', norms: number[], prefix:
 * PrefixPosition[], shares: number[], rotary: RotaryFacts | null, axis: number[]}} PositionFacts
 */
/** @typedef {{parts: string[], shares: number[][], refusal: string | null}} ScoreShares */
/**
 * @typedef {{distances: number[][], uniform: number, recipes: {[name: string]: string}}} PaperFacts
 */

export {};

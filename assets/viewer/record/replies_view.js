// Written by app.wire.write_contract from app/wire/forms_view.py: change it there.

/** @import {LinkFacts} from './replies_link_fields.js' */
/** @import {LevelFacts, SceneFacts} from './replies_picture.js' */
/** @typedef {{index: number, name: string, p: number}} Prediction */
/** @typedef {{fit: 'crop' | 'squash' | 'shape', down: number, right: number}} FramingForm */
/** @typedef {{name: string, weights: number[]}} Readout */
/** @typedef {{qk_layer: number, qk_all: number}} RecordBytes */
/**
 * @typedef {{facts: LinkFacts, sentence: string | null, expects: string | null, waits: {[name:
 * string]: string} | null}} Opened
 */
/**
 * @typedef {{token: string, checkpoint: string, title: string, layers: number, heads: number,
 * tokens: number, head_width: number, prefix: number, prefix_names: string[], rows: number, cols:
 * number, patch: number, sweep_block: number, input: [number, number], source: [number, number],
 * crop: [number, number, number, number], shape: [number, number], framing: FramingForm,
 * default_query: number | null, readout: Readout | null, trained: boolean, milliseconds: number,
 * device: string, dtype: string, bytes: RecordBytes, eager: boolean, classifier: boolean,
 * positions: boolean, position_width: number, picture_name: string, levels: LevelFacts | null,
 * digest: string, selection: {[name: string]: string}, scene?: SceneFacts | null, opened?: Opened}}
 * Descriptor
 */
/** @typedef {{index: number, name: string, before: number, after: number}} ClassChange */
/** @typedef {{viewer: Descriptor, bars: ClassChange[], several: boolean, alike: number}} Changed */
/** @typedef {{sinks: [number, number, number, number][], left_out: number[]}} Sinks */
/** @typedef {{names: string[], centres: number[], coverage: number[][]}} Objects */
/**
 * @typedef {{tokens: number, multiply_adds: number, milliseconds: number, record_bytes: number,
 * map_bytes: number}} Cost
 */
/**
 * @typedef {{patch: number, height: number, width: number, tokens: number, multiply_adds: number,
 * trained: boolean}} PatchSize
 */
/**
 * @typedef {{viewer: Descriptor, top: Prediction[], none: string | null, kind: 'softmax' |
 * 'sigmoid' | 'none', sizes: PatchSize[], free: boolean, example: number | null, cost: Cost}}
 * Column
 */
/** @typedef {{tokens: number, milliseconds: number}} Pass */
/** @typedef {{patch: number, cosine: number, correlation: number | null}} Fidelity */
/** @typedef {{distances: number[][], response_error: number | null}} Measures */
/** @typedef {{median: number | null, low: number | null, high: number | null}} Times */

export {};

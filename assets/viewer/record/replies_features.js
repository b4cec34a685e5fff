// Written by app.wire.write_contract from app/wire/forms_features.py: change it there.

/**
 * @typedef {{agreement: number | null, layer: number, received: number[][], within: number[][]}}
 * SegmentFacts
 */

export {};

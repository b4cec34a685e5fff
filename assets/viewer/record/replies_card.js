// Written by app.wire.write_contract from app/wire/forms_card.py: change it there.

/**
 * @typedef {{parameters: number, layers: number, heads: number, width: number, image: number[],
 * labels: string[]}} CardModel
 */
/** @typedef {{largest_area: number, accuracy: number}} QuarterAccuracy */
/**
 * @typedef {{accuracy: number, smallest_quarter: number, none_of_these: number, by_object_size:
 * QuarterAccuracy[], on_photo_like_background: number}} PatchSizeFigures
 */
/** @typedef {{probability: number, right: number, n: number}} CalibrationBin */
/** @typedef {{bins: CalibrationBin[], expected_error: number}} Calibration */
/** @typedef {{seed: number, drawn: string, answer: string, probability: number}} Mistake */
/**
 * @typedef {{empty: number, unseen_kinds: number, by_kind: {[name: string]: number}}} NoneOfThese
 */
/** @typedef {{both: number, at_least_one: number, a_third: number}} TwoObjects */
/** @typedef {{photograph: string, class: string, probability: number}} PhotographAnswer */
/** @typedef {{rollout: number, edges: number, centre: number, random: number}} PointingGame */
/** @typedef {{own: number, other: number}} OwnAndOther */
/** @typedef {{pixels: number[][], uniform: number}} HeadDistances */
/**
 * @typedef {{neighbours: number, far: number, correlation_with_distance: number}}
 * PositionNeighbourhood
 */
/** @typedef {{one: number, others: number, looks: number, pairs: number}} CardCounts */
/**
 * @typedef {{model: CardModel, patch_sizes: {[name: string]: PatchSizeFigures}, shipped_patch:
 * number, calibration: Calibration, confusion: number[][], mistakes: Mistake[], none_of_these:
 * NoneOfThese, two_objects: TwoObjects, photographs: PhotographAnswer[], pointing_game:
 * PointingGame, class_maps: {[name: string]: OwnAndOther}, attention_distance: HeadDistances,
 * positions: PositionNeighbourhood, counts: CardCounts, machine: {[name: string]: string}}}
 * CardFigures
 */
/**
 * @typedef {{key: string, title: string, facts: string, figures: CardFigures | null, missing:
 * string}} ModelCard
 */
/** @typedef {{cards: ModelCard[]}} ModelCards */

export {};

// Written by `python -m app.wire.write_contract` from app/wire/forms_*.py: change it there.

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
/**
 * @typedef {{checkpoint: string | null, patch: number | null, height: number | null, width: number
 * | null, example: number | null, layer: number | null, head: number | 'mean' | null}} LinkColumn
 */
/**
 * @typedef {{off: string[], fill: 'zero' | 'mean', hidden: number[], blanked: number[],
 * temperature: {[name: string]: number}}} LinkChange
 */
/**
 * @typedef {{image: number, patch: number, width: number, heads: number, depth: number, mlp_ratio:
 * number}} TrialSizes
 */
/**
 * @typedef {{screen?: 'explore' | 'explain' | 'compare' | 'positions' | 'heads' | 'learn' | 'card',
 * method?: 'attention' | 'rollout' | 'class' | 'features' | 'positions', layer?: number, head?:
 * number | null, query?: number | null, place?: [number, number], direction?: 'from' | 'to',
 * target?: ClassName, scale?: 'uniform' | 'map' | 'shared', root?: boolean, colormap?: 'inferno' |
 * 'viridis' | 'magma' | 'grey', opacity?: number, smooth?: boolean, grid?: boolean, cells?: 'maps'
 * | 'entropy' | 'distance' | 'prefix', feature?: 'colours' | 'similarity' | 'norms', axes?: 'layer'
 * | 'layers' | 'pictures', coding?: 'oklab' | 'rgb', depth?: number, facet?: 'token' | 'key' |
 * 'query' | 'value', facet_head?: number | null, end?: number, regions?: (BlockRegion |
 * LassoMask)[], chosen_region?: number, explain?: 'maps' | 'laboratory' | 'matter', against?:
 * number, shuffled?: boolean, explained?: 'attention' | 'rollout' | 'gradient_rollout' |
 * 'relevance' | 'legrad' | 'attention_grad_cam' | 'token_grad_cam' | 'token_removal', contrast?:
 * 'map' | 'uniform', residual?: number, discard?: number, start?: number, leave_out?: boolean,
 * fusion?: 'mean' | 'max' | 'min' | 'head', kind?: 'attention' | 'start' | 'rollout' | 'relevance',
 * columns?: LinkColumn[], positions?: 'tiles' | 'lab' | 'filters' | 'paper', table?: 'learned' |
 * 'rotary' | 'sinusoidal', sheet?: [number, number], turn?: [number, number], swap?: 'zero' |
 * 'shuffle' | 'shift', seed?: number, lab_map?: 'rollout' | 'attention', filter?: number,
 * filter_patch?: number, heads?: 'statistics' | 'finder' | 'interventions' | 'depth', figure?:
 * 'distance' | 'entropy' | 'prefix' | 'sink' | 'outlier' | 'row' | 'column' | 'near', descending?:
 * boolean, without?: boolean, tag?: 'prefix' | 'sink' | 'uniform' | 'row' | 'column' | 'local' |
 * 'mixed', mask?: BlockMask | ObjectMask | LassoMask | NoMask, only?: boolean, brush?: 'look' |
 * 'hidden' | 'blanked', film?: 'lens' | 'field' | 'ratio', read?: 'logit' | 'probability', branch?:
 * number, at?: number, learn?: 'cards' | 'build' | 'diagram' | 'glossary', card?: 'patches' |
 * 'projection' | 'positions' | 'class_token' | 'block' | 'query_key_value' | 'dot_product' |
 * 'heads' | 'depth' | 'layer_norm' | 'limits' | 'patch_size', sizes?: TrialSizes, change?:
 * LinkChange}} LinkFacts
 */
/** @typedef {{index: number, name: string, p: number}} Prediction */
/** @typedef {{fit: 'crop' | 'squash' | 'shape', down: number, right: number}} FramingForm */
/** @typedef {{name: string, weights: number[]}} Readout */
/** @typedef {{qk_layer: number, qk_all: number}} RecordBytes */
/** @typedef {{kind: string, seed: number, names: string[]}} SceneFacts */
/**
 * @typedef {{facts: LinkFacts, sentence: string | null, expects: string | null, waits: {[name:
 * string]: string} | null}} Opened
 */
/**
 * @typedef {{token: string, checkpoint: string, title: string, layers: number, heads: number,
 * tokens: number, head_width: number, prefix: number, prefix_names: string[], rows: number, cols:
 * number, patch: number, input: [number, number], source: [number, number], crop: [number, number,
 * number, number], shape: [number, number], framing: FramingForm, default_query: number | null,
 * readout: Readout | null, trained: boolean, milliseconds: number, device: string, dtype: string,
 * bytes: RecordBytes, eager: boolean, classifier: boolean, positions: boolean, position_width:
 * number, picture_name: string, digest: string, selection: {[name: string]: string}, scene?:
 * SceneFacts | null, opened?: Opened}} Descriptor
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
 * @typedef {{viewer: Descriptor, top: Prediction[], kind: 'softmax' | 'sigmoid' | 'none', sizes:
 * PatchSize[], free: boolean, example: number | null, cost: Cost}} Column
 */
/** @typedef {{tokens: number, milliseconds: number}} Pass */
/** @typedef {{patch: number, cosine: number, correlation: number | null}} Fidelity */
/** @typedef {{distances: number[][], response_error: number | null}} Measures */
/** @typedef {{median: number | null, low: number | null, high: number | null}} Times */
/** @typedef {{head: string, text: string}} Note */
/** @typedef {{key: string, text: string}} Offer */
/** @typedef {{text: string, key: string, back: string}} Because */
/** @typedef {{fraction: number, text: string}} Download */
/**
 * @typedef {{top: Prediction[], kind: 'softmax' | 'sigmoid' | 'none', verdict: string | null,
 * facts: string, details: string[], note: Note | null, offer: Offer | null, because: Because |
 * null, error: string | null, notice: string | null, progress?: Download | null, serial?: number}}
 * Answer
 */
/**
 * @typedef {{sizes: PatchSize[], patch: number, multiply_adds: number, milliseconds: number}}
 * PatchControl
 */
/**
 * @typedef {{index: number, name: string, label: string, kind: string, token?: string}} StripItem
 */
/** @typedef {{items: StripItem[], chosen: number}} Strip */
/** @typedef {{key: string, title: string, megabytes: number, group: string}} CheckpointChoice */
/** @typedef {{done: number, total: number, drops?: number[]}} Progress */
/** @typedef {{error: string}} Failure */
/**
 * @typedef {{name: string, title: string, class_specific: boolean, cost: 'derived' | 'one backward'
 * | 'a backward per layer' | 'a forward per patch', source: string, signed: boolean}} MethodFacts
 */
/**
 * @typedef {{kind: 'softmax' | 'sigmoid' | 'none', refusal: string | null, names: string[], p:
 * number[]}} Classes
 */
/** @typedef {{deletion: number[], insertion: number[], score: number, spread: number}} Curves */
/** @typedef {{levels: number[], methods: {[name: string]: Curves | null}}} Faithfulness */
/** @typedef {{drops: number[], correlation: {[name: string]: number}}} Removal */
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
/** @typedef {{logit: number[], p: number[], top: Prediction[]}} Lens */
/** @typedef {{token: number}} ReceptiveField */
/** @typedef {{drops: number[][], correlation: number}} Ablation */
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
/** @typedef {{}} Nothing */
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

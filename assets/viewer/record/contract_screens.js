// Written by app.wire.write_contract from app/wire/contract_screens.py: change it there.

import {float16, float32, search} from './reading.js';

/** @typedef {import('./replies.js').Descriptor} Descriptor */
/** @typedef {import('./reading.js').Body} Body */
/**
 * @import {CardName, ChangeFields, ClassFields, ColumnFields, FigureFormat, HeadFields, MapFields}
 * from './requests.js'
 */

export const routes = {
  /** @type {(view: string, fields: ColumnFields) => string} A column of Compare: Column. */
  column: (view, fields) => `${view}/column${search(fields)}`,
  /**
   * @type {(view: string, fields?: {checkpoint?: string, patch?: number, height?: number, width?:
   * number, example?: number, own?: string}) => string} A long pass, ahead of its column: Pass.
   */
  forward: (view, fields) => `${view}/forward${search(fields)}`,
  /** @type {(view: string) => string} How far from the trained size: Fidelity | null. */
  fidelity: view => `${view}/fidelity`,
  /** @type {(view: string) => string} Slower measures of a column: Measures. */
  measures: view => `${view}/measures`,
  /** @type {(view: string) => string} The time of a pass, from several: Times. */
  times: view => `${view}/times`,
  /**
   * @type {(view: string, layer: number) => string} Attention to each token of a layer, the mean
   * over all queries: [H,N].
   */
  received: (view, layer) => `${view}/received/${layer}`,
  /**
   * @type {(view: string, layer: number, fields?: {facet?: 'token' | 'key' | 'query' | 'value',
   * head?: number}) => string} Direction of each patch after a layer, by a facet: [P,width].
   */
  directions: (view, layer, fields) => `${view}/directions/${layer}${search(fields)}`,
  /**
   * @type {(view: string, layer: number, fields: {other: string, other_layer?: number, facet?:
   * 'token' | 'key' | 'query' | 'value', head?: number}) => string} Patches of this view and of
   * another one of the visit that are each other's nearest: MatchedPairs.
   */
  matches: (view, layer, fields) => `${view}/matches/${layer}${search(fields)}`,
  /**
   * @type {(view: string, layer: number) => string} The matches of the picture with itself upside
   * down, by every facet: TurnedFacet[].
   */
  turned: (view, layer) => `${view}/turned/${layer}`,
  /** @type {(view: string) => string} The methods that make maps: MethodFacts[]. */
  methods: view => `${view}/methods`,
  /** @type {(view: string) => string} Every class: Classes. */
  classes: view => `${view}/classes`,
  /** @type {(view: string, fields: MapFields) => string} Maps of a class: [methods,N]. */
  maps: (view, fields) => `${view}/maps${search(fields)}`,
  /**
   * @type {(view: string, fields: MapFields) => string} The same, weights shuffled: [methods,N].
   */
  mapsRandomised: (view, fields) => `${view}/maps/randomised${search(fields)}`,
  /**
   * @type {(view: string, fields: MapFields) => string} The same, with their signs: [methods,N].
   */
  mapsSigned: (view, fields) => `${view}/maps/signed${search(fields)}`,
  /** @type {(view: string, fields: MapFields) => string} Deletion and insertion: Faithfulness. */
  faithfulness: (view, fields) => `${view}/faithfulness${search(fields)}`,
  /** @type {(view: string, fields: MapFields) => string} Each patch taken out in turn: Removal. */
  removal: (view, fields) => `${view}/removal${search(fields)}`,
  /** @type {(view: string) => string} Statistics of every head: HeadStatistics. */
  heads: view => `${view}/heads`,
  /** @type {(view: string) => string} Their spread over pictures: HeadSpread. */
  headsSpread: view => `${view}/heads/spread`,
  /** @type {(view: string) => string} Outlier patches, and what writes them: OutlierFacts. */
  outliers: view => `${view}/outliers`,
  /** @type {(view: string, fields: ClassFields) => string} The readout after each layer: Lens. */
  lens: (view, fields) => `${view}/lens${search(fields)}`,
  /**
   * @type {(view: string, read: 'logit' | 'probability', fields: ClassFields) => string} A class
   * read from every patch after each layer: [L+1,P].
   */
  lensPatches: (view, read, fields) => `${view}/lens/${read}${search(fields)}`,
  /**
   * @type {(view: string, query: number) => string} Effective receptive field of a token, a line
   * for each block: ReceptiveField.
   */
  receptive: (view, query) => `${view}/receptive/${query}`,
  /** @type {(view: string) => string} Norm of skip over branch: attention, MLP: [L,2,N]. */
  ratios: view => `${view}/ratios`,
  /**
   * @type {(view: string, fields: HeadFields) => string} First-order importance of each head:
   * [L,H].
   */
  importance: (view, fields) => `${view}/importance${search(fields)}`,
  /** @type {(view: string, fields: HeadFields) => string} Each head off in turn: Ablation. */
  ablation: (view, fields) => `${view}/ablation${search(fields)}`,
  /**
   * @type {(view: string, swept: 'heads' | 'patches', fields?: {fill?: 'zero' | 'mean'}) => string}
   * Each head off, or squares of patches out, in turn: how far the features move: FeatureMoves.
   */
  featureMoves: (view, swept, fields) => `${view}/moves/${swept}${search(fields)}`,
  /**
   * @type {(view: string, swept: 'heads' | 'patches', fields?: {fill?: 'zero' | 'mean'}) => string}
   * How far every patch moves in each pass; NaN where it was removed: [passes,P].
   */
  featureMoveMaps: (view, swept, fields) => `${view}/moves/${swept}/maps${search(fields)}`,
  /** @type {(view: string, fields: ChangeFields) => string} A changed pass: Changed. */
  changed: (view, fields) => `${view}/changed${search(fields)}`,
  /** @type {(view: string) => string} Python that makes the changed pass. */
  changedPython: view => `${view}/changed/python`,
  /** @type {(view: string) => string} Facts of the positions: PositionFacts. */
  positionFacts: view => `${view}/positions/facts`,
  /**
   * @type {(view: string) => string} Cosines of the stored positions, then of the prefix tokens'
   * with them: [stored,stored], [prefix,stored].
   */
  positionTable: view => `${view}/positions/table`,
  /** @type {(view: string) => string} Maps of the positions' components: [components,P]. */
  positionComponents: view => `${view}/positions/components`,
  /**
   * @type {(view: string, layer: number, rows: number, cols: number) => string} Similarity with the
   * first and last patch of row 1, then turns down and right: [heads,2,patches], [heads,2,pairs].
   */
  rotary: (view, layer, rows, cols) => `${view}/positions/rotary/${layer}/${rows}/${cols}`,
  /** @type {(view: string) => string} Queries, then keys, by content and by position: [4,N,D]. */
  scoreParts: view => `${view}/positions/parts`,
  /** @type {(view: string) => string} Shares of the scores' parts: ScoreShares. */
  scoreShares: view => `${view}/positions/shares`,
  /**
   * @type {(view: string, patch: number) => string} Shares, colours and responses of the patch
   * filters: [filters], [filters,patch,patch,3], [filters,rows,cols].
   */
  filters: (view, patch) => `${view}/filters/${patch}`,
  /** @type {(view: string) => string} Facts of the paper's figures: PaperFacts. */
  paper: view => `${view}/paper`,
  /** @type {(view: string, figure: number, format: FigureFormat) => string} A figure. */
  paperFigure: (view, figure, format) => `${view}/paper/${figure}.${format}`,
  /**
   * @type {(view: string, card: CardName, fields: {layer: number, head: number, token: number}) =>
   * string} What a card shows: CardFacts.
   */
  card: (view, card, fields) => `${view}/learn/${card}${search(fields)}`,
  /**
   * @type {(view: string, fields: {layer: number, head: number | 'mean', from: number, to: number})
   * => string} One attention weight, step by step: WeightFacts.
   */
  number: (view, fields) => `${view}/number${search(fields)}`,
  /** @type {(view: string) => string} Every step with its shape: Diagram. */
  shapes: view => `${view}/shapes`,
};

/**
 * What `numbers` of decode.js has to know of a body, by the name of its route.
 * @satisfies {{[name: string]: (m: Descriptor, sizes?: {[size: string]: number}) => Body}}
 */
export const bodies = {
  received: m => float32(m.heads * m.tokens),
  directions: (m, {width}) => float16(m.rows * m.cols * width),
  maps: (m, {methods}) => float32(methods * m.tokens),
  mapsRandomised: (m, {methods}) => float32(methods * m.tokens),
  mapsSigned: (m, {methods}) => float32(methods * m.tokens),
  lensPatches: m => float32((m.layers + 1) * m.rows * m.cols),
  ratios: m => float32(m.layers * 2 * m.tokens),
  importance: m => float32(m.layers * m.heads),
  featureMoveMaps: (m, {passes}) => float32(passes * m.rows * m.cols),
  positionTable: (_, {stored, prefix}) => float16(stored * stored + prefix * stored),
  positionComponents: (m, {components}) => float16(components * m.rows * m.cols),
  rotary: (_, {heads, patches, pairs}) => float16(heads * 2 * patches + heads * 2 * pairs),
  scoreParts: m => float16(4 * m.tokens * m.position_width),
  filters: (_, {filters, patch, rows, cols}) =>
    float16(filters + filters * patch * patch * 3 + filters * rows * cols),
};

// Written by `python -m app.wire.write_contract` from app/wire/contract.py: change it there.

/** @typedef {import('./replies.js').Descriptor} Descriptor */
/**
 * @import {AxesFields, CardName, ChangeFields, ClassFields, ColumnFields, FigureFormat, HeadFields,
 * MapFields, ModelSizes, ViewFields} from './requests.js'
 */

/** A query string with its question mark; a field that is null or undefined is left out. */
export function search(fields = {}) {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}

/** URLs: `base` is the page's own, `view` is `routes.view(base, token)`. */
export const routes = {
  /** @type {(base: string, index: number) => string} Thumbnail. */
  example: (base, index) => `${base}/example/${index}`,
  /**
   * @type {(base: string, kind: 'one' | 'two' | 'tiny' | 'cluttered' | 'empty', seed: number) =>
   * string} A scene as the model card measures it.
   */
  scene: (base, kind, seed) => `${base}/scene/${kind}/${seed}`,
  /**
   * @type {(base: string, fields: ModelSizes) => string} What a choice of model sizes means:
   * ModelPlan | BrokenPlan.
   */
  build: (base, fields) => `${base}/build${search(fields)}`,
  /**
   * @type {(base: string, fields: {image: number, patch: number, width: number, heads: number,
   * depth: number, mlp_ratio: number, seconds: number}) => string} Training of such a model;
   * closing the connection stops it.
   */
  train: (base, fields) => `${base}/train${search(fields)}`,
  /**
   * @type {(base: string, name: string, order: 'pause' | 'go' | 'stop') => string} An order to a
   * training under way: Nothing.
   */
  trainOrder: (base, name, order) => `${base}/train/${name}/${order}`,
  /** @type {(base: string, token: string) => string} Where the routes of a view begin. */
  view: (base, token) => `${base}/${token}`,
  /** @type {(view: string) => string} A sign of life: what the page holds stays: Nothing. */
  alive: view => `${view}/alive`,
  /** @type {(view: string) => string} The picture. */
  picture: view => `${view}/picture`,
  /** @type {(view: string) => string} The picture as it was opened. */
  pictureFile: view => `${view}/picture.png`,
  /** @type {(view: string) => string} Query, then key, of every layer: [L,2,H,N,K]. */
  qk: view => `${view}/qk`,
  /** @type {(view: string, layer: number) => string} Query, then key, of a layer: [2,H,N,K]. */
  qkLayer: (view, layer) => `${view}/qk/${layer}`,
  /** @type {(view: string, layer: number) => string} Log-sum-exp of every row of scores: [H,N]. */
  rowSums: (view, layer) => `${view}/sums/${layer}`,
  /**
   * @type {(view: string, query: number | 'default') => string} Attention from a token: [L,H,N].
   */
  from: (view, query) => `${view}/from/${query}`,
  /** @type {(view: string, query: number | 'default') => string} Attention to a token: [L,H,N]. */
  to: (view, query) => `${view}/to/${query}`,
  /**
   * @type {(view: string, query: number | 'default', fields?: {start?: number, leave_out?: number})
   * => string} Rollout from a token: [L,N].
   */
  rollout: (view, query, fields) => `${view}/rollout/${query}${search(fields)}`,
  /**
   * @type {(view: string, query: number | 'default', fields: {residual: number, discard: number,
   * fusion: 'mean' | 'max' | 'min' | 'head', head: number, start: number, leave_out: number}) =>
   * string} Rollout from a token up to each layer, by the laboratory's knobs: [L,N].
   */
  rolloutFilm: (view, query, fields) => `${view}/rollout/${query}/film${search(fields)}`,
  /** @type {(view: string) => string} Patches that get most attention of a head: Sinks. */
  sinks: view => `${view}/sinks`,
  /**
   * @type {(view: string, fusion: string, layer: number, fields?: {leave_out?: number}) => string}
   * Attention of a layer, its heads fused or one of them: [N,N].
   */
  fused: (view, fusion, layer, fields) => `${view}/fused/${fusion}/${layer}${search(fields)}`,
  /** @type {(view: string) => string} Position embeddings of length 1: [P,D]. */
  positions: view => `${view}/positions`,
  /** @type {(view: string) => string} Where a drawn scene's objects are: Objects | null. */
  objects: view => `${view}/objects`,
  /** @type {(view: string, fields?: AxesFields) => string} Shares, places: [L+1,3], [L+1,P,3]. */
  featuresColours: (view, fields) => `${view}/features/colours${search(fields)}`,
  /** @type {(view: string) => string} Lengths of patch tokens: [L+1,P]. */
  featuresNorms: view => `${view}/features/norms`,
  /**
   * @type {(view: string, layer: number) => string} Cosines with each patch, wide = P; directions,
   * wide = D, where P is larger: [N,wide].
   */
  featuresLayer: (view, layer) => `${view}/features/${layer}`,
  /** @type {(view: string, format: FigureFormat, fields?: ViewFields) => string} The map shown. */
  figure: (view, format, fields) => `${view}/figure.${format}${search(fields)}`,
  /** @type {(view: string, fields?: ViewFields) => string} The map shown. */
  array: (view, fields) => `${view}/array.npz${search(fields)}`,
  /** @type {(view: string, fields?: ViewFields) => string} The readout's attention, all layers. */
  rowsFile: (view, fields) => `${view}/rows.npz${search(fields)}`,
  /** @type {(view: string, layer: number) => string} All weights of a layer. */
  layerFile: (view, layer) => `${view}/layer/${layer}.npy`,
  /**
   * @type {(view: string, screen: 'explain' | 'compare' | 'positions' | 'heads' | 'learn', format:
   * 'png' | 'svg' | 'pdf' | 'npz', fields: {link: string}) => string} What a screen shows.
   */
  saved: (view, screen, format, fields) => `${view}/saved/${screen}.${format}${search(fields)}`,
  /** @type {(view: string, fields?: ViewFields) => string} Python that computes the map shown. */
  python: (view, fields) => `${view}/python${search(fields)}`,
  /** @type {(view: string, fields: ColumnFields) => string} A column of Compare: Column. */
  column: (view, fields) => `${view}/column${search(fields)}`,
  /**
   * @type {(view: string, fields?: {checkpoint?: string, patch?: number, height?: number, width?:
   * number, example?: number}) => string} A long pass, ahead of its column: Pass.
   */
  forward: (view, fields) => `${view}/forward${search(fields)}`,
  /** @type {(view: string) => string} How far from the trained size: Fidelity | null. */
  fidelity: view => `${view}/fidelity`,
  /** @type {(view: string) => string} Slower measures of a column: Measures. */
  measures: view => `${view}/measures`,
  /** @type {(view: string) => string} The time of a pass, from several: Times. */
  times: view => `${view}/times`,
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

/** @typedef {{count: number, half: boolean}} Body How many numbers, and whether float16. */
/** @type {(count: number) => Body} */
const float16 = count => ({count, half: true});
/** @type {(count: number) => Body} */
const float32 = count => ({count, half: false});

/**
 * What `numbers` of decode.js has to know of a body, by the name of its route.
 * @satisfies {{[name: string]: (m: Descriptor, sizes?: {[size: string]: number}) => Body}}
 */
export const bodies = {
  qk: m => float16(m.layers * 2 * m.heads * m.tokens * m.head_width),
  qkLayer: m => float16(2 * m.heads * m.tokens * m.head_width),
  rowSums: m => float32(m.heads * m.tokens),
  from: m => float32(m.layers * m.heads * m.tokens),
  to: m => float32(m.layers * m.heads * m.tokens),
  rollout: m => float32(m.layers * m.tokens),
  rolloutFilm: m => float32(m.layers * m.tokens),
  fused: m => float16(m.tokens * m.tokens),
  positions: m => float16(m.rows * m.cols * m.position_width),
  featuresColours: m => float16((m.layers + 1) * 3 + (m.layers + 1) * m.rows * m.cols * 3),
  featuresNorms: m => float32((m.layers + 1) * m.rows * m.cols),
  featuresLayer: (m, {wide}) => float16(m.tokens * wide),
  maps: (m, {methods}) => float32(methods * m.tokens),
  mapsRandomised: (m, {methods}) => float32(methods * m.tokens),
  mapsSigned: (m, {methods}) => float32(methods * m.tokens),
  lensPatches: m => float32((m.layers + 1) * m.rows * m.cols),
  ratios: m => float32(m.layers * 2 * m.tokens),
  importance: m => float32(m.layers * m.heads),
  positionTable: (_, {stored, prefix}) => float16(stored * stored + prefix * stored),
  positionComponents: (m, {components}) => float16(components * m.rows * m.cols),
  rotary: (_, {heads, patches, pairs}) => float16(heads * 2 * patches + heads * 2 * pairs),
  scoreParts: m => float16(4 * m.tokens * m.position_width),
  filters: (_, {filters, patch, rows, cols}) =>
    float16(filters + filters * patch * patch * 3 + filters * rows * cols),
};

// Written by app.wire.write_contract from app/wire/contract_view.py: change it there.

import {float16, float32, search} from './reading.js';

/** @typedef {import('./replies.js').Descriptor} Descriptor */
/** @typedef {import('./reading.js').Body} Body */
/**
 * @import {AxesFields, FacetFields, FigureFormat, ForegroundFields, SegmentFields, ViewFields}
 * from './requests.js'
 */

export const routes = {
  /**
   * @type {(view: string, fields: {name: string}) => string} Names for the classes of the program's
   * own model, from a file: Nothing. By `post`, with a file of at most 2 MB.
   */
  classNames: (view, fields) => `${view}/names${search(fields)}`,
  /** @type {(view: string) => string} A sign of life: what the page holds stays: SignOfLife. */
  alive: view => `${view}/alive`,
  /** @type {(view: string) => string} The picture. */
  picture: view => `${view}/picture`,
  /** @type {(view: string) => string} Pictures opened in this visit: VisitPicture[]. */
  pictures: view => `${view}/pictures`,
  /** @type {(view: string) => string} The picture as it was opened. */
  pictureFile: view => `${view}/picture.png`,
  /** @type {(view: string) => string} Query, then key, of every layer: [L,2,H,N,K]. */
  qk: view => `${view}/qk`,
  /** @type {(view: string, layer: number) => string} Query, then key, of a layer: [2,H,N,K]. */
  qkLayer: (view, layer) => `${view}/qk/${layer}`,
  /** @type {(view: string, layer: number) => string} Log-sum-exp of every row of scores: [H,N]. */
  rowSums: (view, layer) => `${view}/sums/${layer}`,
  /**
   * @type {(view: string, query: number | 'default', fields?: {region?: string}) => string}
   * Attention from a token: [L,H,N].
   */
  from: (view, query, fields) => `${view}/from/${query}${search(fields)}`,
  /**
   * @type {(view: string, query: number | 'default', fields?: {region?: string}) => string}
   * Attention to a token: [L,H,N].
   */
  to: (view, query, fields) => `${view}/to/${query}${search(fields)}`,
  /** @type {(view: string) => string} Attention to each token, a mean over all queries: [L,H,N]. */
  receivedRows: view => `${view}/received`,
  /**
   * @type {(view: string, query: number | 'default', fields?: {start?: number, leave_out?: number,
   * region?: string}) => string} Rollout from a token: [L,N].
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
   * @type {(view: string, layer: number, fields?: FacetFields) => string} Cosines with each patch,
   * wide = P; directions, wide their width, where P is larger: [N,wide].
   */
  featuresLayer: (view, layer, fields) => `${view}/features/${layer}${search(fields)}`,
  /**
   * @type {(view: string, layer: number, fields?: ForegroundFields) => string} Otsu's threshold,
   * percentiles, shares, common axes; places on the component; parts: [8], [P], [P,3].
   */
  featuresForeground: (view, layer, fields) =>
    `${view}/features/${layer}/foreground${search(fields)}`,
  /**
   * @type {(view: string, layer: number, fields?: SegmentFields) => string} What the method says of
   * its segments, and their labels: [1], [P].
   */
  featuresSegments: (view, layer, fields) => `${view}/features/${layer}/segments${search(fields)}`,
  /**
   * @type {(view: string, layer: number, fields?: SegmentFields) => string} Agreement of seeds, and
   * heads that look at them: SegmentFacts.
   */
  featuresSegmentFacts: (view, layer, fields) =>
    `${view}/features/${layer}/segments/facts${search(fields)}`,
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
};

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
  receivedRows: m => float32(m.layers * m.heads * m.tokens),
  rollout: m => float32(m.layers * m.tokens),
  rolloutFilm: m => float32(m.layers * m.tokens),
  fused: m => float16(m.tokens * m.tokens),
  positions: m => float16(m.rows * m.cols * m.position_width),
  featuresColours: m => float16((m.layers + 1) * 3 + (m.layers + 1) * m.rows * m.cols * 3),
  featuresNorms: m => float32((m.layers + 1) * m.rows * m.cols),
  featuresLayer: (m, {wide}) => float16(m.tokens * wide),
  featuresForeground: m => float32(8 + m.rows * m.cols + m.rows * m.cols * 3),
  featuresSegments: m => float32(1 + m.rows * m.cols),
};

export const sent = {
  classNames: {kinds: '.txt,.csv,.tsv,.json', most: 2097152},
};

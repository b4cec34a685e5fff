// Written by app.wire.write_contract from app/wire/contract.py: change it there.

/**
 * @typedef {{method?: 'attention' | 'rollout' | 'class' | 'features' | 'positions', layer?: number,
 * head?: number | 'mean', query?: number | 'default', direction?: 'from' | 'to' | 'received',
 * scale?: 'uniform' | 'map' | 'shared', root?: number, colormap?: 'inferno' | 'viridis' | 'magma' |
 * 'grey', opacity?: number, smooth?: number, grid?: number, end?: number, start?: number,
 * leave_out?: number, target?: number, feature?: 'colours' | 'similarity' | 'norms' | 'foreground'
 * | 'segments', axes?: 'layer' | 'layers' | 'pictures', coding?: 'oklab' | 'rgb', depth?: number,
 * facet?: 'token' | 'key' | 'query' | 'value', facet_head?: number | 'all', threshold?: number,
 * inside?: 'parts' | 'component', segments?: number, segments_by?: 'kmeans' | 'cut', regions?:
 * string, chosen_region?: number, blend?: number, pins?: string, mass?: number}} ViewFields
 */
/** @typedef {{target: number}} ClassFields */
/**
 * @typedef {{axes?: 'layer' | 'layers' | 'pictures', facet?: 'token' | 'key' | 'query' | 'value',
 * facet_head?: number | 'all'}} AxesFields
 */
/**
 * @typedef {{facet?: 'token' | 'key' | 'query' | 'value', facet_head?: number | 'all'}} FacetFields
 */
/**
 * @typedef {{axes?: 'layer' | 'layers' | 'pictures', facet?: 'token' | 'key' | 'query' | 'value',
 * facet_head?: number | 'all', threshold?: number}} ForegroundFields
 */
/**
 * @typedef {{facet?: 'token' | 'key' | 'query' | 'value', facet_head?: number | 'all', segments?:
 * number, segments_by?: 'kmeans' | 'cut'}} SegmentFields
 */
/** @typedef {{target: number, methods?: string | string[]}} MapFields */
/** @typedef {{target: number, fill?: 'zero' | 'mean'}} HeadFields */
/**
 * @typedef {{lane: string, off?: string, fill?: 'zero' | 'mean', hidden?: string, blanked?: string,
 * temperature?: string, positions?: 'own' | 'zero' | 'shuffle' | 'shift', seed?: number, register?:
 * string}} ChangeFields
 */
/**
 * @typedef {{column: string, checkpoint?: string, patch?: number, height?: number, width?: number,
 * example?: number, own?: string}} ColumnFields
 */
/**
 * @typedef {{image: number, patch: number, width: number, heads: number, depth: number, mlp_ratio:
 * number}} ModelSizes
 */
/** @typedef {'png' | 'svg' | 'pdf'} FigureFormat */
/**
 * @typedef {'patches' | 'projection' | 'positions' | 'class_token' | 'block' | 'query_key_value' |
 * 'dot_product' | 'heads' | 'depth' | 'layer_norm' | 'limits' | 'patch_size' | 'features' | 'sinks'
 * | 'teaching'} CardName
 */

export {};

// Written by app.wire.write_contract from app/wire/link_fields.py: change it there.

/**
 * @import {BlockMask, BlockRegion, ClassName, LassoMask, LikenessParts, LinkChange, LinkColumn,
 * NoMask, ObjectMask, TrialSizes} from './replies_link.js'
 */
/**
 * @typedef {{screen?: 'explore' | 'explain' | 'compare' | 'positions' | 'heads' | 'learn' | 'card'
 * | 'film' | 'teach', method?: 'attention' | 'rollout' | 'class' | 'features' | 'positions',
 * layer?: number, head?: number | null, query?: number | null, place?: [number, number],
 * direction?: 'from' | 'to' | 'received', target?: ClassName, scale?: 'uniform' | 'map' | 'shared',
 * root?: boolean, colormap?: 'inferno' | 'viridis' | 'magma' | 'grey', opacity?: number, smooth?:
 * boolean, grid?: boolean, cells?: 'maps' | 'entropy' | 'distance' | 'prefix' | 'weights',
 * feature?: 'colours' | 'similarity' | 'norms' | 'foreground' | 'segments', axes?: 'layer' |
 * 'layers' | 'pictures', coding?: 'oklab' | 'rgb', depth?: number, facet?: 'token' | 'key' |
 * 'query' | 'value', facet_head?: number | null, threshold?: number, inside?: 'parts' |
 * 'component', segments?: number, segments_by?: 'kmeans' | 'cut', end?: number, regions?:
 * (BlockRegion | LassoMask)[], chosen_region?: number, blend?: boolean, pins?: [number, number][],
 * mass?: number, explain?: 'maps' | 'laboratory' | 'matter', likeness?: LikenessParts, against?:
 * number, shuffled?: boolean, explained?: 'attention' | 'rollout' | 'gradient_rollout' |
 * 'relevance' | 'legrad' | 'attention_grad_cam' | 'token_grad_cam' | 'token_removal', contrast?:
 * 'map' | 'uniform', residual?: number, discard?: number, start?: number, leave_out?: boolean,
 * fusion?: 'mean' | 'max' | 'min' | 'head', kind?: 'attention' | 'start' | 'rollout' | 'relevance'
 * | 'sinks' | 'colours' | 'similarity' | 'matches' | 'norms' | 'foreground' | 'segments',
 * match_facet?: 'token' | 'key' | 'query' | 'value', match_depth?: number, pairs?: number, source?:
 * number, columns?: LinkColumn[], positions?: 'tiles' | 'lab' | 'filters' | 'paper', table?:
 * 'learned' | 'rotary' | 'sinusoidal', sheet?: [number, number], turn?: [number, number], swap?:
 * 'zero' | 'shuffle' | 'shift', seed?: number, lab_map?: 'rollout' | 'attention', filter?: number,
 * filter_patch?: number, heads?: 'statistics' | 'finder' | 'interventions' | 'depth', figure?:
 * 'distance' | 'entropy' | 'prefix' | 'sink' | 'outlier' | 'row' | 'column' | 'near', descending?:
 * boolean, without?: boolean, registers?: number, tag?: 'prefix' | 'sink' | 'uniform' | 'row' |
 * 'column' | 'local' | 'mixed', mask?: BlockMask | ObjectMask | LassoMask | NoMask, only?: boolean,
 * brush?: 'look' | 'hidden' | 'blanked', worth?: 'class' | 'heads' | 'patches', film?: 'lens' |
 * 'field' | 'ratio', read?: 'logit' | 'probability', branch?: number, at?: number, clip?: string,
 * frames?: number, moment?: number, followed?: [number, number, number], over?: 'attention' |
 * 'similarity', course?: 'near' | 'spread' | 'change', learn?: 'cards' | 'build' | 'diagram' |
 * 'glossary', card?: 'patches' | 'projection' | 'positions' | 'class_token' | 'block' |
 * 'query_key_value' | 'dot_product' | 'heads' | 'depth' | 'layer_norm' | 'limits' | 'patch_size' |
 * 'features' | 'sinks' | 'teaching', sizes?: TrialSizes, change?: LinkChange}} LinkFacts
 */

export {};

// What one frame draws of a column.
import {colormap} from '../draw/colormap.js';
import {patchAt} from '../draw/eye.js';
import {KINDS} from './kinds.js';
import {countAbove, peak} from '../record/measures.js';
import {uniformScale} from '../record/scale.js';

/** Tokens of the column that has most: all columns share one range of multiples of uniform. */
const mostTokens = columns => Math.max(...columns.map(({frame}) => frame?.result.meta.tokens ?? 0));

/**
 * The map of a column for the present cursor, and the patches that are marked; null while there is
 * nothing.
 */
export function shotOf(column, state, columns) {
  const {frame, error} = column;
  if (!frame || error) return null;
  const {shoot} = KINDS[frame.kind];
  return (shoot ?? weighed)(column, state, columns);
}

/** The shot of weights, in multiples of uniform attention. */
function weighed({frame}, {hover, pinned, colormap: name}, columns) {
  const {result, kind, layer, head, target} = frame;
  const {meta, art} = result;
  const {query: queryOf, values: valuesOf, sinks} = KINDS[kind];
  const cursor = pinned ?? hover;
  const token = patchAt(cursor, meta);
  const wanted = queryOf(meta, token);
  const committed = queryOf(meta, patchAt(pinned, meta));
  const {values, origin} = valuesOf(result, {layer, head, query: wanted, committed, target});
  const query = origin === 'fallback' ? committed : wanted;
  const scale = {...uniformScale(meta.tokens, mostTokens(columns)), lowText: '1/4×'};
  const top = peak(values, meta.prefix, query);
  const limit = scale.top * 1.000001;
  const looked = patchAt(hover ?? pinned, meta);
  const probe = looked === query ? null : looked;
  return {
    ...{frame, result, facet: null, colours: null, frames: null, cross: true},
    meta,
    art,
    values: values.slice(),
    query,
    scale,
    limit,
    top,
    probe,
    looked,
    kind,
    layer,
    head,
    target,
    at: probe ?? top,
    map: colormap(name),
    sinks: sinks(result, {layer, head}),
    beyond: countAbove(values, meta.prefix, limit),
    missing: origin === 'missing',
    stale: origin === 'fallback',
  };
}

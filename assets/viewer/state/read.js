// How a screen reads the page's facts: as fields of its own state, with the defaults of the model
// that it shows filled in. These fields cannot be set: a choice goes through its writer.
import {firstLayer} from '../record/facets.js';
import {middle} from '../record/grid.js';
import {limits} from '../record/limits.js';
import {pageState} from './page.js';

const within = (value, count) => Math.min(value ?? count - 1, count - 1);

/** The model's own method: attention, or features where it has no classes. */
export const ownMethod = meta => (meta.classifier ? 'attention' : 'features');

/** Field of a screen's state -> its value for the facts and the view that the screen shows. */
const FIELDS = {
  method: (f, meta) => methodOf(f, meta),
  layer: (f, meta) => within(f.layer, meta.layers),
  head: (f, meta) => (f.head === null ? meta.heads : within(f.head, meta.heads)), // the mean: last
  lone: (f, meta) => (f.head === null ? 0 : within(f.head, meta.heads)), // one head, never the mean
  end: (f, meta) => within(f.end, meta.layers),
  leaveOut: f => f.leave_out,
  start: (f, meta) => Math.min(f.start, within(f.end, meta.layers)),
  depth: (f, meta) => Math.max(within(f.depth, meta.layers + 1), firstLayer(facetIn(f))),
  facet: f => facetIn(f).facet,
  facetHead: (f, meta) => headIn(f, meta),
  axes: f => (f.axes === 'layers' && isApart(f) ? 'layer' : f.axes),
  segments: (f, meta) => Math.min(f.segments, patchesOf(meta)),
  segmentsBy: (f, meta) => (patchesOf(meta) > limits.cutPatches ? 'kmeans' : f.segments_by),
  pinned: (f, meta) => (f.query !== null && f.query < meta.tokens ? f.query : null),
  pins: (f, meta) => (f.pins ?? []).filter(([l, h]) => l < meta.layers && h < meta.heads),
  regions: f => f.regions ?? [],
  region: f => f.regions?.[f.chosen_region ?? -1] ?? null, // the one in the place of the query
  token: (f, meta) => FIELDS.pinned(f, meta) ?? middle(meta), // a patch where none is chosen
  target: (f, meta) => f.target ?? (isOwn(meta) ? f.top[0] : null) ?? null,
  mode: f => (f.scale === 'map' ? 'per map' : f.scale),
  opacity: f => f.opacity / 100,
};

const patchesOf = ({rows, cols}) => rows * cols;

/** Norms are those of the tokens. */
const facetIn = ({facet, feature}) => ({facet: feature === 'norms' ? 'token' : facet});
const headIn = (f, {heads}) =>
  facetIn(f).facet === 'token' || f.facet_head === null ? null : Math.min(f.facet_head, heads - 1);

/** Whether no axes are common to all layers: of keys, and inside foregrounds. */
const isApart = f => f.feature === 'foreground' || facetIn(f).facet !== 'token';

const NO_METHOD = {class: 'classifier', positions: 'positions'}; // method -> what it needs

function methodOf({method, target, top}, meta) {
  const needs = NO_METHOD[method];
  const aimless = method === 'class' && !target && !top.length; // before the classes are here
  return !method || aimless || (needs && !meta[needs]) ? ownMethod(meta) : method;
}

/** Whether a view is the page's own: the likely classes are of that one. */
const isOwn = meta => pageState.facts.pass?.meta.token === meta.token;

/**
 * A screen's state with fields that read the page's facts. The view is `state.trace.meta` or
 * `state.meta`; without one the plain facts are read.
 * @param {Record<string, any>} state
 * @param {string[]} names of fields: those above, or of facts as they are
 * @returns {any}
 */
export function reading(state, names) {
  for (const name of names) {
    Object.defineProperty(state, name, {
      enumerable: true,
      get: () => {
        const meta = state.trace?.meta ?? state.meta;
        const field = FIELDS[name];
        return meta && field ? field(pageState.facts, meta) : pageState.facts[name];
      },
    });
  }
  return state;
}

// The state of the Explore screen: what it opens with, and how another picture or model changes it.
import {centreOf, patchAt} from '../draw/eye.js';
import {EVERY, isPatch} from '../record/grid.js';

/** The state a screen opens with. */
export const opening = () => ({
  trace: null,
  art: null,
  layer: 0,
  head: 0,
  end: 0,
  pinned: null,
  hover: null,
  lens: null,
  method: 'attention',
  direction: 'from',
  mode: 'uniform',
  root: false,
  smooth: false,
  grid: true,
  opacity: 0.82,
  colormap: 'inferno',
  bare: false,
  touching: false,
  placing: null,
  cells: 'maps', // of the matrix: maps, or a figure of each
  feature: 'colours',
  depth: 0, // of Features: after how many layers
  offered: false, // Features was chosen here, because the model has no classes
  top: [],
  target: null, // classes {index, name}: the likely ones, the chosen one
});

/** The layer to open a model with: the last one, or the same again for the same model. */
export const layerFor = (s, meta) =>
  s.trace?.meta.checkpoint === meta.checkpoint ? s.layer : meta.layers - 1;

/**
 * Takes a new trace into the state. Choices that still make sense stay; returns whether the target
 * class does not.
 */
export function adopt(s, trace, art, layer) {
  const {meta} = trace;
  const before = s.trace?.meta ?? NOTHING;
  const sameModel = before.checkpoint === meta.checkpoint;
  const samePicture = before.digest === meta.digest;
  const retargeted = !(sameModel && samePicture);
  s.pinned = samePicture ? carried(s.pinned, before, meta) : null;
  s.hover = s.lens = s.placing = null;
  leavePositions(s, meta);
  if (retargeted) retarget(s);
  if (!sameModel) restart(s, meta);
  Object.assign(s, {trace, art, layer});
  return retargeted;
}

const NOTHING = {checkpoint: null, digest: null};

/** A model without position embeddings shows attention instead. */
function leavePositions(s, {positions}) {
  if (!positions && s.method === 'positions') s.method = 'attention';
}

/** A pinned patch keeps its place on the picture when only the grid or the crop changes. */
function carried(token, before, after) {
  if (token === null) return null;
  if (token === EVERY || !isPatch(token, before)) return token < after.prefix ? token : null;
  return patchAt(centreOf(token, before), after);
}

/** Another picture: its own likeliest class replaces the one that was chosen. */
function retarget(s) {
  s.target = s.top[0] ?? null;
  if (!s.target && s.method === 'class') s.method = 'attention';
}

/** Another model: the mean of heads, all layers, and a method that it has. */
function restart(s, meta) {
  Object.assign(s, {head: meta.heads, end: meta.layers - 1, depth: meta.layers});
  offerFeatures(s, meta);
}

/** A model without classes opens with Features; with the next one, attention comes back. */
function offerFeatures(s, {classifier}) {
  if (classifier ? !s.offered : s.method !== 'attention') return;
  s.method = classifier ? 'attention' : 'features';
  s.offered = !classifier;
}

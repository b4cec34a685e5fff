// The state of the Explain screen and what follows from it.
export const opening = () => ({
  trace: null,
  art: null,
  inquiry: null,
  section: 'maps',
  target: 0,
  against: null,
  shuffled: false,
  method: 'relevance',
  hover: null,
  pinned: null,
  mode: 'per map',
  smooth: false,
  grid: true,
  opacity: 0.82,
  colormap: 'inferno',
  bare: false,
  root: false,
  busy: false,
  layers: null,
  tooLarge: false,
  best: -Infinity,
  knobs: {residual: 0.5, discard: 0, start: 0, end: 0, fusion: 'mean', head: 0},
});

/** The patch that all maps show at once: the one under the pointer, else the pinned one. */
export const cursorOf = s => s.hover ?? s.pinned;

/** The server's name of the fused maps that the knobs stand for. */
export const fusionOf = ({fusion, head}) => (fusion === 'head' ? `head${head}` : fusion);

/**
 * Resets the choices that mean nothing on a new trace: the class on another picture or model, the
 * pinned patch also on another grid, layers and heads that the new model lacks. `target` is the
 * class chosen on the Explore screen, undefined without one.
 */
export function adapt(s, meta, classes, target) {
  const before = s.trace?.meta;
  const same = agree(before, meta, ['digest', 'checkpoint']);
  if (!same) Object.assign(s, {target: target ?? likeliest(classes), against: null});
  if (!same || !agree(before, meta, ['rows', 'cols'])) s.pinned = null;
  if (!classes) s.section = 'laboratory';
  fitKnobs(s.knobs, meta, same);
}

function fitKnobs(knobs, {layers, heads}, same) {
  if (!same || knobs.end >= layers) Object.assign(knobs, {start: 0, end: layers - 1});
  knobs.head = Math.min(knobs.head, heads - 1);
}

const agree = (one, other, names) => names.every(name => one?.[name] === other[name]);
const likeliest = classes => (classes ? classes.p.indexOf(Math.max(...classes.p)) : 0);

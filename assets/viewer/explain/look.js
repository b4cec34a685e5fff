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
  told: null,
  layers: null,
  tooLarge: false,
  best: -Infinity,
  knobs: {residual: 0.5, discard: 0, start: 0, end: 0, fusion: 'mean', head: 0},
});

/** The patch that all maps show at once: the one under the pointer, else the pinned one. */
export const cursorOf = s => s.hover ?? s.pinned;

/** How the server names the fused maps that the knobs ask for. */
export const fusionOf = ({fusion, head}) => (fusion === 'head' ? `head${head}` : fusion);

// Heads in colours: up to four pinned heads on the picture, each on the patches that hold most of
// its map (Caron et al. 2021, arXiv 2104.14294, figure 1). Where heads overlap a patch has stripes.
import {fit, frame, patchBox} from '../draw/paint.js';
import {headMask} from '../record/head_masks.js';
import {tileBox} from './matrix.js';

/** Colours that keep apart for every eye (Okabe and Ito 2008). */
export const HEAD_COLOURS = ['#e69f00', '#56b4e9', '#009e73', '#d55e00'];
const ALPHA = 0.73; // of the overlay's opacity: 60 % where that is as it opens
const MARK = 3; // px of a pinned head's frame in the matrix

/** Whether the picture shows heads in colours. */
export const isBlend = s => s.method === 'attention' && s.blend && s.pins.length > 0;

/** The pinned heads with their colours and masks [P] of the present query. */
export function pinned(s) {
  const {prefix} = s.trace.meta;
  return s.pins.map(([layer, head], i) => ({
    layer,
    head,
    colour: HEAD_COLOURS[i],
    here: s.trace.origins[layer] !== 'missing',
    mask: headMask(s.trace.map(layer, head), prefix, s.mass / 100),
  }));
}

/** What the stage draws below: the picture alone. */
export const ground = shot => ({...shot, missing: true, beyond: 0, sinks: []});

/** Draws the patches of the heads over a stage. */
export function drawBlend(stage, s, heads, meta) {
  if (s.bare || s.placing) return;
  const [width, height] = stage.size;
  const context = fit(stage.canvas, width, height);
  const box = [0, 0, width, height];
  context.save();
  context.globalAlpha = ALPHA * s.opacity;
  for (let i = 0; i < meta.rows * meta.cols; i++) {
    const colours = heads.filter(({mask, here}) => here && mask[i]).map(({colour}) => colour);
    if (colours.length) stripes(context, colours, patchBox(i, meta, box));
  }
  context.restore();
}

/** A patch in one colour, or in a stripe for each. */
function stripes(context, colours, /** @type {number[]} */ [x, y, width, height]) {
  const wide = width / colours.length;
  colours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(x + i * wide, y, wide, height);
  });
}

/** Frames the pinned heads in the matrix. */
export function markPins(matrix, {pins}) {
  const {g, canvas} = matrix;
  const context = canvas.getContext('2d');
  pins.forEach(([layer, head], i) => {
    if (layer < g.first || layer >= g.first + g.rows) return;
    const [x, y, width, height] = tileBox(g, layer, head);
    const inside = MARK / 2;
    frame(context, [x + inside, y + inside, width - MARK, height - MARK], HEAD_COLOURS[i], 2);
  });
}

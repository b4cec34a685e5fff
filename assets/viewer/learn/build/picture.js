// The current picture as a model of these sizes would get it: its pixels, its patches, and the
// strip that no whole patch covers.
import {drawSeen} from '../../draw/picture.js';
import {fit, lattice} from '../../draw/paint.js';

const FEWEST = 4; // CSS px of a patch below which no line is drawn

/** Draws the crop of the picture, `image` px on a side, cut into patches of `patch` px. */
export function drawPatches(canvas, {art, meta}, {image, patch}, style) {
  const side = canvas.clientWidth;
  const context = fit(canvas, side, side);
  const small = document.createElement('canvas');
  small.width = small.height = image;
  drawSeen(small.getContext('2d'), art.colour, meta, image, image);
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, side, side);
  context.drawImage(small, 0, 0, side, side);
  const count = Math.floor(image / patch);
  const covered = ((count * patch) / image) * side;
  if (covered < side) shade(context, covered, side, style.getPropertyValue('--bg'));
  if ((patch / image) * side >= FEWEST) {
    const grid = {rows: count, cols: count};
    lattice(context, grid, [0, 0, covered, covered], 'rgba(0, 0, 0, .45)');
    context.translate(-1, -1);
    lattice(context, grid, [0, 0, covered, covered], 'rgba(255, 255, 255, .5)');
    context.translate(1, 1);
  }
}

/** Shades the strip on the right and below. */
function shade(context, covered, side, ground) {
  context.fillStyle = ground.trim();
  context.globalAlpha = 0.82;
  context.fillRect(covered, 0, side - covered, side);
  context.fillRect(0, covered, covered, side - covered);
  context.globalAlpha = 1;
}

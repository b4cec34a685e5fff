// The way of the patch that is followed, over the frame.
import {QUERY} from '../draw/colormap.js';
import {frame, patchBox} from '../draw/paint.js';

const LOST = '#e8b04a';
const HALO = 'rgba(0,0,0,.7)';

/** Draws the places in all frames as a line, and the present one's frame dashed where it is lost. */
export function drawWay(canvas, /** @type {number[]} */ [width, height], {reel, at}) {
  const {way, meta} = reel;
  const context = canvas.getContext('2d');
  const middles = way.places.map(place => middleOf(patchBox(place, meta, [0, 0, width, height])));
  for (const [style, line] of [
    [HALO, 4],
    [QUERY, 1.75],
  ]) {
    context.strokeStyle = style;
    context.lineWidth = line;
    context.beginPath();
    for (const [x, y] of middles) context.lineTo(x, y);
    context.stroke();
  }
  middles.forEach(([x, y], i) => dot(context, x, y, way.lost[i]));
  if (!way.lost[at] || way.places[at] === undefined) return;
  context.save();
  context.setLineDash([5, 4]);
  frame(context, patchBox(way.places[at], meta, [0, 0, width, height]), LOST, 2.5);
  context.restore();
}

const middleOf = (/** @type {number[]} */ [x, y, width, height]) => [x + width / 2, y + height / 2];

function dot(context, x, y, lost) {
  context.beginPath();
  context.arc(x, y, 3, 0, 2 * Math.PI);
  context.fillStyle = lost ? LOST : QUERY;
  context.fill();
  context.strokeStyle = HALO;
  context.lineWidth = 1;
  context.stroke();
}

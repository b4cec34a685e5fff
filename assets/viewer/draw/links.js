// Lines from patches of one picture to patches of another one, over both.
import {coded} from '../record/oklab.js';

const DOT = 2.5; // px, radius of an end
const FAINT = 0.14; // opacity beside a chosen line

/**
 * A colour for each place of a picture [right, down] in 0..1: places near one another are alike.
 * @param {number} right
 * @param {number} down
 */
export function placeColour(right, down) {
  const rgb = coded(new Float32Array([right, down, 0.75]), 'oklab');
  return `rgb(${Array.from(rgb, level => Math.round(255 * level)).join(' ')})`;
}

/**
 * Draws lines, each {from: [x, y], to: [x, y], colour, strength}: 1 is chosen, 0 another one is.
 * @param {CanvasRenderingContext2D} context
 */
export function drawLinks(context, lines) {
  context.lineCap = 'round';
  for (const {from, to, colour, strength} of lines) {
    const bold = strength > 1;
    context.globalAlpha = strength ? 1 : FAINT;
    stroke(context, from, to, 'rgba(0,0,0,.6)', bold ? 5 : 3);
    stroke(context, from, to, colour, bold ? 3 : 1.5);
    for (const end of [from, to]) drawEnd(context, end, colour, bold ? DOT * 1.6 : DOT);
  }
  context.globalAlpha = 1;
}

function stroke(context, from, to, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

function drawEnd(context, [x, y], colour, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = 'rgba(0,0,0,.7)';
  context.lineWidth = 1;
  context.stroke();
}

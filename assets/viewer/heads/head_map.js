// One signed figure of each head, layers x heads, as coloured cells.
import {SIGNED, colormap, entry} from '../draw/colormap.js';
import {BESIDE, everyOf, fitting, gutter} from '../draw/labels.js';
import {fit} from '../draw/paint.js';
import {within} from '../page/dom.js';
import {nextInGrid} from './walks.js';

const TOP = 15;
const LOW = 9;
const HIGH = 26; // px: names above, a row's height
const TALL = 9; // px of a name

export class HeadMap {
  layers = 0;
  heads = 0;
  width = 0; // of the canvas; all sizes in px
  left = 0; // of the cells, for the names of layers
  height = 0;
  across = 0; // width of a cell
  down = 0; // and its height

  constructor(canvas) {
    this.canvas = canvas;
  }

  /** Reads the width; `room` is the largest height, in px. */
  measure({layers, heads}, room) {
    this.layers = layers;
    this.heads = heads;
    this.width = this.canvas.clientWidth;
    this.left = gutter(layers);
    this.across = (this.width - this.left) / heads;
    this.down = Math.min(HIGH, Math.max(LOW, Math.floor((room - TOP) / layers)));
    this.height = TOP + layers * this.down;
    this.canvas.style.height = `${this.height}px`;
  }

  /** The head under the pointer, {layer, head}, or null. */
  hit(event) {
    const [x, y] = within(event, this.canvas);
    const layer = Math.floor((y - TOP) / this.down);
    const head = Math.floor((x - this.left) / this.across);
    const inside = layer >= 0 && layer < this.layers && head >= 0 && head < this.heads;
    return inside ? {layer, head} : null;
  }

  /** The head that lies so many rows and columns from another. */
  next(cell, down, right) {
    return nextInGrid(this, cell, down, right);
  }

  /**
   * Draws the first `known` of `values` [L * H] in colours from -`most` to `most`, the others grey,
   * and a frame around the head `lens`, {layer, head} or null.
   */
  draw(values, known, most, lens, palette) {
    if (!(this.width > 0)) return;
    const context = fit(this.canvas, this.width, this.height);
    const {across, down} = this;
    const {rgb} = colormap(SIGNED);
    context.clearRect(0, 0, this.width, this.height);
    for (let i = 0; i < this.layers * this.heads; i++) {
      const [x, y] = this.corner(Math.floor(i / this.heads), i % this.heads);
      const at = 3 * entry((values?.[i] / (most || 1) + 1) / 2);
      context.fillStyle = i < known ? `rgb(${rgb.subarray(at, at + 3)})` : palette.raised;
      context.fillRect(x, y, across - 1, down - 1);
    }
    this.names(context, lens, palette);
    if (!lens) return;
    const [x, y] = this.corner(lens.layer, lens.head);
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.strokeRect(x, y, across - 1, down - 1);
  }

  corner(layer, head) {
    return [this.left + head * this.across, TOP + layer * this.down];
  }

  names(context, lens, palette) {
    const ink = lit => {
      context.fillStyle = lit ? palette.ink : palette.ink3;
    };
    const {layers, heads, left, across, down} = this;
    const every = everyOf(down, TALL);
    context.font = palette.font;
    context.textAlign = 'right';
    for (let l = layers - 1; l >= 0; l -= every) {
      ink(lens?.layer === l);
      context.fillText(`L${l + 1}`, left - BESIDE, TOP + (l + 0.5) * down + 3);
    }
    const beside = everyOf(across, context.measureText(`${heads}`).width);
    const names = [];
    for (let h = 0; h < heads; h += beside) {
      names.push({head: h, text: `${h + 1}`, x: left + (h + 0.5) * across});
    }
    context.textAlign = 'center';
    for (const {head, text, x} of fitting(context, names, [0, this.width])) {
      ink(lens?.head === head);
      context.fillText(text, x, 10);
    }
  }
}

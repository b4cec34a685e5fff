// One figure of all heads as coloured cells, layers x heads; frames around the chosen head and the
// one under the pointer.
import {SINK, entry} from '../draw/colormap.js';
import {BESIDE, everyOf, fitting, gutter} from '../draw/labels.js';
import {fit} from '../draw/paint.js';
import {within} from '../page/dom.js';
import {nextInGrid} from './walks.js';

const TOP = 16;
const LEAST = 9; // px: names above, the lowest row
const TALL = 9; // px of a name
const LETTERS = 15; // px of a cell from which the letter of its kind is drawn in it
const DIM = 0.18; // opacity of heads that are not selected

export class Board {
  layers = 0;
  heads = 0;
  width = 0; // of the canvas; all sizes in px
  left = 0; // of the cells, for the names of layers
  height = 0;
  across = 0; // width of a cell with its gap
  down = 0; // and its height
  gap = 0;

  constructor(canvas) {
    this.canvas = canvas;
    this.ground = document.createElement('canvas');
  }

  /** Reads the width; `room` is the height available, in px. */
  measure({layers, heads, shape}, room) {
    const width = this.canvas.clientWidth;
    const left = gutter(layers);
    const across = Math.floor((width - left) / heads);
    const fits = Math.floor((room - TOP) / layers);
    const tall = (across * shape[0]) / shape[1];
    const down = Math.max(LEAST, Math.min(fits, Math.round(tall)));
    this.layers = layers;
    this.heads = heads;
    this.width = width;
    this.left = left;
    this.across = across;
    this.down = down;
    this.gap = across > 24 ? 3 : 1;
    this.height = TOP + layers * down;
    this.canvas.style.height = `${this.height}px`;
  }

  /** The head under the pointer, {layer, head}, or null. */
  hit(event) {
    if (!this.width) return null;
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

  box({layer, head}) {
    return [
      this.left + head * this.across,
      TOP + layer * this.down,
      this.across - this.gap,
      this.down - this.gap,
    ];
  }

  /**
   * Draws the cells in the colours of `values` [L * H], or grey where `values` is null.
   * @param {object} content
   * @param {ArrayLike<number> | null} content.values
   * @param {(value: number) => number} content.unit position 0..1 of a value on the colour map
   * @param {{rgb: Uint8Array}} content.map
   * @param {string[]} [content.letters] [L * H], drawn in the cells
   * @param {(i: number) => boolean} content.selected heads for which it is false are dim
   * @param {(i: number) => boolean} [content.marked] heads with a sink have a mark in a corner
   */
  paint(content, palette) {
    if (!(this.width > 0)) return;
    const context = fit(this.ground, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    this.names(context, palette);
    context.font = palette.font;
    context.textAlign = 'center';
    for (let i = 0; i < this.layers * this.heads; i++) this.cell(context, i, content, palette);
    context.globalAlpha = 1;
  }

  cell(context, i, /** @type {any} */ {values, unit, map, letters, selected, marked}, palette) {
    const box = this.box({layer: Math.floor(i / this.heads), head: i % this.heads});
    const at = 3 * entry(values ? unit(values[i]) : 0);
    context.globalAlpha = selected(i) ? 1 : DIM;
    context.fillStyle = values ? `rgb(${map.rgb.subarray(at, at + 3)})` : palette.raised;
    context.fillRect(box[0], box[1], box[2], box[3]);
    if (marked?.(i)) corner(context, box);
    letter(context, letters?.[i], box, inkOn(map.rgb, at));
  }

  names(context, palette) {
    const {across, gap, down, left} = this;
    context.font = palette.font;
    context.fillStyle = palette.ink3;
    context.textAlign = 'right';
    for (let l = this.layers - 1; l >= 0; l -= everyOf(down, TALL)) {
      context.fillText(`L${l + 1}`, left - BESIDE, TOP + (l + 0.5) * down + 3);
    }
    context.textAlign = 'center';
    const beside = everyOf(across, context.measureText(`${this.heads}`).width);
    const names = [];
    for (let h = 0; h < this.heads; h += beside) {
      names.push({
        text: across > 30 ? `H${h + 1}` : `${h + 1}`,
        x: left + h * across + (across - gap) / 2,
      });
    }
    for (const {text, x} of fitting(context, names, [0, this.width])) context.fillText(text, x, 10);
  }

  /** Frames the chosen head in ink and the one under the pointer in the query's colour. */
  mark(chosen, lens, palette) {
    if (!(this.width > 0)) return;
    const context = fit(this.canvas, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    context.drawImage(this.ground, 0, 0, this.width, this.height);
    for (const [cell, colour] of [
      [chosen, palette.ink],
      [lens, palette.query],
    ]) {
      if (!cell) continue;
      const [x, y, w, h] = this.box(cell);
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.strokeRect(x - 1, y - 1, w + 2, h + 2);
    }
  }
}

/** The letter of a head's kind in the middle of its cell, where this is large enough. */
function letter(context, text, /** @type {number[]} */ [x, y, w, h], ink) {
  if (!text || Math.min(w, h) < LETTERS) return;
  context.fillStyle = ink;
  context.fillText(text, x + w / 2, y + h / 2 + 4);
}

/** A small square in the upper right corner of a cell. */
function corner(context, /** @type {number[]} */ [x, top, w]) {
  const right = x + w;
  context.fillStyle = '#000';
  context.fillRect(right - 7, top + 1, 6, 6);
  context.fillStyle = SINK;
  context.fillRect(right - 6, top + 2, 4, 4);
}

const luma = (rgb, at) => 0.2126 * rgb[at] + 0.7152 * rgb[at + 1] + 0.0722 * rgb[at + 2];
const inkOn = (rgb, at) => (luma(rgb, at) > 128 ? '#000' : '#fff');

// All heads as cells, layers x heads: one colour for one figure, and the head in hand framed.
import {entry} from '../draw/colormap.js';
import {fit} from '../draw/paint.js';
import {within} from '../page/dom.js';

const LEFT = 30;
const TOP = 16;
const LEAST = 9; // px: names at the left and above, the lowest row
const LETTERS = 15; // px of a cell from which its kind is written in it
const DIM = 0.18; // of the colour of heads that are not asked for

export class Board {
  constructor(canvas) {
    this.canvas = canvas;
    this.ground = document.createElement('canvas');
  }

  /** Reads the width; `room` is the height there is. */
  measure({layers, heads, shape}, room) {
    const width = this.canvas.clientWidth;
    const across = Math.floor((width - LEFT) / heads);
    const fits = Math.floor((room - TOP) / layers);
    const tall = (across * shape[0]) / shape[1];
    const down = Math.max(LEAST, Math.min(fits, Math.round(tall)));
    Object.assign(this, {layers, heads, width, across, down, gap: across > 24 ? 3 : 1});
    this.height = TOP + layers * down;
    this.canvas.style.height = `${this.height}px`;
  }

  /** The head under the pointer, {layer, head}, or null. */
  hit(event) {
    if (!this.width) return null;
    const [x, y] = within(event, this.canvas);
    const layer = Math.floor((y - TOP) / this.down);
    const head = Math.floor((x - LEFT) / this.across);
    const inside = layer >= 0 && layer < this.layers && head >= 0 && head < this.heads;
    return inside ? {layer, head} : null;
  }

  box({layer, head}) {
    return [
      LEFT + head * this.across,
      TOP + layer * this.down,
      this.across - this.gap,
      this.down - this.gap,
    ];
  }

  /**
   * Draws the cells of `values` [L * H], which lie at unit(value) of the colour map; `letters`
   * [L * H] may stand in them, and heads for which `asked(i)` is false are dim.
   */
  paint({values, unit, map, letters, asked}, palette) {
    if (!(this.width > 0)) return;
    const context = fit(this.ground, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    this.names(context, palette);
    context.font = palette.font;
    context.textAlign = 'center';
    for (let i = 0; i < this.layers * this.heads; i++) {
      const box = this.box({layer: Math.floor(i / this.heads), head: i % this.heads});
      const at = 3 * entry(values ? unit(values[i]) : 0);
      const bright = luma(map.rgb, at) > 128;
      context.globalAlpha = asked(i) ? 1 : DIM;
      context.fillStyle = values ? `rgb(${map.rgb.subarray(at, at + 3)})` : palette.raised;
      context.fillRect(...box);
      if (!letters?.[i] || box[2] < LETTERS || box[3] < LETTERS) continue;
      context.fillStyle = bright ? '#000' : '#fff';
      context.fillText(letters[i], box[0] + box[2] / 2, box[1] + box[3] / 2 + 4);
    }
    context.globalAlpha = 1;
  }

  names(context, palette) {
    const every = Math.ceil(12 / this.down);
    const beside = Math.ceil(18 / this.across);
    context.font = palette.font;
    context.fillStyle = palette.ink3;
    context.textAlign = 'right';
    for (let l = this.layers - 1; l >= 0; l -= every) {
      context.fillText(`L${l + 1}`, LEFT - 7, TOP + (l + 0.5) * this.down + 3);
    }
    context.textAlign = 'center';
    for (let h = 0; h < this.heads; h += beside) {
      const name = this.across > 30 ? `H${h + 1}` : `${h + 1}`;
      context.fillText(name, LEFT + h * this.across + (this.across - this.gap) / 2, 10);
    }
  }

  /** The chosen head in ink, the one under the pointer in the query's colour. */
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

const luma = (rgb, at) => 0.2126 * rgb[at] + 0.7152 * rgb[at + 1] + 0.0722 * rgb[at + 2];

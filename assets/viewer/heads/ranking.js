// The maps of all heads as thumbnails, in the order of one figure.
import {Atlas, fit, specks} from '../draw/paint.js';
import {within} from '../page/dom.js';
import {nextInOrder} from './walks.js';

const GAP = 5;
const APART = 4; // px between the words of two tiles
const EDGE = 3;
const LARGEST = 72;
const LEAST = 14; // px of a tile; EDGE: room for a frame
const WORDS = 17;
const NAMED = 38; // px of the words under a tile, and of a tile that is wide enough for them
const DIM = 0.18; // opacity of heads that are not selected

export class Ranking {
  order = []; // head numbers, layer * heads + head
  heads = 0;
  columns = 0;
  width = 0; // of the canvas; all sizes in px
  height = 0;
  side = 0; // width of a tile
  tall = 0; // its height
  down = 0; // its height with the words

  constructor(canvas) {
    this.canvas = canvas;
    this.ground = document.createElement('canvas');
    this.atlas = new Atlas();
  }

  /** Chooses the largest tiles with which all heads fit the width and the height `room`, in px. */
  measure({layers, heads, shape}, room) {
    const width = this.canvas.clientWidth;
    const count = layers * heads;
    const aspect = shape[0] / shape[1];
    this.width = width;
    this.heads = heads;
    for (let side = LARGEST; side >= LEAST; side--) {
      this.side = side;
      this.tall = Math.max(4, Math.round(side * aspect));
      this.down = this.tall + (side >= NAMED ? WORDS : 0);
      this.columns = Math.max(1, Math.floor((width - 2 * EDGE + GAP) / (side + GAP)));
      this.height = Math.ceil(count / this.columns) * (this.down + GAP) + EDGE;
      if (this.height <= room) break;
    }
    this.canvas.style.height = `${this.height}px`;
  }

  /** Upper left corner of the tile in a place of the order, in px. */
  place(at) {
    return [
      EDGE + (at % this.columns) * (this.side + GAP),
      EDGE + Math.floor(at / this.columns) * (this.down + GAP),
    ];
  }

  /** The head under the pointer, {layer, head}, or null. */
  hit(event) {
    if (!this.width) return null;
    const [x, y] = within(event, this.canvas);
    const column = Math.floor((x - EDGE) / (this.side + GAP));
    const at = Math.floor((y - EDGE) / (this.down + GAP)) * this.columns + column;
    const i = column >= 0 && column < this.columns ? this.order[at] : undefined;
    return i === undefined ? null : {layer: Math.floor(i / this.heads), head: i % this.heads};
  }

  /** The head whose tile lies so many rows and columns from another's. */
  next(cell, down, right) {
    return nextInOrder(this, cell, down, right);
  }

  /** Colours the maps of all heads, `trace.map(layer, head)`, by the scale `unitOf(values)`. */
  write(trace, unitOf, map) {
    const {meta} = trace;
    this.atlas.begin(meta.heads, meta.layers, meta);
    for (let l = 0; l < meta.layers; l++) {
      for (let h = 0; h < meta.heads; h++) {
        const values = trace.map(l, h);
        this.atlas.put(h, l, values, meta.prefix, unitOf(values), map);
      }
    }
    this.atlas.end();
  }

  /**
   * Draws the tiles.
   * @param {object} content
   * @param {{meta: any}} content.trace
   * @param {number[]} content.order head numbers, layer * heads + head
   * @param {(i: number) => string} content.words text under a tile
   * @param {(i: number) => boolean} content.selected heads for which it is false are dim
   * @param {(i: number) => boolean} content.missing heads without a map
   * @param {number | null} content.query token that is marked on each tile
   * @param {(i: number) => {token: number}[]} [content.sinks] marked on a head's tile
   */
  paint({trace: {meta}, order, words, selected, missing, query, sinks = () => []}, palette) {
    this.order = order;
    if (!(this.width > 0)) return;
    const context = fit(this.ground, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    context.font = palette.font;
    context.textAlign = 'center';
    order.forEach((i, at) => {
      const [x, y] = this.place(at);
      const box = [x, y, this.side, this.tall];
      context.globalAlpha = selected(i) ? 1 : DIM;
      context.fillStyle = palette.raised;
      if (missing(i)) context.fillRect(x, y, this.side, this.tall);
      else this.atlas.draw(context, i % this.heads, Math.floor(i / this.heads), box, false);
      specks(context, box, meta, query, sinks(i), 2);
      if (this.side < NAMED) return;
      context.fillStyle = palette.ink3;
      context.fillText(words(i), x + this.side / 2, y + this.tall + 13, this.side + GAP - APART);
    });
    context.globalAlpha = 1;
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
      const at = cell ? this.order.indexOf(cell.layer * this.heads + cell.head) : -1;
      if (at < 0) continue;
      const [x, y] = this.place(at);
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.strokeRect(x - 2, y - 2, this.side + 4, this.tall + 4);
    }
  }
}

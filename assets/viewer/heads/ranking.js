// The maps of all heads as thumbnails in the order of a figure.
import {Atlas, fit, patchBox, speck} from '../draw/paint.js';
import {within} from '../page/dom.js';

const GAP = 5;
const EDGE = 3;
const LARGEST = 72;
const LEAST = 14; // px; EDGE: room for a frame
const WORDS = 17;
const NAMED = 38; // px under a tile, from a width that has room for them

export class Ranking {
  constructor(canvas) {
    this.canvas = canvas;
    this.ground = document.createElement('canvas');
    this.atlas = new Atlas();
    this.order = [];
  }

  /** The largest tiles with which all heads fit the width and the room. */
  measure({layers, heads, shape}, room) {
    const width = this.canvas.clientWidth;
    const count = layers * heads;
    const aspect = shape[0] / shape[1];
    let side = LARGEST;
    let down;
    let columns;
    let rows;
    for (; ; side--) {
      down = Math.max(4, Math.round(side * aspect)) + (side >= NAMED ? WORDS : 0);
      columns = Math.max(1, Math.floor((width - 2 * EDGE + GAP) / (side + GAP)));
      rows = Math.ceil(count / columns);
      if (rows * (down + GAP) + EDGE <= room || side === LEAST) break;
    }
    const tall = Math.max(4, Math.round(side * aspect));
    Object.assign(this, {width, side, tall, down, columns, heads, count});
    this.height = rows * (down + GAP) + EDGE;
    this.canvas.style.height = `${this.height}px`;
  }

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

  /** New maps of all heads: `trace.map(layer, head)` on a scale of their own or a common one. */
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
   * Draws the tiles in an order of head numbers l * H + h; `words(i)` stands under each, heads for
   * which `asked(i)` is false are dim, `missing(i)` ones empty, `query` is a token or null.
   */
  paint({trace: {meta}, order, words, asked, missing, query}, palette) {
    this.order = order;
    if (!(this.width > 0)) return;
    const context = fit(this.ground, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    context.font = palette.font;
    context.textAlign = 'center';
    order.forEach((i, at) => {
      const [x, y] = this.place(at);
      const box = [x, y, this.side, this.tall];
      context.globalAlpha = asked(i) ? 1 : 0.18;
      context.fillStyle = palette.raised;
      if (missing(i)) context.fillRect(...box);
      else this.atlas.draw(context, i % this.heads, Math.floor(i / this.heads), box, false);
      if (query >= meta.prefix) speck(context, patchBox(query - meta.prefix, meta, box), 2);
      if (this.side < NAMED) return;
      context.fillStyle = palette.ink3;
      context.fillText(words(i), x + this.side / 2, y + this.tall + 13);
    });
    context.globalAlpha = 1;
  }

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

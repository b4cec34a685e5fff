// Every head of the layer in the frame in sight, and their mean: small multiples.
import {colormap} from '../draw/colormap.js';
import {Atlas, fit, patchBox, speck} from '../draw/paint.js';
import {within} from '../page/dom.js';
import {tellPlace, walking} from '../page/walking.js';
import {clamp} from '../record/grid.js';
import {markChosen} from './chosen.js';
import {scaleOf} from './look.js';

const GAP = 6;
const LABEL = 15;
const MOST = 5; // maps in a row, where there are few
const LEAST = 64; // px of a map's width

export class Heads {
  atlas = new Atlas();
  g = {count: 0, columns: 0, across: 0, down: 0, width: 0};

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  measure({heads, shape}) {
    const width = this.canvas.clientWidth;
    const count = heads + 1;
    const fits = Math.max(1, Math.floor((width + GAP) / (LEAST + GAP)));
    const columns = Math.min(
      count,
      fits,
      count > 2 * MOST ? fits : Math.max(4, Math.ceil(count / 2)),
    );
    const across = (width - GAP * (columns - 1)) / columns;
    const down = (across * shape[0]) / shape[1];
    this.g = {count, columns, across, down, width};
    const rows = Math.ceil(count / columns);
    this.height = Math.round(rows * (down + LABEL + GAP));
    this.canvas.style.height = `${this.height}px`;
  }

  boxOf(head) {
    const {columns, across, down} = this.g;
    const row = Math.floor(head / columns);
    return [(head % columns) * (across + GAP), row * (down + LABEL + GAP), across, down];
  }

  /** A click on a head and the arrow keys call `show(head)`. */
  choosing(s, show) {
    const {canvas} = this;
    canvas.addEventListener('click', event => {
      const [x, y] = within(event, canvas);
      const {columns, across, down, count} = this.g;
      const head = Math.floor(y / (down + LABEL + GAP)) * columns + Math.floor(x / (across + GAP));
      if (head < count) show(head);
    });
    walking(canvas, {
      move: (down, right) =>
        show(clamp(s.head + down * this.g.columns + right, 0, this.g.count - 1)),
    });
  }

  draw(s, palette) {
    const {reel, layer, at} = s;
    const {count, width} = this.g;
    const context = fit(this.canvas, width, this.height);
    context.clearRect(0, 0, width, this.height);
    context.font = palette.font;
    context.textAlign = 'center';
    const map = colormap(s.colormap);
    for (let h = 0; h < count; h++) {
      const values = reel.map(layer, h, at);
      const box = this.boxOf(h);
      if (values) this.map(context, s, values, scaleOf(s, h), map, box);
      else {
        context.fillStyle = palette.raised;
        context.fillRect(box[0], box[1], box[2], box[3]);
      }
      this.name(context, s, h, box, palette);
    }
    const text = s.head < reel.meta.heads ? `head ${s.head + 1}` : 'mean of heads';
    if (this.canvas.matches('[role=slider]')) tellPlace(this.canvas, {at: s.head, count, text});
  }

  map(context, {reel, at, smooth}, values, scale, map, box) {
    this.atlas.begin(1, 1, reel.meta);
    this.atlas.put(0, 0, values, reel.meta.prefix, scale.unit, map);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, smooth);
    const place = reel.way?.places[at];
    if (place !== undefined) speck(context, patchBox(place, reel.meta, box), 4);
  }

  name(context, s, head, /** @type {number[]} */ [x, y, across, down], palette) {
    const chosen = head === s.head;
    if (chosen) {
      markChosen(context, [x, y, across, down], palette);
    }
    context.fillStyle = chosen ? palette.ink : palette.ink3;
    const text = head < s.reel.meta.heads ? `H${head + 1}` : 'mean';
    context.fillText(text, x + across / 2, y + down + 12);
  }
}

// Phone: the heads of the chosen layer, small, under the finger's picture while it is touched.
import {Atlas, fit, specks} from '../draw/paint.js';
import {sinksOf} from '../record/sinks.js';

const GAP = 3;
const ONE_ROW = 8;

export class Heads {
  atlas = new Atlas();
  width = 0;
  height = 0;
  g = {count: 0, columns: 0, across: 0, down: 0}; // number and size of the maps

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  measure({heads, shape}) {
    const count = heads + 1;
    const rows = count > ONE_ROW ? 2 : 1;
    const columns = Math.ceil(count / rows);
    this.width = this.canvas.parentElement.clientWidth;
    const across = (this.width - GAP * (columns - 1)) / columns;
    const down = (across * shape[0]) / shape[1];
    this.g = {count, columns, across, down};
    this.height = Math.round(rows * (down + GAP));
    this.canvas.style.height = `${this.height}px`;
  }

  draw(s, query, unitOf, map) {
    if (!s.touching) return;
    const {count, columns, across, down} = this.g;
    const {meta} = s.trace;
    const context = fit(this.canvas, this.width, this.height);
    this.atlas.begin(count, 1, meta);
    for (let h = 0; h < count; h++) {
      const values = s.trace.map(s.layer, h);
      this.atlas.put(h, 0, values, meta.prefix, unitOf(values), map);
    }
    this.atlas.end();
    context.clearRect(0, 0, this.width, this.height);
    for (let h = 0; h < count; h++) {
      const x = (h % columns) * (across + GAP);
      const y = Math.floor(h / columns) * (down + GAP);
      const box = [x, y, across, down];
      this.atlas.draw(context, h, 0, box, s.smooth);
      specks(context, box, meta, query, sinksOf(s.trace.record, {layer: s.layer, head: h}), 3);
    }
  }
}

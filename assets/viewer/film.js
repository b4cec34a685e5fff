// Rollout up to each layer, side by side: the film.
import {clamp} from './grid.js';
import {committed} from './look.js';
import {Atlas, fit, patchBox, speck} from './paint.js';

const LABEL = 16, LARGEST = 72;

export class Film {
  constructor(canvas) {
    this.canvas = canvas;
    this.atlas = new Atlas();
  }

  measure({layers, input}) {
    this.width = this.canvas.clientWidth;
    const aspect = input[0] / input[1], gap = layers > 8 ? 3 : 6;
    const across = (this.width - gap * (layers - 1)) / layers;
    const side = Math.max(4, Math.min(LARGEST / Math.max(1, aspect), across));
    const step = layers > 1 ? Math.min((this.width - side) / (layers - 1), side * 1.6) : 0;
    this.g = {layers, side, down: side * aspect, step};
    this.height = Math.round(this.g.down) + LABEL;
    this.canvas.style.height = `${this.height}px`;
  }

  hit(x) {
    const {step, side, layers} = this.g;
    return step ? clamp(Math.floor((x + (step - side) / 2) / step), 0, layers - 1) : 0;
  }

  draw(s, query, unitOf, map, palette, available) {
    const {side, down, step, layers} = this.g, {meta} = s.trace;
    const context = fit(this.canvas, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    context.font = palette.font;
    context.textAlign = 'center';
    if (available) this.write(s.trace, unitOf, map);
    const every = Math.max(1, Math.ceil(22 / step));       // labels that would touch are left out
    for (let l = 0; l < layers; l++) {
      const box = [l * step, 0, side, down], chosen = s.method === 'rollout' && s.end === l;
      if (available) this.tile(context, s, meta, query, l, box);
      else { context.fillStyle = palette.raised; context.fillRect(...box); }
      if (chosen) this.outline(context, box, palette);
      if (!chosen && (layers - 1 - l) % every) continue;
      context.fillStyle = chosen ? palette.ink : palette.ink3;
      context.fillText(`L${l + 1}`, box[0] + side / 2, this.height - 3);
    }
  }

  write(trace, unitOf, map) {
    this.atlas.begin(this.g.layers, 1, trace.meta);
    for (let l = 0; l < this.g.layers; l++) {
      const values = trace.frame(l);
      this.atlas.put(l, 0, values, trace.meta.prefix, unitOf(values), map);
    }
    this.atlas.end();
  }

  tile(context, s, meta, query, layer, box) {
    const asked = s.trace.flowing === 'fallback' ? committed(s) : query;
    this.atlas.draw(context, layer, 0, box, s.smooth);
    if (asked >= meta.prefix) speck(context, patchBox(asked - meta.prefix, meta, box), 2);
  }

  outline(context, [x, y, width, height], palette) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }
}

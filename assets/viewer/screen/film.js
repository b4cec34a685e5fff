// The map of every layer side by side: the film. A strip says what its frames show:
// {count, chosen, asked: the query, name(l), here(l): whether it can be drawn, put(atlas, l)}.
import {clamp} from '../record/grid.js';
import {committed} from './query.js';
import {Atlas, fit, patchBox, speck} from '../draw/paint.js';

const LABEL = 16;
const LARGEST = 72;

/** Rollout up to each layer, for one query. */
export function rolloutStrip(s, query, unitOf, map) {
  const {trace, method, end} = s;
  const {meta, flowing} = trace;
  return {
    count: meta.layers,
    chosen: method === 'rollout' ? end : null,
    name: l => `L${l + 1}`,
    asked: flowing === 'fallback' ? committed(s) : query,
    here: () => flowing !== 'missing',
    put(atlas, l) {
      const values = trace.frame(l);
      atlas.put(l, 0, values, meta.prefix, unitOf(values), map);
    },
  };
}

export class Film {
  /** Frames are at most `largest` px wide or high. */
  constructor(canvas, largest = LARGEST) {
    Object.assign(this, {canvas, largest});
    this.atlas = new Atlas();
  }

  /** Lays out `count` frames. */
  measure({shape}, count) {
    this.width = this.canvas.clientWidth;
    const aspect = shape[0] / shape[1];
    const gap = count > 8 ? 3 : 6;
    const across = (this.width - gap * (count - 1)) / count;
    const side = Math.max(4, Math.min(this.largest / Math.max(1, aspect), across));
    const step = count > 1 ? Math.min((this.width - side) / (count - 1), side * 1.6) : 0;
    this.g = {count, side, down: side * aspect, step};
    this.height = Math.round(this.g.down) + LABEL;
    this.canvas.style.height = `${this.height}px`;
  }

  hit(x) {
    const {step, side, count} = this.g;
    return step ? clamp(Math.floor((x + (step - side) / 2) / step), 0, count - 1) : 0;
  }

  draw(s, strip, palette) {
    const {side, down, step, count} = this.g;
    const {meta} = s.trace;
    const context = fit(this.canvas, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    context.font = palette.font;
    context.textAlign = 'center';
    this.atlas.begin(count, 1, meta);
    for (let l = 0; l < count; l++) if (strip.here(l)) strip.put(this.atlas, l);
    this.atlas.end();
    const every = Math.max(1, Math.ceil(22 / step)); // labels that would touch are left out
    for (let l = 0; l < count; l++) {
      const box = [l * step, 0, side, down];
      const chosen = strip.chosen === l;
      if (strip.here(l)) this.tile(context, s, strip.asked, l, box);
      else {
        context.fillStyle = palette.raised;
        context.fillRect(...box);
      }
      if (chosen) this.outline(context, box, palette);
      if (!chosen && (count - 1 - l) % every) continue;
      context.fillStyle = chosen ? palette.ink : palette.ink3;
      context.fillText(strip.name(l), box[0] + side / 2, this.height - 3);
    }
  }

  tile(context, s, asked, layer, box) {
    const {meta} = s.trace;
    this.atlas.draw(context, layer, 0, box, s.smooth);
    if (asked >= meta.prefix) speck(context, patchBox(asked - meta.prefix, meta, box), 2);
  }

  outline(context, [x, y, width, height], palette) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }
}

// The maps of all layers side by side: the film. A strip is the content of its frames:
// {count, chosen, query, name(l), here(l): whether it can be drawn, sinks(l), put(atlas, l)}.
import {clamp} from '../record/grid.js';
import {within} from '../page/dom.js';
import {tellPlace, walking} from '../page/walking.js';
import {everyOf, fitting} from '../draw/labels.js';
import {committed} from './query.js';
import {Atlas, fit, specks} from '../draw/paint.js';

const LABEL = 16;
const LARGEST = 72;

/** Rollout up to each layer from `first` on, for one query; `sinks` are marked. */
export function rolloutStrip(s, query, unitOf, map, {first = 0, sinks = []} = {}) {
  const {trace, method, end} = s;
  const {meta, flowing} = trace;
  return {
    count: meta.layers,
    chosen: method === 'rollout' ? end : null,
    name: l => `L${l + 1}`,
    query: flowing === 'fallback' ? committed(s) : query,
    here: l => flowing !== 'missing' && l >= first,
    sinks: l => sinks.filter(({layer}) => layer >= first && layer <= l),
    put(atlas, l) {
      const values = trace.frame(l);
      atlas.put(l, 0, values, meta.prefix, unitOf(values), map);
    },
  };
}

export class Film {
  atlas = new Atlas();
  width = 0;
  height = 0;
  g = {count: 0, side: 0, down: 0, step: 0}; // number of frames, their size and distance
  chosen = null; // the frame that is shown large
  last = Infinity; // the one that was so last

  /**
   * Frames are at most `largest` px wide or high.
   * @param {HTMLCanvasElement} canvas
   */
  constructor(canvas, largest = LARGEST) {
    this.canvas = canvas;
    this.largest = largest;
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

  /** A click on a frame and the arrow keys call `show(frame)`. */
  choosing(show) {
    const {canvas} = this;
    canvas.addEventListener('click', event => show(this.hit(within(event, canvas)[0])));
    walking(canvas, {
      move: (down, right) => {
        if (this.g.count) show(this.step(down + right));
      },
    });
  }

  /** The frame so many further, held inside; the last one itself while none is shown large. */
  step(by) {
    const end = this.g.count - 1;
    const isBack = this.chosen === null && Number.isFinite(by);
    this.last = clamp(Math.min(this.last, end) + (isBack ? 0 : by), 0, end);
    this.chosen = this.last;
    return this.last;
  }

  draw(s, strip, palette) {
    const {count} = this.g;
    this.tell(strip);
    const context = fit(this.canvas, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    context.font = palette.font;
    context.textAlign = 'center';
    this.atlas.begin(count, 1, s.trace.meta);
    for (let l = 0; l < count; l++) if (strip.here(l)) strip.put(this.atlas, l);
    this.atlas.end();
    for (let l = 0; l < count; l++) this.tile(context, s, strip, l, palette);
    this.labels(context, strip, palette);
  }

  tell({count, chosen, name}) {
    this.chosen = chosen;
    this.last = chosen ?? this.last;
    const at = Math.min(this.last, count - 1);
    const text = chosen === null ? `${name(at)}, not shown` : name(at);
    if (this.canvas.matches('[role=slider]')) tellPlace(this.canvas, {at, count, text});
  }

  tile(context, s, strip, l, palette) {
    const {meta} = s.trace;
    const {query} = strip;
    const {side, down, step} = this.g;
    const box = [l * step, 0, side, down];
    if (strip.here(l)) {
      this.atlas.draw(context, l, 0, box, s.smooth);
      specks(context, box, meta, query, strip.sinks?.(l) ?? [], 2);
    } else {
      context.fillStyle = palette.raised;
      context.fillRect(l * step, 0, side, down);
    }
    if (l === strip.chosen) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      context.strokeRect(l * step + 1, 1, side - 2, down - 2);
    }
  }

  /** Names under the frames; those that would touch are left out, except the chosen one's. */
  labels(context, strip, palette) {
    const {count, side, step} = this.g;
    const every = everyOf(step, context.measureText(strip.name(count - 1)).width);
    const order = strip.chosen === null ? [] : [strip.chosen];
    for (let l = count - 1; l >= 0; l -= every) if (l !== strip.chosen) order.push(l);
    const names = order.map(l => ({l, text: strip.name(l), x: l * step + side / 2}));
    for (const {l, text, x} of fitting(context, names, [0, this.width])) {
      context.fillStyle = l === strip.chosen ? palette.ink : palette.ink3;
      context.fillText(text, x, this.height - 3);
    }
  }
}

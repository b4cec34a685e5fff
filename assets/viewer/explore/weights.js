// All weights of one head, N x N, in the matrix's place: queries down, keys across. It is computed
// here, a few rows at a time; the pointer reads a weight, and lights its query and its key.
import {QUERY, colormap, entry} from '../draw/colormap.js';
import {fit, frame, patchBox} from '../draw/paint.js';
import {within} from '../page/dom.js';
import {walking} from '../page/walking.js';
import {weightBetween, weightsOf} from '../record/all_weights.js';
import {figure, number} from '../record/figures.js';
import {clamp, nameOf} from '../record/grid.js';
import {uniformScale} from '../record/scale.js';
import {headName} from '../screen/figures.js';
import {committed} from '../screen/query.js';
import {choose} from '../state/choices.js';

const SLICE = 8; // ms of a frame for new rows
const LEAST = 180; // px of the table's side

export class Weights {
  image = document.createElement('canvas'); // [N, N] pixels
  side = 0;
  rows = 0; // that are computed
  name = ''; // what they are of
  wait = 0; // the frame that computes the next ones

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {any} s
   * @param {any} actions
   */
  constructor(canvas, s, actions) {
    this.canvas = canvas;
    this.s = s;
    this.redraw = () => actions.pair(s.pair);
    canvas.addEventListener('pointermove', event => actions.pair(this.at(event)));
    canvas.addEventListener('pointerleave', () => actions.pair(null));
    canvas.addEventListener('click', event => this.pin(this.at(event)));
    walking(canvas, {
      move: (down, right) => actions.pair(this.moved(down, right)),
      press: () => this.pin(s.pair),
    });
  }

  /** The query and the key under the pointer. */
  at(event) {
    const {tokens} = this.s.trace.meta;
    const [x, y] = within(event, this.canvas);
    const place = px => clamp(Math.floor((px / this.side) * tokens), 0, tokens - 1);
    return {query: place(y), key: place(x)};
  }

  moved(down, right) {
    const {tokens} = this.s.trace.meta;
    const start = Math.max(0, committed(this.s));
    const {query, key} = this.s.pair ?? {query: start, key: start};
    const on = place => clamp(place, 0, tokens - 1);
    return {query: on(query + down), key: on(key + right)};
  }

  /** The row's query becomes that of the page. */
  pin(pair) {
    if (pair) choose({query: pair.query, direction: 'from', method: 'attention'});
  }

  draw({width, room}, palette) {
    this.side = Math.floor(Math.min(width, Math.max(LEAST, Number.isFinite(room) ? room : width)));
    this.canvas.style.width = this.canvas.style.height = `${this.side}px`;
    const {trace, layer, head, colormap: chosen} = this.s;
    const name = [trace.record.url, layer, head, chosen].join();
    if (name !== this.name) this.begin(name, trace.meta.tokens);
    this.more();
    this.paint(palette);
  }

  begin(name, tokens) {
    this.name = name;
    this.rows = 0;
    this.image.width = this.image.height = tokens;
    this.context = this.image.getContext('2d');
    this.band = this.context.createImageData(tokens, 1);
    this.words = new Uint32Array(this.band.data.buffer);
    this.row = new Float32Array(tokens);
    this.s.table = this.image; // what is saved
  }

  /** Computes rows for a few milliseconds; the next frame goes on. */
  more() {
    const {trace, layer, head, colormap: chosen} = this.s;
    const {tokens} = trace.meta;
    const held = trace.record.layers[layer];
    if (this.rows >= tokens) return;
    if (!held) {
      trace.record.layer(layer).then(this.redraw, () => {});
      return;
    }
    const map = colormap(chosen);
    const {unit} = uniformScale(tokens);
    const end = performance.now() + SLICE;
    while (this.rows < tokens && performance.now() < end) {
      weightsOf(held, trace.shape, head, this.rows, this.row);
      for (let j = 0; j < tokens; j++) this.words[j] = map.words[entry(unit(this.row[j]))];
      this.context.putImageData(this.band, 0, this.rows++);
    }
    cancelAnimationFrame(this.wait);
    this.wait = requestAnimationFrame(this.redraw);
  }

  paint(palette) {
    const {side, image, rows} = this;
    const {tokens} = this.s.trace.meta;
    const context = fit(this.canvas, side, side);
    context.fillStyle = palette.raised;
    context.fillRect(0, 0, side, side);
    context.imageSmoothingEnabled = tokens > side;
    context.imageSmoothingQuality = 'high';
    const high = (rows / tokens) * side;
    if (rows) context.drawImage(image, 0, 0, tokens, rows, 0, 0, side, high);
    const {pair} = this.s;
    if (pair) this.cross(context, pair, side / tokens);
  }

  /** Lines through the query's row and the key's column. */
  cross(context, {query, key}, each) {
    const {side} = this;
    for (const [colour, box] of [
      [QUERY, [0, (query + 0.5) * each - 0.5, side, 1]],
      ['#fff', [(key + 0.5) * each - 0.5, 0, 1, side]],
    ]) {
      context.fillStyle = colour;
      context.globalAlpha = 0.75;
      context.fillRect(...box);
    }
    context.globalAlpha = 1;
    const least = Math.max(each, 5);
    const at = token => (token + 0.5) * each - least / 2;
    frame(context, [at(key), at(query), least, least], '#fff', 1.5);
  }

  /** Lights the query and the key on the picture. */
  mark(stage, meta) {
    const {pair, cells} = this.s;
    if (!pair || cells !== 'weights') return;
    const [width, height] = stage.size;
    const context = fit(stage.canvas, width, height);
    const light = (token, colour, line) => {
      const box = [0, 0, width, height];
      if (token >= meta.prefix)
        frame(context, patchBox(token - meta.prefix, meta, box), colour, line);
    };
    light(pair.query, QUERY, 2.5);
    light(pair.key, '#fff', 1.5);
  }

  /** "All weights, L6 H2   query (3, 4), key (5, 6): ~0.0123 = 1.8× uniform". */
  get text() {
    const {trace, layer, head, pair} = this.s;
    const {meta} = trace;
    const {value, exact} = weightBetween(trace, {layer, head}, pair);
    const words = Number.isNaN(value)
      ? 'being computed'
      : `${figure(value, exact)} = ${number(value * meta.tokens, exact ? 5 : 3)}× uniform`;
    const [query, key] = [nameOf(pair.query, meta), nameOf(pair.key, meta)];
    return `${headName({layer, head}, meta.heads)}   query ${query}, key ${key}: ${words}`;
  }
}

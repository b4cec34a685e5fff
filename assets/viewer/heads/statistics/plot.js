// One figure of every head against its layer: a dot per head, its spread over pictures as a bar.
import {Axes, ticksAt} from '../../draw/axes.js';
import {within} from '../../page/dom.js';
import {nextInOrder} from '../walks.js';

const WIDE = 0.62; // share of a layer's band over which the dots of its heads are spread
const NEAR = 14; // px from which a dot is under the pointer
const NAMED = 14; // layers named on the axis, at most
const HOLLOW = 0.5; // share left out from which a dot is hollow

export class DepthPlot {
  heads = 0;
  values = null; // [L * H], as drawn last

  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** Place of a head's dot on the axis of layers. */
  at(i) {
    const h = i % this.heads;
    const apart = this.heads > 1 ? h / (this.heads - 1) - 0.5 : 0;
    return Math.floor(i / this.heads) + apart * WIDE;
  }

  /**
   * Draws `values` [L * H] on the `axis`; `spread` and `left` (what the figure leaves out) are
   * [L * H] or null, `even` the value of uniform attention or null, `selected(i)` false for heads
   * that are dim.
   */
  draw({values, spread, left, even, axis, selected, meta}, {chosen, lens}, palette) {
    const {axes} = this;
    const {layers, heads} = meta;
    const every = Math.ceil(layers / NAMED);
    this.heads = heads;
    this.values = values;
    const named = [...Array(layers).keys()].filter(l => !((layers - 1 - l) % every));
    const x = {
      low: -0.5,
      high: layers - 0.5,
      ticks: ticksAt(named, l => `L${l + 1}`),
      name: 'layer',
    };
    if (!axes.begin(x, axis, palette)) return;
    this.evenLine(even, x, palette);
    this.means(values, layers, palette);
    this.dots({spread, left, selected}, palette);
    if (chosen) this.lit(chosen, spread, palette.ink, palette);
    if (lens) this.lit(lens, spread, palette.query, palette);
  }

  dots({spread, left, selected}, palette) {
    for (let i = 0; i < this.values.length; i++) {
      const hollow = left && left[i] > HOLLOW;
      const on = selected(i);
      this.bar(i, spread, on ? palette.ink3 : palette.line);
      this.dot(i, 3, on ? palette.ink2 : palette.line, hollow ? palette.bg : null);
    }
  }

  evenLine(even, x, palette) {
    if (even === null || even > this.axes.y.high) return;
    const grey = {colour: palette.ink3, width: 1.25, dash: [5, 4]};
    this.axes.line(
      [
        [x.low, even],
        [x.high, even],
      ],
      grey,
    );
    const below = this.axes.down(even) < this.axes.area.top + 12;
    this.axes.text('uniform', [x.high, even], {...grey, align: 'right', dy: below ? 12 : -4});
  }

  means(values, layers, palette) {
    const line = Array.from({length: layers}, (_, l) => {
      const row = values.subarray(l * this.heads, (l + 1) * this.heads);
      return [l, row.reduce((sum, value) => sum + value, 0) / this.heads];
    });
    this.axes.line(line, {colour: palette.line, width: 2});
  }

  bar(i, spread, colour) {
    if (!spread) return;
    const {axes} = this;
    const x = this.at(i);
    const value = this.values[i];
    const {low, high} = axes.y;
    axes.line(
      [
        [x, Math.max(low, value - spread[i])],
        [x, Math.min(high, value + spread[i])],
      ],
      {colour, width: 1},
    );
  }

  dot(i, radius, colour, inside = null) {
    const x = this.at(i);
    const value = this.values[i];
    this.axes.dot([x, value], radius, colour);
    if (inside) this.axes.dot([x, value], radius - 1.25, inside);
  }

  lit({layer, head}, spread, colour, palette) {
    const i = layer * this.heads + head;
    this.bar(i, spread, colour);
    this.dot(i, 6, palette.bg);
    this.dot(i, 5, colour);
  }

  get canvas() {
    return this.axes.canvas;
  }

  /** The head whose dot is so many dots further right; up and down it stays in its layer's line. */
  next(cell, down, right) {
    const order = [...(this.values ?? []).keys()];
    return nextInOrder({order, heads: this.heads, columns: 1}, cell, down, right);
  }

  /** The head whose dot is nearest to the pointer, null where none is near. */
  hit(event) {
    const {axes, values} = this;
    if (!values || !axes.area) return null;
    const [x, y] = within(event, axes.canvas);
    let best = NEAR;
    let nearest = null;
    for (let i = 0; i < values.length; i++) {
      const far = Math.hypot(axes.across(this.at(i)) - x, axes.down(values[i]) - y);
      if (far < best) [best, nearest] = [far, i];
    }
    return nearest === null
      ? null
      : {layer: Math.floor(nearest / this.heads), head: nearest % this.heads};
  }
}

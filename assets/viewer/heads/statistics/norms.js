// Lengths of the tokens before the first block and after each block, on a log scale: quantiles of
// the patches, crosses for prefix tokens, rings for outliers.
import {Axes, ticksAt} from '../../draw/axes.js';
import {within} from '../../page/dom.js';

const NAMED = 9; // layers named on the axis, at most
const DECADES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
const APART = 20; // px of the plot for each tick, at least
const FEWEST = 3; // powers of ten that are enough ticks

export class Norms {
  layers = []; // quantiles, prefix tokens and outliers of each
  span = [0, 1]; // of the axis

  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** Computes the quantiles of each layer's patches, once for each picture. */
  open({norms, outliers}, {prefix}) {
    this.layers = norms.map((layer, l) => {
      const patches = layer.slice(prefix).sort((a, b) => a - b);
      const at = share => patches[Math.round(share * (patches.length - 1))];
      return {
        low: at(0.05),
        middle: at(0.5),
        high: at(0.95),
        least: patches[0],
        prefix: layer.slice(0, prefix),
        outliers: outliers[l].map(token => layer[token]),
      };
    });
    const all = norms.flatMap(layer => layer).filter(norm => norm > 0);
    this.span = [Math.min(...all) / 1.15, Math.max(...all) * 1.15];
  }

  /** `lit` is the layer whose lengths are on the picture, or null. */
  draw(lit, palette) {
    const {
      axes,
      layers,
      span: [low, high],
    } = this;
    const count = layers.length;
    const every = Math.ceil(count / NAMED);
    const write = l => (l ? `L${l}` : 'in');
    const named = [...layers.keys()].filter(l => !((count - 1 - l) % every));
    const log = Math.log10;
    const inside = DECADES.filter(v => v >= low && v <= high);
    const tens = inside.filter(v => Number.isInteger(log(v)));
    const crowded = inside.length > axes.canvas.clientHeight / APART && tens.length > 1;
    const few = crowded || tens.length >= FEWEST;
    const ticks = (few ? tens : inside).map(v => ({at: log(v), text: `${v}`}));
    const x = {low: -0.5, high: count - 0.5, ticks: ticksAt(named, write), name: 'after layer'};
    const y = {low: log(low), high: log(high), ticks, name: 'length'};
    if (!axes.begin(x, y, palette)) return;
    if (lit !== null) this.band(lit, palette);
    layers.forEach((layer, l) => {
      axes.line(
        [
          [l, log(layer.low)],
          [l, log(layer.high)],
        ],
        {colour: palette.ink3, width: 5},
      );
      for (const norm of layer.prefix) this.cross(l, log(norm), palette.ink2);
      for (const norm of layer.outliers) this.circle(l, log(norm), palette.caution);
    });
    const middle = layers.map(({middle: norm}, l) => [l, log(norm)]);
    axes.line(middle, {colour: palette.ink, width: 1.5});
  }

  band(l, palette) {
    const {
      context,
      area: {top, bottom},
    } = this.axes;
    const left = this.axes.across(l - 0.5);
    context.fillStyle = palette.raised;
    context.fillRect(left, top, this.axes.across(l + 0.5) - left, bottom - top);
  }

  cross(l, value, colour) {
    const {context} = this.axes;
    const x = this.axes.across(l);
    const y = this.axes.down(value);
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    this.axes.stroke([
      [x - 3, y - 3],
      [x + 3, y + 3],
    ]);
    this.axes.stroke([
      [x - 3, y + 3],
      [x + 3, y - 3],
    ]);
  }

  circle(l, value, colour) {
    const {context} = this.axes;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(this.axes.across(l), this.axes.down(value), 3.5, 0, 2 * Math.PI);
    context.stroke();
  }

  /** The layer under the pointer, null beside the plot. */
  hit(event) {
    const {axes, layers} = this;
    if (!layers.length || !axes.area) return null;
    const [x] = within(event, axes.canvas);
    const {left, right} = axes.area;
    const l = Math.floor(((x - left) / (right - left)) * layers.length);
    return l >= 0 && l < layers.length ? l : null;
  }
}

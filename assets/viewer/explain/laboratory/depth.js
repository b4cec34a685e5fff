// Plot of the entropy of the rollout up to each layer, and of that of an even spread.
import {fixed} from '../../record/figures.js';
import {Axes, ticksAt} from '../../draw/axes.js';
import {entropy} from '../../record/measures.js';

const LABELS = 12; // layers named on the axis, at most
const SIDE = 0.3; // layers of room at both ends
const BITS = [0, 2, 4, 6, 8, 10];

export class Depth {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** Draws `flows` [L] of [N] from layer `start` on; returns the entropy in bit up to `end`. */
  draw(flows, {start, end}, palette) {
    const {axes} = this;
    const layers = flows.length;
    const even = Math.log2(flows[0].length);
    const bits = flows.map(entropy);
    const every = Math.ceil(layers / LABELS);
    const named = [...flows.keys()].filter(l => !((layers - 1 - l) % every));
    const x = {
      low: -SIDE,
      high: layers - 1 + SIDE,
      ticks: ticksAt(named, l => `L${l + 1}`),
      name: 'rollout up to layer',
    };
    const y = {
      low: 0,
      high: Math.ceil(even + 0.6),
      ticks: ticksAt(BITS.filter(v => v <= even)),
      name: 'entropy, bit',
    };
    if (axes.begin(x, y, palette)) {
      const grey = {colour: palette.ink3, width: 1, dash: [4, 4]};
      axes.line(
        [
          [x.low, even],
          [x.high, even],
        ],
        grey,
      );
      axes.text(`even spread ${fixed(even)}`, [x.low, even], {...grey, dx: 4, dy: -4});
      axes.line(bits.map((bit, l) => [l, bit]).slice(start), {colour: palette.ink, dots: true});
      axes.dot([end, bits[end]], 4.5, palette.ink);
    }
    axes.canvas.setAttribute(
      'aria-label',
      `Entropy of the rollout up to layer ${end + 1}: ` +
        `${fixed(bits[end])} bit; an even spread has ${fixed(even)}`,
    );
    return bits[end];
  }
}

// The share of the variance that each component explains, and the running sum of the shares.
import {percent} from '../../record/figures.js';
import {Axes, ticksAt} from '../../draw/axes.js';

export class Spread {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  draw(shares, palette) {
    let sum = 0;
    const all = [...shares].map((share, i) => [i + 1, (sum += share)]);
    const named = [1, 7, 14, 21, 28].filter(i => i <= shares.length);
    const x = {low: 0.5, high: shares.length + 0.5, ticks: ticksAt(named), name: 'component'};
    const y = {low: 0, high: 1, ticks: ticksAt([0, 0.5, 1]), name: 'share'};
    if (!this.axes.begin(x, y, palette)) return;
    this.axes.line(all, {colour: palette.ink3, width: 1, dash: [4, 3]});
    const each = [...shares].map((share, i) => [i + 1, share]);
    this.axes.line(each, {colour: palette.ink, dots: true});
    this.axes.canvas.setAttribute(
      'aria-label',
      `Variance explained: the first component ${percent(shares[0])}, all ${percent(sum)}`,
    );
  }
}

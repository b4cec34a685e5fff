// Mean cosine of two positions against how far apart they lie, along one axis of the grid.
import {fixed} from '../../record/figures.js';
import {Axes, ticksAt} from '../../draw/axes.js';

const LABELS = 6; // distances named on the axis, at most
const STEP = 0.5; // between two ticks of the cosine
const NAMES = {rows: 'rows apart', cols: 'columns apart'};

export class Profile {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** One table's profile along an axis, and thin and dashed that of the other table. */
  draw(axis, profile, other, palette) {
    const values = profile ?? [1, 0];
    const last = values.length - 1;
    const every = Math.ceil(values.length / LABELS);
    const least = Math.min(...values, ...(other ?? [0]), 0);
    const low = Math.floor(least / STEP) * STEP;
    const named = [...Array(last + 1).keys()].filter(k => k % every === 0);
    const x = {low: 0, high: Math.max(1, last), ticks: ticksAt(named), name: NAMES[axis]};
    const count = Math.round((1 - low) / STEP) + 1;
    const marks = Array.from({length: count}, (_, i) => low + i * STEP);
    const y = {low, high: 1, ticks: ticksAt(marks, v => `${v}`.replace('-', '−')), name: 'cosine'};
    if (!this.axes.begin(x, y, palette) || !profile) return;
    if (other) {
      const thin = {colour: palette.ink3, width: 1, dash: [4, 3]};
      this.axes.line(
        [...other].map((v, k) => [k, v]),
        thin,
      );
    }
    this.axes.line(
      [...profile].map((v, k) => [k, v]),
      {colour: palette.ink, dots: last < 20},
    );
    this.axes.canvas.setAttribute(
      'aria-label',
      `Mean cosine of positions ${NAMES[axis]}: ` +
        [...profile].map((v, k) => `${k}: ${fixed(v)}`).join(', '),
    );
  }
}

// The angle by which rotary positions turn each pair of channels from one patch to the next.
import {brief, number} from '../../record/figures.js';
import {Axes, ticksAt} from '../../draw/axes.js';

const LABELS = 8; // pairs named on the axis, at most
const DEGREES = 180 / Math.PI;

export class Steps {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** `steps` [2][pairs] in radians: one patch down, and one to the right. */
  draw(steps, palette) {
    const [down, across] = steps.map(row => [...row].map(turn => Math.abs(turn) * DEGREES));
    const most = Math.max(...down, ...across) || 1;
    const every = Math.ceil(down.length / LABELS);
    const pairs = Array.from({length: Math.ceil(down.length / every)}, (_, i) => i * every + 1);
    const x = {
      low: 0.5,
      high: down.length + 0.5,
      ticks: ticksAt(pairs),
      name: 'pair of channels; dashed: to the right',
      short: 'pair; dashed: to the right',
    };
    const y = {
      low: 0,
      high: most * 1.05,
      name: 'degrees a patch',
      ticks: ticksAt([0, most / 2, most], v => brief(v, 2)),
    };
    if (!this.axes.begin(x, y, palette)) return;
    const points = row => row.map((value, i) => [i + 1, value]);
    this.axes.line(points(across), {colour: palette.ink3, width: 1, dash: [4, 3], dots: true});
    this.axes.line(points(down), {colour: palette.ink, dots: true});
    const [largest, widest] = [down, across].map(row => number(Math.max(...row), 2));
    this.axes.canvas.setAttribute(
      'aria-label',
      'Degrees that each pair turns by from one patch to ' +
        `the next: up to ${largest} down, ${widest} right`,
    );
  }
}

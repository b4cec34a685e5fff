// A figure of every head over time: thin lines, the chosen head's strong, a bar at the frame in sight.
import {Axes, ticksAt} from '../draw/axes.js';
import {within} from '../page/dom.js';
import {brief} from '../record/figures.js';
import {courseOf, lineOf} from './look.js';
import {COURSES} from './words.js';

const TOPS = [0.02, 0.05, 0.1, 0.2, 0.5, 1];
const TICKS = 5;

export class Course {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** A click shows the frame nearest to its time. */
  choosing(s, show) {
    const {axes} = this;
    axes.canvas.addEventListener('click', event => {
      const [x] = within(event, axes.canvas);
      const {left, right} = axes.area;
      const {frames} = s.reel.facts;
      const time = ((x - left) / (right - left)) * frames[frames.length - 1].seconds;
      const far = frames.map(({seconds}) => Math.abs(seconds - time));
      show(far.indexOf(Math.min(...far)));
    });
  }

  draw(s, palette) {
    const {axes} = this;
    const {reel} = s;
    const {frames} = reel.facts;
    const {heads} = reel.meta;
    const lines = Array.from({length: heads + 1}, (_, head) => lineOf(s, head));
    const most = Math.max(0, ...lines.flat().filter(Number.isFinite));
    const high = TOPS.find(top => most <= top) ?? 1;
    const last = frames[frames.length - 1].seconds;
    const x = {low: 0, high: last || 1, name: 'seconds', ticks: times(last)};
    const {name} = COURSES[courseOf(s)];
    const y = {low: 0, high, name, ticks: ticksAt([0, high / 2, high], value => brief(value, 2))};
    if (!axes.begin(x, y, palette)) return;
    const now = frames[s.at].seconds;
    axes.line(
      [
        [now, 0],
        [now, high],
      ],
      {colour: palette.line, width: 5},
    ); // prettier-ignore
    const pairs = line =>
      line
        .map((value, i) => [frames[i].seconds, value])
        .filter(([, value]) => Number.isFinite(value));
    for (const line of lines) axes.line(pairs(line), {colour: palette.ink3, width: 0.75});
    const own = lines[s.head];
    axes.line(pairs(own), {colour: palette.ink, width: 2});
    if (Number.isFinite(own[s.at])) axes.dot([now, own[s.at]], 4, palette.ink);
    const who = s.head < heads ? `head ${s.head + 1}` : 'the mean of heads';
    const text = pairs(own).map(([at, value]) => `${brief(at, 2)} s ${brief(value, 2)}`);
    axes.canvas.setAttribute('aria-label', `${name} of ${who} over time: ${text.join(', ')}`);
  }
}

/** Some round times from 0 to the last one. */
function times(last) {
  const step = [0.1, 0.2, 0.5, 1, 2, 5].find(one => last / one <= TICKS) ?? 5;
  const count = Math.floor(last / step + 1e-6);
  return ticksAt(
    Array.from({length: count + 1}, (_, i) => i * step),
    value => brief(value, 2),
  );
}

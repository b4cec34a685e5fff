// The cost of an input size: milliseconds and memory against tokens, a point for each size visited.
import {brief, bytes, count, duration} from '../record/figures.js';
import {fit} from './paint.js';

const LEFT = 26;
const BOTTOM = 15;
const TOP = 17;
const GAP = 14;
const RIGHT = 12;
const ROW = 22;
const COLUMN = 34; // px that a tick's label needs

/** What a plot shows: its title, its units from the smallest on, and its lines. */
const TIME = {
  title: unit => `${unit} by tokens`,
  units: [
    {name: 'ms', size: 1},
    {name: 's', size: 1e3},
  ],
  lines: [{value: point => point.times?.median ?? null, dash: []}],
};
const MEMORY = {
  title: unit => `${unit}, maps - -`,
  units: [
    {name: 'MB', size: 1e6},
    {name: 'GB', size: 1e9},
  ],
  lines: [
    {value: point => point.record_bytes, dash: []},
    {value: point => point.map_bytes, dash: [3, 3]},
  ],
};

/** The points that a plot can show, and its lines in the unit in which no tick has four digits. */
export function plotted({title, units, lines}, points) {
  const known = points.filter(point => lines.every(({value}) => value(point) !== null));
  const most = Math.max(0, ...lines.flatMap(({value}) => known.map(value)));
  const unit = units.find(({size}) => most < 900 * size) ?? units.at(-1);
  const scaled = lines.map(({value, dash}) => ({value: point => value(point) / unit.size, dash}));
  return {title: title(unit.name), points: known, lines: scaled};
}

/** 0 and the multiples of a round step up to `max`: at most `count` of them. */
export function ticks(max, count) {
  const raw = max / (count + 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find(times => times * power >= raw * 0.999) * power;
  const length = Math.floor((max / step) * 1.001) + 1;
  return Array.from({length}, (_, i) => +(i * step).toPrecision(6));
}

export class Curve {
  size = [0, 0];

  constructor(canvas) {
    this.canvas = canvas;
  }

  measure() {
    this.size = [this.canvas.clientWidth, this.canvas.clientHeight];
  }

  /** `points` are the sizes visited, `present` a set of the names of those that columns show. */
  draw(points, present, palette) {
    const [width, height] = this.size;
    if (!width || !points.length) return;
    const context = fit(this.canvas, width, height);
    const half = (width - GAP) / 2;
    context.clearRect(0, 0, width, height);
    context.font = palette.font;
    [TIME, MEMORY].forEach((quantity, i) => {
      const left = i * (half + GAP);
      const right = left + half - RIGHT;
      const area = {left: left + LEFT, right, top: TOP, bottom: height - BOTTOM};
      const {title, points: known, lines} = plotted(quantity, points);
      if (known.length) new Plot(context, area, palette, known, lines).draw(title, present);
    });
    this.canvas.setAttribute('aria-label', described(points));
  }
}

/** One pair of axes and its lines, a line for each checkpoint. */
class Plot {
  constructor(context, area, palette, points, lines) {
    this.context = context;
    this.area = area;
    this.palette = palette;
    this.points = points;
    this.lines = lines;
    this.most = Math.max(...points.map(point => point.tokens)) * 1.04;
    this.high = Math.max(...lines.flatMap(({value}) => points.map(value))) * 1.1;
  }

  x(tokens) {
    return this.area.left + (tokens / this.most) * (this.area.right - this.area.left);
  }
  y(value) {
    return this.area.bottom - (value / this.high) * (this.area.bottom - this.area.top);
  }

  draw(title, present) {
    this.axes(title);
    const series = new Set(this.points.map(point => point.series));
    for (const one of series) {
      const points = this.points.filter(point => point.series === one);
      points.sort((a, b) => a.tokens - b.tokens);
      for (const {value, dash} of this.lines) {
        const at = points.map(point => [this.x(point.tokens), this.y(value(point))]);
        this.line(at, dash);
        at.forEach(([x, y], i) => this.mark(x, y, present.has(points[i].name)));
      }
    }
  }

  axes(title) {
    const {
      context,
      palette,
      area: {left, right, top, bottom},
    } = this;
    context.strokeStyle = palette.line;
    context.fillStyle = palette.ink3;
    context.lineWidth = 1;
    context.beginPath();
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const value of ticks(this.high, Math.round((bottom - top) / ROW))) {
      const y = Math.round(this.y(value)) + 0.5;
      context.moveTo(left, y);
      context.lineTo(right, y);
      context.fillText(brief(value), left - 5, y);
    }
    context.stroke();
    context.textBaseline = 'alphabetic';
    context.textAlign = 'center';
    for (const value of ticks(this.most, Math.round((right - left) / COLUMN)).slice(1)) {
      context.fillText(brief(value), this.x(value), bottom + 12);
    }
    context.textAlign = 'left';
    context.fillStyle = palette.ink2;
    context.fillText(title, left - LEFT, top - 8);
  }

  line(at, dash) {
    const {context} = this;
    context.strokeStyle = this.palette.ink3;
    context.lineWidth = 1.25;
    context.setLineDash(dash);
    context.beginPath();
    for (const [x, y] of at) context.lineTo(x, y);
    context.stroke();
    context.setLineDash([]);
  }

  /** A filled point is a column now, a hollow one was visited before. */
  mark(x, y, here) {
    const {context, palette} = this;
    context.beginPath();
    context.arc(x, y, here ? 3 : 2.5, 0, 2 * Math.PI);
    context.fillStyle = here ? palette.ink : palette.ground;
    context.fill();
    context.strokeStyle = here ? palette.ink : palette.ink3;
    context.lineWidth = 1.25;
    context.stroke();
  }
}

function described(points) {
  const order = [...points].sort((a, b) => a.tokens - b.tokens);
  const costs = order.map(
    ({tokens, times: timed, record_bytes: record}) =>
      `${count(tokens)} tokens${timed?.median ? ` ${duration(timed.median)}` : ''} ${bytes(record)}`,
  );
  return `Cost of the sizes visited: ${costs.join(', ')}`;
}

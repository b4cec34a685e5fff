// Mean attention distance against depth, a dot for each head: the ViT paper's figure 7, right.
import {number} from '../../record/figures.js';
import {Axes, ticksAt} from '../../draw/axes.js';
import {colormap} from '../../draw/colormap.js';
import {within} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';

const LABELS = 12; // layers named on the axis, at most
const RADIUS = 3.5; // px of a dot
const NEAR = 14; // px from a dot within which it is pointed at

export class Distances {
  places = []; // of the dots, px

  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  draw({distances, uniform}, chosen, palette) {
    const {axes} = this;
    const layers = distances.length;
    const heads = distances[0].length;
    const most = Math.max(uniform, ...distances.flat());
    const map = colormap('viridis');
    const every = Math.ceil(layers / LABELS);
    const named = Array.from({length: Math.ceil(layers / every)}, (_, i) => i * every + 1);
    const x = {low: 0.3, high: layers + 0.7, ticks: ticksAt(named), name: 'network depth (layer)'};
    const step = 10 ** Math.floor(Math.log10(most));
    const wide = most / step < 3 ? step / 2 : step;
    const y = {
      low: 0,
      high: most * 1.08,
      name: 'mean attention distance, px',
      ticks: ticksAt(Array.from({length: Math.floor(most / wide) + 1}, (_, i) => i * wide)),
    };
    if (!axes.begin(x, y, palette)) return;
    const grey = {colour: palette.ink3, width: 1, dash: [4, 4]};
    axes.line(
      [
        [x.low, uniform],
        [x.high, uniform],
      ],
      grey,
    );
    axes.text(`even attention ${number(uniform)}`, [x.low, uniform], {...grey, dx: 4, dy: -4});
    this.places = distances.flatMap((row, l) =>
      row.map((value, h) => {
        const at = Math.round((h / Math.max(1, heads - 1)) * 255);
        const colour = `rgb(${map.rgb.subarray(3 * at, 3 * at + 3).join(' ')})`;
        const here = l * heads + h === chosen;
        axes.dot([l + 1, value], here ? RADIUS + 2.5 : RADIUS, here ? palette.ink : colour);
        return [axes.across(l + 1), axes.down(value)];
      }),
    );
    const [low, high] = [Math.min, Math.max].map(pick => number(pick(...distances.flat())));
    axes.canvas.setAttribute(
      'aria-label',
      `Mean attention distance of ${heads} heads in ${layers} ` +
        `layers, from ${low} to ${high} px; even attention has ${number(uniform)} px`,
    );
  }

  /** Number of the dot nearest to the pointer; null where none is near. */
  hit(event) {
    const [x, y] = within(event, this.axes.canvas);
    const away = this.places.map(([across, down]) => Math.hypot(across - x, down - y));
    const best = away.indexOf(Math.min(...away));
    return away[best] <= NEAR ? best : null;
  }

  /** Number of the dot so many further; the dots of a layer come one after the other. */
  next(i, down, right) {
    return clamp(i + down + right, 0, this.places.length - 1);
  }

  /** Layer, head and distance of a dot. */
  at({distances}, place) {
    const heads = distances[0].length;
    const layer = Math.floor(place / heads);
    const head = place % heads;
    return {layer, head, value: distances[layer][head]};
  }
}

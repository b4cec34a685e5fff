// The two plots of Depth: the probability of a class after each layer, and the norm ratios.
import {Axes, ticksAt} from '../../draw/axes.js';
import {brief, fixed, number} from '../../record/figures.js';
import {powerScale, powerText} from './films.js';

const LABELS = 13; // layers named on an axis, at most
const SIDE = 0.5; // layers of room at both ends
const ROW = 22; // px that a tick of the ratios needs
const TOPS = [0.02, 0.1, 0.2, 0.5, 1]; // ends of the axis of probability
const BAND = [0.1, 0.9]; // quantiles of the patches at the edges of the band

function layerAxis(first, layers) {
  const all = Array.from({length: layers + 1 - first}, (_, i) => i + first);
  const every = Math.ceil(all.length / LABELS);
  const named = all.filter(l => !((layers - l) % every));
  return {
    low: first - SIDE,
    high: layers + SIDE,
    name: '',
    ticks: ticksAt(named, l => (l ? `L${l}` : 'in')),
  };
}

/** The probability that the readout gives a class after each layer, the embedding first. */
export class LensCurve {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  draw({p}, name, chosen, palette) {
    const {axes} = this;
    const layers = p.length - 1;
    const high = TOPS.find(top => Math.max(...p) <= top) ?? 1;
    const y = {low: 0, high, name: '', ticks: ticksAt([0, high / 2, high], v => brief(v, 2))};
    if (axes.begin(layerAxis(0, layers), y, palette)) {
      upright(axes, chosen, palette);
      axes.line(
        p.map((value, l) => [l, value]),
        {colour: palette.ink, dots: true},
      );
      axes.dot([chosen, p[chosen]], 4.5, palette.ink);
    }
    axes.canvas.setAttribute(
      'aria-label',
      `Probability of ${name} read after each layer: ` +
        p.map((value, l) => `${l ? `L${l}` : 'embedding'} ${fixed(value)}`).join(', '),
    );
  }
}

/** Median and band of the patches, and a line for each prefix token. */
export class RatioCurve {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  /** `ratios` [L, N] of one branch. */
  draw(ratios, {layers, tokens, prefix, prefix_names: names}, chosen, palette) {
    const {axes} = this;
    const scale = powerScale(ratios);
    const y = {
      low: scale.first,
      high: scale.last,
      name: '',
      ticks: powerTicks(scale, axes.size[1]),
    };
    const row = l => ratios.subarray(l * tokens, (l + 1) * tokens);
    const sorted = Array.from({length: layers}, (_, l) => row(l).slice(prefix).sort());
    if (!axes.begin(layerAxis(1, layers), y, palette)) return;
    upright(axes, chosen, palette);
    const line = (read, look) =>
      axes.line(
        Array.from({length: layers}, (_, l) => [l + 1, held(read(l), scale)]),
        look,
      );
    for (const share of BAND) {
      line(l => quantile(sorted[l], share), {colour: palette.ink3, width: 1, dash: [2, 3]});
    }
    for (let t = 0; t < prefix; t++) {
      line(l => row(l)[t], {colour: palette.query, width: t ? 1 : 2, dash: t ? [4, 3] : []});
    }
    line(l => quantile(sorted[l], 0.5), {colour: palette.ink, width: 2, dots: true});
    axes.canvas.setAttribute(
      'aria-label',
      'Median norm ratio of the patches by layer: ' +
        sorted.map((one, l) => `L${l + 1} ${number(quantile(one, 0.5), 2)}`).join(', ') +
        (prefix ? `; ${names.join(', ')} apart` : ''),
    );
  }
}

/** Ticks at as many powers of 2 as fit the height, in px. */
function powerTicks({first, last}, height) {
  const every = Math.max(1, Math.ceil(((last - first) * ROW) / Math.max(ROW, height - 40)));
  const powers = Array.from({length: last - first + 1}, (_, i) => first + i);
  return ticksAt(
    powers.filter(power => power % every === 0),
    powerText,
  );
}

const held = (value, {first, last}) => Math.min(last, Math.max(first, Math.log2(value)));

/** The value below which a share of the sorted values lies. */
export const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];

function upright(axes, at, palette) {
  const {
    y: {low, high},
  } = axes;
  axes.line(
    [
      [at, low],
      [at, high],
    ],
    {colour: palette.line, width: 6},
  );
}

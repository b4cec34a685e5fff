// The two plots of "Does attention matter?": the target's value as patches are taken out or kept, and
// each patch by its rank on the map and its rank by removal.
import {Axes, ticksAt} from '../../draw/axes.js';
import {ranks} from '../../record/ranks.js';
import {fixed} from '../../record/figures.js';
import {unitOf, wholeOf} from '../likeness.js';
import {mean} from '../maps/verdicts.js';

const SHARES = {
  low: 0,
  high: 1,
  ticks: ticksAt([0, 0.25, 0.5, 0.75, 1], v => `${v * 100}`),
  name: 'share of patches taken out or kept, %',
};
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
const TOPS = [0.1, 0.2, 0.5, 1]; // ends of the upright axis

/** Deletion and insertion of the chosen method, those of the others behind them. */
export class Curves {
  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  draw(s, {name, title}, palette) {
    const {inquiry, target} = s;
    const whole = wholeOf(s) ?? 0;
    const {levels = [], methods = {}} = inquiry.faith.get(target) ?? {};
    const curves = Object.values(methods)
      .filter(Boolean)
      .flatMap(({deletion, insertion}) => [deletion, insertion]);
    const own = methods[name];
    const values = [whole, ...curves.flat()];
    if (!this.begin([Math.min(...values), Math.max(...values)], unitOf(s), palette)) return;
    this.drawWhole(whole, palette);
    for (const curve of curves) {
      this.axes.line(pairs(levels, curve), {colour: palette.line, width: 1});
    }
    if (own) this.drawOwn(levels, own, palette.ink);
    this.axes.canvas.setAttribute('aria-label', curvesText(title, own));
  }

  /** Axes to the first ends that the values do not exceed; a cosine may be below 0. */
  begin([least, most], name, palette) {
    const high = TOPS.find(top => most <= top) ?? 1;
    const low = least < 0 ? -(TOPS.find(top => -least <= top) ?? 1) : 0;
    const ticks = ticksAt(
      QUARTERS.map(t => low + t * (high - low)),
      fixed,
    );
    return this.axes.begin(SHARES, {low, high, ticks, name}, palette);
  }

  /** The probability with all patches. */
  drawWhole(whole, palette) {
    const ends = [
      [0, whole],
      [1, whole],
    ];
    this.axes.line(ends, {colour: palette.ink3, width: 1, dash: [4, 4]});
  }

  drawOwn(levels, {deletion, insertion}, colour) {
    const look = {colour, width: 2, dots: true};
    this.axes.line(pairs(levels, insertion), look);
    this.axes.line(pairs(levels, deletion), {...look, dash: [5, 3]});
  }
}

function curvesText(title, own) {
  if (!own) return 'Deletion and insertion curves, not measured yet';
  const [deletion, insertion] = [own.deletion, own.insertion].map(mean);
  return `${title}: mean deletion ${fixed(deletion)}, mean insertion ${fixed(insertion)}`;
}

/** Each patch as a dot, the one under the cursor larger. */
export class Scatter {
  heat = null; // the maps whose ranks are in `ranks`
  drops = null;
  ranks = []; // [of the map, by removal]

  constructor(canvas) {
    this.axes = new Axes(canvas);
  }

  measure() {
    this.axes.measure();
  }

  draw({inquiry, target, trace: {meta}}, {name}, cursor, palette) {
    const {axes} = this;
    const patches = meta.tokens - meta.prefix;
    const span = {low: -1, high: patches};
    const x = {...span, name: 'rank on the map', ticks: ends(patches)};
    if (!axes.begin(x, {...span, name: 'rank by removal', ticks: []}, palette)) return;
    const heat = inquiry.heat(name, target);
    const effect = inquiry.effects.get(target);
    if (!heat || !effect) return;
    const [across, down] = this.ranked(heat, effect.drops, meta.prefix);
    for (let i = 0; i < patches; i++) axes.dot([across[i], down[i]], 2, palette.ink3);
    const at = cursor === null ? -1 : cursor - meta.prefix;
    if (at >= 0) axes.dot([across[at], down[at]], 5, palette.query);
  }

  /** Ranks of both maps, computed once for each pair. */
  ranked(heat, drops, prefix) {
    if (this.heat !== heat || this.drops !== drops) {
      this.heat = heat;
      this.drops = drops;
      this.ranks = [ranks(heat.subarray(prefix)), ranks(drops)];
    }
    return this.ranks;
  }
}

const ends = patches => [
  {at: 0, text: 'last'},
  {at: patches - 1, text: 'first'},
];
const pairs = (levels, values) => levels.map((level, i) => [level, values[i]]);

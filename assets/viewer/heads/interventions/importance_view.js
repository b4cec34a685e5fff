// The importance of each head for a class: two maps of the heads, and one figure against the other.
import {Axes, ticksAt} from '../../draw/axes.js';
import {Errand} from '../../page/errand.js';
import {parts, say} from '../../page/dom.js';
import {walking} from '../../page/walking.js';
import {fixed, signed} from '../../record/figures.js';
import {HeadMap} from '../head_map.js';
import {tellHead} from '../walks.js';

const ROOM = 186; // px: largest height of the maps

/** A change of a logit: +0.31, −1.20, <0.01. */
const logit = value => (Math.abs(value) < 0.005 ? '<0.01' : signed(value));

export class ImportanceView {
  some = false; // whether a head is measured
  cell = {layer: 0, head: 0}; // that the arrow keys have reached

  /**
   * @param {HTMLElement} element
   * @param {any} actions sweep(signal, progress), flip(cell), lift(cell), changed(), failed(error)
   */
  constructor(element, actions) {
    const find = name => parts(element)(`worth${name}`);
    this.find = find;
    this.maps = {exact: new HeadMap(find('-exact')), first: new HeadMap(find('-first'))};
    this.axes = new Axes(find('-scatter'));
    this.errand = new Errand(find('-sweep'), {
      run: (signal, progress) => actions.sweep(signal, progress),
      failed: error => actions.failed(error),
      changed: () => actions.changed(),
    });
    for (const map of Object.values(this.maps)) this.wire(map, actions);
  }

  wire(map, {flip, lift}) {
    const go = cell => {
      this.cell = cell;
      lift(cell);
    };
    walking(map.canvas, {
      move: (down, right) => {
        if (map.heads) go(map.next(this.cell, down, right));
      },
      press: () => flip(map.next(this.cell, 0, 0)),
    });
    map.canvas.addEventListener('blur', () => lift(null));
    map.canvas.addEventListener('pointermove', event => lift(map.hit(event)));
    map.canvas.addEventListener('pointerleave', () => lift(null));
    map.canvas.addEventListener('click', event => {
      const cell = map.hit(event);
      if (cell) flip(cell);
    });
  }

  measure(meta) {
    for (const map of Object.values(this.maps)) map.measure(meta, ROOM);
    this.axes.measure();
  }

  paint({reply, importance, worth}) {
    this.find('').hidden = worth !== 'class' || !reply?.bars.length || !importance.question;
  }

  /** Draws the figures in sight, with the head `lens`, {layer, head} or null. */
  draw({importance, target}, lens, palette) {
    const {
      result,
      question: {
        record: {meta},
      },
    } = importance;
    const count = meta.layers * meta.heads;
    const {first, exact, known, correlation} = result;
    this.measured(Boolean(exact), meta);
    const most = Math.max(largest(first), largest(exact));
    this.maps.exact.draw(exact, known, most, lens, palette);
    this.maps.first.draw(first, first ? count : 0, most, lens, palette);
    this.scatter(result, most || 1, lens && lens.layer * meta.heads + lens.head, palette);
    say(this.find('-title'), `Importance of each head for ${target.name}`);
    this.errand.show({
      label:
        correlation === null
          ? `Switch off all ${count} heads in turn`
          : `All ${count} heads were switched off`,
      doing: 'Switching heads off',
      enabled: correlation === null && Boolean(first),
    });
    this.write(correlation, most);
    const canvases = Object.values(this.maps).map(({canvas}) => canvas);
    tellHead(canvases, this.maps.first.next(this.cell, 0, 0), meta);
  }

  /** Shows the figures that hold measured heads, as soon as there are some. */
  measured(some, meta) {
    if (this.find('').classList.toggle('is-measured', some) === this.some) return;
    this.some = some;
    if (some) this.measure(meta);
  }

  write(correlation, most) {
    const ends =
      'What its logit loses when one head of the unchanged model goes: red, it falls ' +
      `without the head; blue, it rises. Full colour at ${logit(most).replace('+', '±')}.`;
    const agree = correlation === null ? '' : ` Spearman's ρ of the two is ${fixed(correlation)}.`;
    say(this.find('-says'), `${ends}${agree}`);
    this.find('-says').dataset.correlation = correlation ?? '';
  }

  /** Measured against first-order importance, from -`end` to `end`; `lit` is a head or null. */
  scatter({first, exact, known}, end, lit, palette) {
    const {axes} = this;
    const ticks = ticksAt([-end, 0, end], v => (v ? logit(v) : '0'));
    const axis = name => ({low: -end * 1.05, high: end * 1.05, ticks, name});
    if (!axes.begin(axis('first order'), axis('measured'), palette)) return;
    const diagonal = [
      [-end, -end],
      [end, end],
    ];
    axes.line(diagonal, {colour: palette.line, width: 1, dash: [4, 4]});
    if (!first) return;
    for (let i = 0; i < known; i++) axes.dot([first[i], exact[i]], 2.5, palette.ink3);
    if (lit !== null && lit < known) axes.dot([first[lit], exact[lit]], 5, palette.query);
  }
}

/** The largest size of some values, 0 where there are none. */
function largest(values) {
  let most = 0;
  for (const value of values ?? []) most = Math.max(most, Math.abs(value));
  return most;
}

/** Both figures of a head for the status line, as far as they are here. */
export function importanceText({question, result}, {layer, head}) {
  if (!result) return '';
  const {first, exact, known} = result;
  const at = layer * question.record.meta.heads + head;
  const measured = at < known ? `   measured ${logit(exact[at])}` : '';
  return measured + (first ? `   first order ${logit(first[at])}` : '');
}

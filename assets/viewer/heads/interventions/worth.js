// What each head is worth to a class: measured by switching it off, estimated from one gradient.
import {Axes, ticksAt} from '../../draw/axes.js';
import {Errand} from '../../page/errand.js';
import {parts, say} from '../../page/dom.js';
import {numbers} from '../../record/decode.js';
import {follow} from '../../record/lines.js';
import {hundredths} from '../../record/shares.js';
import {HeadMap} from '../head_map.js';

const ROOM = 186; // px that the maps may be high

/** A change of a logit: +.31, −1.20, <.01. */
const logit = value =>
  Math.abs(value) < 0.005 ? '<.01' : (value > 0 ? '+' : '') + hundredths(value);

export class Worth {
  found = new Map(); // "target/fill" -> {first, exact, known, correlation}

  /** `toggle(cell)` for a click on a head. */
  constructor(page, toggle) {
    const find = (this.find = name => parts(page.element)(`worth${name}`));
    this.page = page;
    this.maps = ['exact', 'first'].map(name => new HeadMap(find(`-${name}`)));
    this.axes = new Axes(find('-scatter'));
    this.errand = new Errand(find('-sweep'), {
      run: (signal, told) => this.sweep(signal, told),
      failed: error => page.fail(error),
      changed: () => page.redraw('paint'),
    });
    for (const map of this.maps) {
      map.canvas.addEventListener('pointermove', event => page.lift(map.hit(event)));
      map.canvas.addEventListener('pointerleave', () => page.lift(null));
      map.canvas.addEventListener('click', event => {
        const cell = map.hit(event);
        if (cell) toggle(cell);
      });
    }
  }

  /** Another picture: nothing is known of its heads. */
  close() {
    this.errand.cancel();
    this.found.clear();
    this.asked = null;
  }

  /** What is asked now; a sweep for anything else stops. */
  ask(record, target, fill) {
    const before = this.asked;
    const name = `${target}/${fill}`;
    if (before?.name === name && before.record === record) return null;
    this.errand.cancel();
    this.asked = {record, target, fill, name, query: `target=${target}&fill=${fill}`};
    const found = this.figures ?? {first: null, exact: null, known: 0, correlation: null};
    this.found.set(name, found);
    return found.first ? null : this.estimate(found);
  }

  get figures() {
    return this.asked && this.found.get(this.asked.name);
  }

  async estimate(found) {
    const {record, query} = this.asked;
    const {layers, heads} = record.meta;
    found.first = await numbers(`${record.url}/importance?${query}`, {
      count: layers * heads,
      signal: record.signal,
    });
  }

  /** Switches one head off after the other; what is measured shows at once. */
  async sweep(signal, told) {
    const {record, query} = this.asked;
    const {figures: found} = this;
    const {layers, heads} = record.meta;
    const exact = new Float32Array(layers * heads);
    Object.assign(found, {exact, known: 0});
    try {
      const {drops, correlation} = await follow(
        `${record.url}/ablation?${query}`,
        AbortSignal.any([signal, record.signal]),
        (done, total, newest = []) => {
          exact.set(newest, found.known);
          found.known += newest.length;
          told(done, total);
        },
      );
      exact.set(drops.flat());
      Object.assign(found, {known: exact.length, correlation});
    } finally {
      if (found.correlation === null) Object.assign(found, {exact: null, known: 0});
    }
  }

  measure({trace: {meta}}) {
    for (const map of this.maps) map.measure(meta, ROOM);
    this.axes.measure();
  }

  draw(lens, name, palette) {
    const {
      figures,
      asked: {
        record: {meta},
      },
    } = this;
    const count = meta.layers * meta.heads;
    const {first = null, exact = null, known = 0, correlation = null} = figures ?? {};
    const most = Math.max(...[...(first ?? []), ...(exact ?? [])].map(Math.abs), 0);
    this.maps[0].draw(exact, known, most, lens, palette);
    this.maps[1].draw(first, first ? count : 0, most, lens, palette);
    this.scatter({first, exact, known, most}, lens, palette);
    say(this.find('-title'), `What each head is worth to ${name}`);
    this.errand.show({
      label:
        correlation === null
          ? `Switch off all ${count} heads in turn`
          : `All ${count} heads were switched off`,
      doing: 'Switching heads off',
      enabled: correlation === null && Boolean(first),
    });
    this.write(correlation, most);
  }

  write(correlation, most) {
    const ends =
      'What its logit loses when one head of the unchanged model goes: red, it falls ' +
      `without the head; blue, it rises. Full colour at ${logit(most).replace('+', '±')}.`;
    const agree =
      correlation === null ? '' : ` Spearman's ρ of the two is ${hundredths(correlation)}.`;
    say(this.find('-says'), `${ends}${agree}`);
    this.find('-says').dataset.correlation = correlation ?? '';
  }

  scatter({first, exact, known, most}, lens, palette) {
    const ends = most || 1;
    const span = {low: -ends * 1.05, high: ends * 1.05};
    const ticks = ticksAt([-ends, 0, ends], v => (v ? logit(v) : '0'));
    const {axes} = this;
    if (
      !axes.begin(
        {...span, ticks, name: 'first order'},
        {...span, ticks, name: 'measured'},
        palette,
      )
    )
      return;
    axes.line(
      [
        [-ends, -ends],
        [ends, ends],
      ],
      {colour: palette.line, width: 1, dash: [4, 4]},
    );
    for (let i = 0; first && i < known; i++) axes.dot([first[i], exact[i]], 2.5, palette.ink3);
    const at = lens && lens.layer * this.asked.record.meta.heads + lens.head;
    if (lens && first && at < known) axes.dot([first[at], exact[at]], 5, palette.query);
  }

  /** The status line of a head: both figures, as far as they are known. */
  line({layer, head}) {
    const {figures} = this;
    const {heads} = this.asked?.record.meta ?? {};
    const at = layer * heads + head;
    const measured = at < (figures?.known ?? 0) ? `   measured ${logit(figures.exact[at])}` : '';
    const guessed = figures?.first ? `   first order ${logit(figures.first[at])}` : '';
    return measured + guessed;
  }
}

// Statistics: what each head does, in figures. A dot, a cell and a thumbnail are one head: the
// pointer on any of them lights all three, and its map stands on the picture.
import {tellWeight} from '../../screen/tell_weight.js';
import {parts, press, reveal} from '../../page/dom.js';
import {Errand} from '../../page/errand.js';
import {follow} from '../../record/lines.js';
import {startOf} from '../../record/grid.js';
import {FIGURES, axisOf, figureOf} from './figures.js';
import {StatView} from './view.js';

const OVER = 'heads/spread';

export class Statistics {
  static key = 'statistics';
  static title = 'Statistics';

  constructor(page) {
    const find = name => parts(page.element)(`stat-${name}`);
    Object.assign(this, {
      page,
      find,
      told: null,
      over: null,
      many: false,
      figure: FIGURES[0],
      descending: false,
      without: false,
      tag: null,
      depth: null,
    });
    this.errand = new Errand(find('errand'), {
      run: (signal, told) => this.measureAll(signal, told),
      failed: error => page.fail(error),
      changed: () => page.redraw('paint'),
    });
    this.view = new StatView(find, this);
    this.wire(page.screen.find('heads-statistics'));
  }

  wire(place) {
    place.addEventListener('click', event => {
      const {set, to} = event.target.closest('[data-set]')?.dataset ?? {};
      if (set === 'figure') this.change({figure: figureOf(to)});
      if (set === 'without') this.change({without: !this.without});
      if (set === 'descending') this.change({descending: to === 'yes'});
    });
    this.find('many').addEventListener('click', event => {
      const {to} = event.target.closest('[data-set]')?.dataset ?? {};
      if (to) this.change({many: to === 'yes'});
    });
  }

  change(part) {
    Object.assign(this, part);
    this.page.redraw('paint');
  }

  // ---- data

  async open({trace}) {
    const {record, meta} = trace;
    const query = startOf(meta);
    Object.assign(this, {told: null, over: null, many: false, tag: null, depth: null});
    const came = await this.page.during(
      Promise.all([
        record
          .get('heads')
          .then(reply => reply.json())
          .then(told => {
            this.coming = told;
          }),
        record.loadRow('from', query),
      ]),
    );
    if (!came || this.page.state.trace !== trace) return;
    trace.attend(query, 'from');
    this.told = this.coming;
    this.view.open(trace, this.told);
    this.page.redraw('measure');
  }

  /** Mean and spread over all pictures: a forward for each, on the server. */
  async measureAll(signal, told) {
    const {record} = this.page.state.trace;
    const both = AbortSignal.any([signal, record.signal]);
    this.over = await follow(`${record.url}/${OVER}`, both, told);
    this.many = true;
  }

  close() {
    this.errand.cancel();
    Object.assign(this, {told: null, over: null});
  }

  /** What is shown: the figures by name, the chosen one's values, their order and axis. */
  shown({meta}) {
    const source = this.many && this.over ? this.over : this.told;
    const {figure} = this;
    const flat = rows => Float64Array.from(rows.flat());
    const figures = new Map(
      Object.entries(source.figures).map(([key, rows]) => [
        key,
        {values: flat(rows), spread: source.spread ? flat(source.spread[key]) : null},
      ]),
    );
    const {values, spread} = figures.get(figure.key);
    const even = figure.even(meta, source.uniform);
    const sign = this.descending ? -1 : 1;
    const tags = source.tags.flat();
    const order = [...values.keys()].sort((a, b) => sign * (values[a] - values[b]) || a - b);
    return {
      figure,
      figures,
      values,
      spread,
      even,
      order,
      tags: source.tags,
      many: source.pictures ?? 0,
      descending: this.descending,
      left: figure.key === 'distance' ? figures.get('dropped').values : null,
      asked: i => this.tag === null || tags[i] === this.tag,
      axis: axisOf(figure, spread ? values.map((v, i) => v + spread[i]) : values, even),
    };
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
  }

  paint(s, palette) {
    const {errand, over} = this;
    const find = this.find;
    press(this.page.element, 'figure', this.figure.key);
    press(this.page.element, 'descending', this.descending ? 'yes' : 'no');
    press(this.page.element, 'many', this.many ? 'yes' : 'no');
    find('without').setAttribute('aria-pressed', String(this.without));
    errand.show({
      label: 'Mean and spread over all pictures',
      doing: 'Measuring pictures',
      enabled: Boolean(this.told),
    });
    find('errand').hidden = Boolean(over) && !errand.busy;
    find('many').hidden = !over || errand.busy;
    reveal(find('many-count'), over ? `Mean of ${over.pictures} pictures` : '');
    if (!this.told) return;
    this.now = this.shown(s.trace);
    this.view.paint(s, this.now, palette);
  }

  mark(s, palette) {
    if (this.told && this.now) this.view.mark(s, this.now, palette);
    else this.view.wait(s);
  }

  line(s) {
    return this.told && this.now ? this.view.line(s, this.now) : '';
  }

  /** One number of the head in hand all the way down: the peak of its map. */
  number({trace, art, ...s}) {
    const {layer, head} = s.lens ?? s;
    if (!this.told) return;
    const {meta} = trace;
    const values = trace.map(layer, head);
    tellWeight({meta, art, values, layer, head, query: startOf(meta)});
  }

  /** Escape: all kinds of heads again, and a head's map on the picture. */
  release() {
    this.change({tag: null, depth: null});
  }
}

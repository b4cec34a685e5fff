// Statistics: figures of every head. A dot, a cell and a thumbnail stand for one head: the pointer
// on one of them highlights all three, and the picture has the head's map.
import {tellWeight} from '../../screen/tell_weight.js';
import {dataOf, parts, press, reveal} from '../../page/dom.js';
import {Errand} from '../../page/errand.js';
import {routes} from '../../record/contract.js';
import {follow} from '../../record/lines.js';
import {startOf} from '../../record/grid.js';
import {pageState} from '../../state/page.js';
import {axisOf, figureOf} from './figures.js';
import {Register} from './register.js';
import {StatView} from './view.js';

const write = pageState.writer('heads/statistics/statistics');
const CHOSEN = ['figure', 'descending', 'without', 'tag', 'registers'];

export class Statistics {
  static key = 'statistics';
  static title = 'Statistics';

  own = null; // the reply on this picture
  over = null; // the reply on all pictures
  summary = null; // what is drawn: see summarise
  depth = null; // the layer under the pointer, whose token lengths are on the picture
  many = false; // whether the means over all pictures are in sight

  constructor(page) {
    this.page = page;
    this.find = name => parts(page.element)(`stat-${name}`);
    this.errand = new Errand(this.find('errand'), {
      run: (signal, progress) => this.measureAll(signal, progress),
      failed: error => page.fail(error),
      changed: () => page.redraw('paint'),
    });
    this.view = new StatView(this.find, this);
    this.register = new Register(page, name => parts(page.element)(`register-${name}`));
    this.wire(page.screen.find('heads-statistics'));
    page.follow(this, CHOSEN);
  }

  wire(place) {
    place.addEventListener('click', event => {
      const {set, to} = dataOf(event);
      if (set === 'figure') write({figure: to});
      if (set === 'without') write({without: !this.without});
      if (set === 'descending') write({descending: to === 'yes'});
    });
    this.find('many').addEventListener('click', event => {
      const {to} = dataOf(event);
      if (to) this.compare(to === 'yes');
    });
  }

  /** Shows the means over all pictures, or the figures of this one. */
  compare(many) {
    this.many = many;
    this.page.redraw('paint');
  }

  // ---- what is chosen, as facts of the page

  get figure() {
    return figureOf(pageState.facts.figure);
  }

  get descending() {
    return pageState.facts.descending;
  }

  /** Maps without sinks. */
  get without() {
    return pageState.facts.without;
  }

  /** The kind of heads that is selected. */
  get tag() {
    return pageState.facts.tag;
  }

  /** Selects the heads of a kind, all for null. */
  select(tag) {
    write({tag});
  }

  chosen(names) {
    if (names.has('registers')) this.register.request();
    this.page.redraw('paint');
  }

  // ---- data

  async open({trace}) {
    const {record, meta} = trace;
    const query = startOf(meta);
    let reply = null;
    const load = async () => {
      reply = await record.json(routes.heads(record.url));
    };
    this.forget();
    const ahead = [record.loadRow('from', query), record.loadSinks(), this.register.open(trace)];
    const came = await this.page.during(Promise.all([load(), ...ahead]));
    if (!came || this.page.state.trace !== trace) return;
    trace.attend(query, 'from');
    this.own = reply;
    this.view.open(trace, reply);
    this.page.redraw('measure');
    this.register.request();
  }

  /** Another picture: nothing of the last one stays. */
  forget() {
    this.own = null;
    this.over = null;
    this.many = false;
    this.depth = null;
  }

  /** Mean and spread over all pictures: the server runs one forward for each. */
  async measureAll(signal, progress) {
    const {record} = this.page.state.trace;
    const both = AbortSignal.any([signal, record.signal]);
    this.over = await follow(routes.headsSpread(record.url), both, progress);
    this.many = true;
  }

  close() {
    this.errand.cancel();
    this.register.close();
    this.own = null;
    this.over = null;
  }

  /** What is drawn: all figures by name, and the chosen one's values, their order and axis. */
  summarise({meta}) {
    const reply = this.many && this.over ? this.over : this.own;
    const {figure, descending} = this;
    const flat = rows => Float64Array.from(rows.flat());
    const figures = new Map(
      Object.entries(reply.figures).map(([key, rows]) => [
        key,
        {values: flat(rows), spread: reply.spread ? flat(reply.spread[key]) : null},
      ]),
    );
    const {values, spread} = figures.get(figure.key);
    const even = figure.even(meta, reply.uniform);
    const sign = descending ? -1 : 1;
    const tags = reply.tags.flat();
    return {
      figure,
      figures,
      values,
      spread,
      even,
      descending,
      order: [...values.keys()].sort((a, b) => sign * (values[a] - values[b]) || a - b),
      tags: reply.tags,
      many: reply.pictures ?? 0,
      left: figure.key === 'distance' ? figures.get('dropped').values : null,
      selected: i => this.tag === null || tags[i] === this.tag,
      axis: axisOf(figure, spread ? values.map((v, i) => v + spread[i]) : values, even),
    };
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
    this.register.view.measure();
  }

  paint(s, palette) {
    this.buttons();
    if (!this.own) return;
    this.summary = this.summarise(s.trace);
    this.view.paint(s, this.summary, palette);
    this.register.view.paint();
  }

  buttons() {
    const {errand, over, find} = this;
    const {element} = this.page;
    press(element, 'figure', this.figure.key);
    press(element, 'descending', this.descending ? 'yes' : 'no');
    press(element, 'many', this.many ? 'yes' : 'no');
    find('without').setAttribute('aria-pressed', String(this.without));
    errand.show({
      label: 'Mean and spread over all pictures',
      doing: 'Measuring pictures',
      enabled: Boolean(this.own),
    });
    find('errand').hidden = Boolean(over) && !errand.busy;
    find('many').hidden = !over || errand.busy;
    reveal(find('many-count'), over ? `Mean of ${over.pictures} pictures` : '');
  }

  mark(s, palette) {
    if (this.own && this.summary) this.view.mark(s, this.summary, palette);
    else this.view.wait(s);
    this.register.view.mark(s);
  }

  line(s) {
    const own = this.own && this.summary ? this.view.line(s, this.summary) : '';
    return this.register.view.line(s) || own;
  }

  /** Opens one number of the head in sight: the peak of its map. */
  number({trace, art, ...s}) {
    const {layer, head} = s.lens ?? s;
    if (!this.own) return;
    const {meta} = trace;
    const values = trace.map(layer, head);
    tellWeight({meta, art, values, layer, head, query: startOf(meta)});
  }

  /** Escape: heads of all kinds again, and a head's map on the picture. */
  release() {
    this.depth = null;
    write({tag: null});
    this.page.redraw('mark');
  }
}

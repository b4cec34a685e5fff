// The position lab: the prediction and the maps with changed positions.
import {chips} from '../../screen/chips.js';
import {tellWeight} from '../../screen/tell_weight.js';
import {dataOf, numberIn, parts, reveal} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {routes} from '../../record/contract.js';
import {get} from '../../record/decode.js';
import {clamp, middle, startOf, step} from '../../record/grid.js';
import {openTrace} from '../../record/trace.js';
import {options} from '../changes.js';
import {Comparison} from './comparison.js';
import {LaboratoryView} from './view.js';
import {lineText} from './words.js';

const ROLLOUT = 'Rollout multiplies such weights through the layers; this is one of its last.';
const SEEDS = 1000; // the largest seed of a shuffle

export class Laboratory {
  static key = 'lab';
  static title = 'Position lab';

  /** @type {'zero' | 'shuffle' | 'shift'} of the positions */
  change = 'zero';
  seed = 1;
  applied = null; // the change {change, seed} that the reply is about
  reply = null; // the server's, on the changed pass
  fetching = null; // AbortController of the request on its way
  shot = null; // what the last frame shows

  constructor(page) {
    const find = name => parts(page.element)(`poslab-${name}`);
    this.page = page;
    this.find = find;
    this.comparison = new Comparison();
    this.view = new LaboratoryView(find);
    this.wire();
  }

  get meta() {
    return this.comparison.meta;
  }

  wire() {
    const {find, page} = this;
    const {plates} = this.view;
    for (const [i, name] of ['before', 'after'].entries()) {
      const at = event => plates[i].cellAt(event, this.meta) + this.meta.prefix;
      const number = token => this.number(page.state, token, i === 0);
      pointing(find(name), at, {...this.actions(), number}, {drag: true});
    }
    for (const place of ['controls', 'asking']) {
      find(place).addEventListener('click', event => {
        const {set, to} = dataOf(event, '[data-set]');
        if (set && this.ready()) this.set(set, to);
      });
    }
    find('seed').addEventListener('change', event => this.reseed(numberIn(event)));
    find('again').addEventListener('click', () => this.reseed((this.seed % SEEDS) + 1));
    for (const name of ['layer', 'head']) {
      find(name).addEventListener('change', event => {
        this.comparison[name] = numberIn(event);
        this.fetch();
      });
    }
    this.view.parts.wire(() => page.redraw('mark'));
  }

  set(name, value) {
    if (name === 'change') {
      this.change = value;
      this.apply();
    } else if (name === 'kind') {
      this.comparison.kind = value;
      this.fetch();
    } else this.pin(value === 'patch' ? middle(this.meta) : Number(value));
  }

  reseed(seed) {
    this.seed = clamp(Math.round(seed) || 0, 0, SEEDS);
    this.change = 'shuffle';
    this.apply();
  }

  actions() {
    const act = change => token => {
      if (this.ready()) change(token);
    };
    return {
      hover: act(token => {
        this.comparison.hover = token;
        this.page.redraw('mark');
      }),
      pin: act(token => this.pin(this.comparison.pinned === token ? null : token)),
      ask: act(token => this.pin(token)),
    };
  }

  /** Opens one attention weight of the changed pass, or of the first. */
  number({art}, at = null, first = false) {
    if (!this.ready()) return;
    const {comparison} = this;
    const trace = first ? comparison.before : comparison.after;
    const {meta} = trace;
    const {query, kind, layer, head} = comparison;
    const place =
      kind === 'attention'
        ? {layer, head, note: ''}
        : {layer: meta.layers - 1, head: meta.heads, note: ROLLOUT};
    tellWeight({meta, art, values: comparison.map(trace, query), query, ...place}, at);
  }

  pin(token) {
    this.comparison.pin(token);
    this.fetch();
  }

  // ---- data

  async open(s) {
    const {inquiry, meta} = s;
    const {find} = this;
    this.comparison.open(inquiry.trace);
    this.reply = null;
    chips(find('chips'), meta);
    options(find('layer'), meta.layers, l => `layer ${l + 1}`);
    options(find('head'), meta.heads, h => `head ${h + 1}`, `mean of ${meta.heads} heads`);
    const came = await this.page.during(inquiry.loadField());
    if (!came || s.inquiry !== inquiry) return;
    const {facts} = inquiry;
    const none = facts.kind !== 'learned' && facts.kind !== 'sinusoidal';
    for (const part of ['body', 'controls', 'asking']) find(part).hidden = none;
    reveal(find('told'), none ? `${facts.refusal} There is nothing to take away.` : null);
    if (none) return;
    this.page.during(inquiry.loadParts());
    this.apply();
  }

  /** Another change: a pass of its own beside the page's, of which only the newest counts. */
  async apply() {
    const {inquiry} = this.page.state;
    const {url, signal} = inquiry.record;
    this.fetching?.abort();
    this.fetching = new AbortController();
    const reply = this.answered(
      routes.changed(url, {lane: 'positions', positions: this.change, seed: this.seed}),
      AbortSignal.any([signal, this.fetching.signal]),
    );
    this.page.redraw('paint');
    await this.page.during(reply);
  }

  async answered(url, signal) {
    const reply = await (await get(url, signal)).json();
    const after = openTrace(reply.viewer, this.page.base);
    await this.comparison.loadWith(after);
    if (signal.aborted) {
      after.record.close();
      return;
    }
    this.comparison.change(after);
    this.reply = reply;
    this.applied = {change: this.change, seed: this.seed};
  }

  async fetch() {
    this.page.redraw('paint');
    await this.page.during(this.comparison.load());
  }

  close() {
    this.fetching?.abort();
    this.comparison.change(null);
    this.reply = null;
  }

  ready() {
    return Boolean(this.reply);
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
  }

  paint(s) {
    this.find('seed').value = this.seed;
    this.view.paint(s, this.reply, this.applied, this.comparison);
  }

  mark(s, palette) {
    this.shot = this.view.mark(s, this.comparison, palette);
  }

  line() {
    return this.shot ? lineText(this.shot) : '';
  }

  release() {
    this.pin(startOf(this.meta));
  }

  moveQuery(s, down, right) {
    this.pin(step(this.comparison.query, [down, right], this.meta));
  }

  moveLayer(s, by) {
    this.comparison.layer = clamp(this.comparison.layer + by, 0, this.meta.layers - 1);
    this.fetch();
  }

  moveHead(s, by) {
    this.comparison.head = clamp(this.comparison.head + by, 0, this.meta.heads);
    this.fetch();
  }
}

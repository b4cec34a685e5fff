// The position lab: the prediction and the maps with changed positions.
import {chips} from '../../screen/chips.js';
import {tellWeight} from '../../screen/tell_weight.js';
import {dataOf, numberIn, parts, reveal} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {routes} from '../../record/contract.js';
import {get} from '../../record/decode.js';
import {clamp, middle, startOf, step} from '../../record/grid.js';
import {openTrace} from '../../record/trace.js';
import {choose, chooseHead} from '../../state/choices.js';
import {pageState} from '../../state/page.js';
import {options} from '../changes.js';
import {Comparison} from './comparison.js';
import {LaboratoryView} from './view.js';
import {lineText} from './words.js';

const ROLLOUT = 'Rollout multiplies such weights through the layers; this is one of its last.';
const SEEDS = 1000; // the largest seed of a shuffle
const SHOWN = ['swap', 'seed', 'lab_map', 'layer', 'head', 'query']; // facts that it draws
const write = pageState.writer('positions/laboratory/laboratory');

export class Laboratory {
  static key = 'lab';
  static title = 'Position lab';

  begun = false; // whether a changed pass has been requested for this picture
  applied = null; // the change {change, seed} that the reply is about
  reply = null; // the server's, on the changed pass
  fetching = null; // AbortController of the request on its way
  shot = null; // what the last frame shows

  constructor(page) {
    const find = name => parts(page.element)(`poslab-${name}`);
    this.page = page;
    this.find = find;
    this.comparison = new Comparison(page.state);
    this.view = new LaboratoryView(find);
    this.wire();
    page.follow(this, SHOWN);
  }

  /** The chosen change of the positions: {change, seed}. */
  get wanted() {
    const {swap, seed} = pageState.facts;
    return {change: swap, seed};
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
    find('again').addEventListener('click', () => this.reseed((this.wanted.seed % SEEDS) + 1));
    for (const name of ['layer', 'head']) {
      find(name).addEventListener('change', () => {
        const [layer, head] = ['layer', 'head'].map(one => Number(find(one).value));
        chooseHead(layer, head);
      });
    }
    this.view.parts.wire(() => page.redraw('mark'));
  }

  set(name, value) {
    if (name === 'change') this.swap({swap: value});
    else if (name === 'kind') choose({lab_map: value});
    else this.pin(value === 'patch' ? middle(this.meta) : Number(value));
  }

  reseed(seed) {
    this.swap({swap: 'shuffle', seed: clamp(Math.round(seed) || 0, 0, SEEDS)});
  }

  /** Chooses a change; the same one again is tried again where it failed. */
  swap(change) {
    const before = pageState.facts;
    write(change);
    if (pageState.facts === before && this.begun) this.apply();
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
    this.comparison.hover = null;
    choose({query: token});
    this.page.redraw('mark');
  }

  // ---- data

  async open(s) {
    const {inquiry, meta} = s;
    const {find} = this;
    this.comparison.open(inquiry.trace);
    this.forget();
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
    this.begun = true;
    this.page.during(inquiry.loadParts());
    this.apply();
  }

  /** Facts of the page changed, on this screen or another one. */
  chosen(names) {
    if (!this.begun) return;
    if (names.has('swap') || names.has('seed')) this.apply();
    this.fetch();
  }

  /** The chosen change: a pass of its own beside the page's, of which only the newest counts. */
  async apply() {
    const {wanted} = this;
    const {inquiry} = this.page.state;
    const {url, signal} = inquiry.record;
    this.fetching?.abort();
    this.page.redraw('paint');
    if (isSame(this.applied, wanted)) return;
    this.fetching = new AbortController();
    const reply = this.answered(wanted, url, AbortSignal.any([signal, this.fetching.signal]));
    await this.page.during(reply);
  }

  async answered(wanted, url, signal) {
    const {change: positions, seed} = wanted;
    const route = routes.changed(url, {lane: 'positions', positions, seed});
    const reply = await (await get(route, signal)).json();
    const after = openTrace(reply.viewer, this.page.base);
    await this.comparison.loadWith(after);
    if (signal.aborted) {
      after.record.close();
      return;
    }
    this.comparison.change(after);
    this.reply = reply;
    this.applied = wanted;
  }

  async fetch() {
    this.page.redraw('paint');
    await this.page.during(this.comparison.load());
  }

  close() {
    this.fetching?.abort();
    this.comparison.change(null);
    this.forget();
  }

  /** Another picture: nothing of the last one stays. */
  forget() {
    this.begun = false;
    this.reply = null;
    this.applied = null;
  }

  ready() {
    return Boolean(this.reply);
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
  }

  paint(s) {
    this.find('seed').value = this.wanted.seed;
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
    chooseHead(clamp(s.layer + by, 0, this.meta.layers - 1), s.head);
  }

  moveHead(s, by) {
    chooseHead(s.layer, clamp(s.head + by, 0, this.meta.heads));
  }
}

/** Whether two changes {change, seed} give the same positions. */
const isSame = (one, other) =>
  one?.change === other.change && (one.change !== 'shuffle' || one.seed === other.seed);

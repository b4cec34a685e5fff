// Depth: what the tokens of each layer say, what they have seen, and how much each layer changes.
import {channel} from '../../page/channel.js';
import {parts} from '../../page/dom.js';
import {numbers} from '../../record/decode.js';
import {clamp, isPatch, middle, step} from '../../record/grid.js';
import {follow} from '../../record/lines.js';
import {sharesOf, spanOf} from './films.js';
import {wireDepth} from './controls.js';
import {DepthView} from './view.js';

const SETTLE = 150; // ms that the arrows rest before a field is asked for
const AHEAD = 800; // tokens up to which a first field is asked for at once

export class Depth {
  static key = 'depth';
  static title = 'Depth';

  constructor(page) {
    Object.assign(this, {
      page,
      find: name => parts(page.element)(`deep-${name}`),
      hover: null,
      film: 'lens',
      at: 1,
      read: 'probability',
      branch: 0,
      token: null,
      target: null,
    });
    this.view = new DepthView(this);
    wireDepth(this);
    channel.hear('target', target => page.soon(this, () => this.follow(target)));
  }

  // ---- data

  open({trace: {meta, record}}) {
    const same =
      this.meta?.checkpoint === meta.checkpoint &&
      this.meta.rows === meta.rows &&
      this.meta.cols === meta.cols;
    const first = meta.default_query ?? middle(meta);
    const asked = channel.last.get('target') ?? null;
    Object.assign(this, {
      meta,
      record,
      classes: null,
      told: null,
      ratios: null,
      field: null,
      hover: null,
      lenses: new Map(),
      target: asked,
    });
    if (!same) Object.assign(this, {at: meta.layers, token: first});
    this.view.open(meta);
    this.page.during(Promise.all([this.name(), this.measureRatios()]));
    if (meta.tokens <= AHEAD) this.page.during(this.see(this.token));
  }

  close() {
    this.seeing?.abort();
    Object.assign(this, {lenses: new Map(), resting: null});
  }

  /** Names and probabilities of all classes, then what each layer says of one. */
  async name() {
    const {record} = this;
    const classes = await record.once('classes', async () => (await record.get('classes')).json());
    if (this.record !== record) return;
    if (classes.told) Object.assign(this, {told: classes.told, film: 'field'});
    else await this.adopt(classes);
  }

  adopt(classes) {
    const {p, names} = classes;
    const likeliest = p.indexOf(Math.max(...p));
    const index = this.target?.index ?? likeliest;
    Object.assign(this, {classes, target: {index, name: names[index]}});
    return this.lens();
  }

  /** The lens of the class asked about: of the readout, and of each patch as it is read. */
  async lens() {
    const {
      record,
      target: {index},
      read,
      meta,
    } = this;
    const query = `target=${index}`;
    const count = (meta.layers + 1) * meta.rows * meta.cols;
    const [whole, patches] = await Promise.all([
      record.once(`lens?${query}`, async () => (await record.get(`lens?${query}`)).json()),
      record.once(`lens/${read}?${query}`, () =>
        numbers(`${record.url}/lens/${read}?${query}`, {count, signal: record.signal}),
      ),
    ]);
    if (this.record === record)
      this.lenses.set(index, {...this.lenses.get(index), whole, [read]: patches});
  }

  async measureRatios() {
    const {
      record,
      meta: {layers, tokens},
    } = this;
    const ratios = await numbers(`${record.url}/ratios`, {
      count: layers * 2 * tokens,
      signal: record.signal,
    });
    if (this.record === record) this.ratios = ratios;
  }

  /**
   * A token's receptive field, frame by frame as the server goes down the layers; the last one
   * stays in sight until the first is here, and who asks anew stops what was asked before.
   */
  async see(token) {
    const {record, meta} = this;
    const patches = meta.rows * meta.cols;
    this.seeing?.abort();
    const asked = (this.seeing = new AbortController());
    const field = {token, shares: new Float32Array(meta.layers * patches), known: 0};
    this.token = token;
    if (this.field?.token === token && this.field.known === meta.layers) return;
    await follow(
      `${record.url}/receptive/${token}`,
      AbortSignal.any([asked.signal, record.signal]),
      (done, total, newest) => {
        field.shares.set(sharesOf(newest), (done - 1) * patches);
        Object.assign(field, {known: done});
        this.field = field;
        this.page.redraw('paint');
      },
    );
  }

  // ---- what a person asks

  /** Whose receptive field: fetched at once after a click, once the keys rest after an arrow. */
  async ask(token, settle = 0) {
    Object.assign(this, {token, film: 'field', at: Math.max(1, this.at)});
    this.page.redraw('paint');
    const rest = (this.resting = new Promise(done => {
      setTimeout(done, settle);
    }));
    if (settle) await rest;
    if (this.resting === rest) this.page.during(this.see(token));
  }

  /** A class was chosen, here or on another screen. */
  follow(target) {
    if (!target || !this.classes || this.target?.index === target.index) return;
    this.target = {index: target.index, name: this.classes.names[target.index]};
    this.page.redraw('paint');
    this.page.during(this.lens());
  }

  set(name, value) {
    this[name] = name === 'branch' ? Number(value) : value;
    this.page.redraw('paint');
    if (name === 'branch') this.film = 'ratio';
    if (name !== 'read') return;
    this.film = 'lens';
    this.page.during(this.lens());
  }

  /** A frame of a film was chosen: 0 is the embedding, l what layer l leaves. */
  show(film, at) {
    Object.assign(this, {film, at});
    if (at) this.page.choose({layer: at - 1, head: this.page.state.head});
    this.page.redraw('paint');
  }

  moveFrame({trace: {meta}}, by) {
    const [first] = spanOf(this.film, meta.layers);
    this.show(this.film, clamp(this.at + by, first, meta.layers));
  }

  point(token) {
    this.hover = token;
    this.page.redraw('mark');
  }

  release() {
    this.hover = null;
    this.page.redraw('mark');
  }

  moveQuery({trace: {meta}}, down, right) {
    const from = isPatch(this.token, meta) ? step(this.token, [down, right], meta) : middle(meta);
    this.hover = null;
    this.ask(from, SETTLE);
  }

  // ---- frames

  measure() {
    this.view.measure(this.meta);
  }
  paint(s, palette) {
    this.view.paint(s, palette);
  }

  mark(s) {
    if (this.layer !== undefined && this.layer !== s.layer && this.at !== s.layer + 1) {
      this.at = s.layer + 1;
      this.page.redraw('paint');
    }
    this.layer = s.layer;
    this.view.mark(s);
  }

  line() {
    return this.view.line();
  }
}

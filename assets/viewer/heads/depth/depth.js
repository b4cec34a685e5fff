// Depth: what a class, a receptive field and the norm ratios are after every layer.
import {parts} from '../../page/dom.js';
import {Errand} from '../../page/errand.js';
import {bodies, routes} from '../../record/contract.js';
import {EVERY, clamp, isPatch, middle, step} from '../../record/grid.js';
import {choose, chooseTarget} from '../../state/choices.js';
import {pageState} from '../../state/page.js';
import {Field} from './field.js';
import {spanOf} from './films.js';
import {wireDepth} from './controls.js';
import {DepthView} from './view.js';

const SETTLE = 150; // ms without an arrow key after which a field is requested
const SHOWN = ['layer', 'query', 'target', 'film', 'read', 'branch', 'at']; // facts that it draws

export class Depth {
  static key = 'depth';
  static title = 'Depth';

  meta = null;
  record = null;
  classes = null; // {names, p} of all classes, and the likeliest
  refusal = null; // a sentence, where there are no classes
  lenses = new Map(); // class -> {whole, logit, probability}: its curve, and its films [L+1, P]
  ratios = null; // [L, 2, N]
  hover = null; // the patch under the pointer
  settle = 0; // ms without another choice after which a field is requested
  resting = null; // the newest choice of a token

  constructor(page) {
    this.page = page;
    this.fields = new Field();
    this.find = name => parts(page.element)(`deep-${name}`);
    this.errand = new Errand(this.find('work'), {
      run: (signal, progress) => this.fields.load(this, this.token, signal, progress),
      failed: error => page.fail(error),
      changed: () => page.redraw('paint'),
    });
    this.errand.doing = 'Receptive field, layers';
    this.view = new DepthView(this);
    wireDepth(this);
    page.follow(this, SHOWN);
  }

  // ---- what a person chose: facts of the page

  /** The class in sight, {index, name}; null before the classes are here, and without any. */
  get target() {
    if (!this.classes) return null;
    const {names, likeliest} = this.classes;
    const index = pageState.facts.target?.index ?? likeliest;
    return {index, name: names[index]};
  }

  /** The receptive field in sight: {token, shares [L, P], known: layers that are here}, or null. */
  get field() {
    return this.fields.inSight;
  }

  /** Query of the receptive field: one token, never the mean of several. */
  get token() {
    const {
      meta,
      page: {
        state: {pinned},
      },
    } = this;
    return pinned === null || pinned === EVERY ? (meta.default_query ?? middle(meta)) : pinned;
  }

  /** The film in sight: lens, field or ratio. */
  get film() {
    const {film} = pageState.facts;
    return this.refusal && film === 'lens' ? 'field' : film;
  }

  /** Its frame: 0 is the embedding, l the output of layer l. */
  get at() {
    const {layers} = this.meta;
    const [first] = spanOf(this.film, layers);
    return clamp(pageState.facts.at ?? this.page.state.layer + 1, first, layers);
  }

  /** What is read from the patches. @returns {'logit' | 'probability'} */
  get read() {
    return pageState.facts.read;
  }

  /** Of the norm ratios: attention is 0, the MLP 1. */
  get branch() {
    return pageState.facts.branch;
  }

  // ---- data

  open({trace: {meta, record}}) {
    this.meta = meta;
    this.record = record;
    this.forget();
    this.view.open(meta);
    this.page.during(Promise.all([this.loadClasses(), this.loadRatios()]));
    this.askField();
  }

  /** Another picture: nothing of the last one stays. */
  forget() {
    this.errand.cancel();
    this.classes = null;
    this.refusal = null;
    this.ratios = null;
    this.fields.clear();
    this.hover = null;
    this.lenses = new Map();
  }

  close() {
    this.errand.cancel();
    this.fields.clear();
    this.lenses = new Map();
    this.resting = null;
  }

  /** Names and probabilities of all classes, then the lens of one. */
  async loadClasses() {
    const {record} = this;
    const classes = await record.classes();
    if (this.record !== record) return;
    this.refusal = classes.refusal;
    if (this.refusal) {
      this.askField();
      return;
    }
    const {p, names} = classes;
    this.classes = {p, names, likeliest: p.indexOf(Math.max(...p))};
    await this.loadLens();
  }

  /** The lens of the class in sight: of the readout, and of each patch as it is read. */
  async loadLens() {
    const {
      record,
      target: {index},
      read,
      meta,
    } = this;
    const lens = routes.lens(record.url, {target: index});
    const patchLens = routes.lensPatches(record.url, read, {target: index});
    const [whole, patches] = await Promise.all([
      record.once(lens, () => record.json(lens)),
      record.once(patchLens, () => record.numbers(patchLens, bodies.lensPatches(meta))),
    ]);
    if (this.record === record)
      this.lenses.set(index, {...this.lenses.get(index), whole, [read]: patches});
  }

  async loadRatios() {
    const {record, meta} = this;
    const ratios = await record.numbers(routes.ratios(record.url), bodies.ratios(meta));
    if (this.record === record) this.ratios = ratios;
  }

  /** Requests the field of the chosen token once no other is chosen for a while. */
  async askField() {
    const rest = (this.resting = Symbol('rest'));
    if (this.settle) await wait(this.settle);
    if (this.resting !== rest || this.fields.requested === this.token) return;
    this.errand.cancel();
    this.page.during(this.errand.start());
  }

  // ---- what a person chooses

  /** Facts of the page changed, here or elsewhere: fetches what is not here for them. */
  chosen(names) {
    if (pageState.facts.pass.meta.token !== this.meta.token) return; // a view that goes
    this.page.redraw('paint');
    const isOther = names.has('target') || names.has('read');
    if (isOther && this.classes) this.page.during(this.loadLens());
    if (names.has('query') || names.has('film')) this.askField();
  }

  /** Token of the receptive field. */
  setToken(token) {
    choose({query: token, film: 'field'});
  }

  /** A class of the list was chosen. */
  follow(index) {
    if (index !== this.target.index) chooseTarget({index, name: this.classes.names[index]});
  }

  /** A frame of a film was chosen. */
  show(film, at) {
    choose(at ? {film, layer: at - 1} : {film, at});
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
    choose({query: null});
    this.point(null);
  }

  moveQuery({trace: {meta}}, down, right) {
    const from = isPatch(this.token, meta) ? step(this.token, [down, right], meta) : middle(meta);
    this.hover = null;
    this.settle = SETTLE;
    this.setToken(from);
    this.settle = 0;
  }

  // ---- frames

  measure() {
    this.view.measure(this.meta);
  }

  paint(s, palette) {
    this.view.paint(s, palette);
  }

  mark(s) {
    this.view.mark(s);
  }

  line() {
    return this.view.line();
  }
}

const wait = milliseconds =>
  new Promise(done => {
    setTimeout(done, milliseconds);
  });

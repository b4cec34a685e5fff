// Depth: what a class, a receptive field and the norm ratios are after every layer.
import {channel} from '../../page/channel.js';
import {parts} from '../../page/dom.js';
import {bodies, routes} from '../../record/contract.js';
import {clamp, isPatch, middle, step} from '../../record/grid.js';
import {follow} from '../../record/lines.js';
import {sharesOf, spanOf} from './films.js';
import {wireDepth} from './controls.js';
import {DepthView} from './view.js';

const SETTLE = 150; // ms without an arrow key after which a field is requested
const AHEAD = 800; // tokens up to which a first field is requested with the picture

export class Depth {
  static key = 'depth';
  static title = 'Depth';

  meta = null;
  record = null;
  classes = null; // {names, p} of all classes
  refusal = null; // a sentence, where there are no classes
  target = null; // the class in sight, {index, name}
  lenses = new Map(); // class -> {whole, logit, probability}: its curve, and its films [L+1, P]
  field = null; // receptive field in sight: {token, shares [L, P], known: layers that are here}
  ratios = null; // [L, 2, N]
  token = null; // query of the receptive field
  film = 'lens'; // the film in sight: lens, field or ratio
  at = 1; // its frame: 0 is the embedding, l the output of layer l
  /** @type {'logit' | 'probability'} */ read = 'probability';
  branch = 0; // of the norm ratios: attention or MLP
  hover = null; // the patch under the pointer
  /** @type {AbortController | null} */ loading = null; // of the field that is on its way
  resting = null; // the newest choice of a token
  layer = null; // the screen's layer, as drawn last

  constructor(page) {
    this.page = page;
    this.find = name => parts(page.element)(`deep-${name}`);
    this.view = new DepthView(this);
    wireDepth(this);
    channel.hear('target', target => page.soon(this, () => this.follow(target)));
  }

  // ---- data

  open({trace: {meta, record}}) {
    const isSameGrid =
      this.meta?.checkpoint === meta.checkpoint &&
      this.meta.rows === meta.rows &&
      this.meta.cols === meta.cols;
    this.meta = meta;
    this.record = record;
    this.forget();
    this.target = channel.last.get('target') ?? null;
    if (!isSameGrid) {
      this.at = meta.layers;
      this.token = meta.default_query ?? middle(meta);
    }
    this.view.open(meta);
    this.page.during(Promise.all([this.loadClasses(), this.loadRatios()]));
    if (meta.tokens <= AHEAD) this.page.during(this.loadField(this.token));
  }

  /** Another picture: nothing of the last one stays. */
  forget() {
    this.classes = null;
    this.refusal = null;
    this.ratios = null;
    this.field = null;
    this.hover = null;
    this.lenses = new Map();
  }

  close() {
    this.loading?.abort();
    this.lenses = new Map();
    this.resting = null;
  }

  /** Names and probabilities of all classes, then the lens of one. */
  async loadClasses() {
    const {record} = this;
    const classes = await record.classes();
    if (this.record !== record) return;
    this.refusal = classes.refusal;
    if (this.refusal) this.film = 'field';
    else await this.adopt(classes);
  }

  adopt(classes) {
    const {p, names} = classes;
    const likeliest = p.indexOf(Math.max(...p));
    const index = this.target?.index ?? likeliest;
    this.classes = classes;
    this.target = {index, name: names[index]};
    return this.loadLens();
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

  /**
   * A token's receptive field, layer by layer as the server computes it. The last field stays in
   * sight until the first layer is here; a new request aborts the one before.
   */
  async loadField(token) {
    const {record, meta} = this;
    const patches = meta.rows * meta.cols;
    this.loading?.abort();
    this.loading = new AbortController();
    const {signal} = this.loading;
    const field = {token, shares: new Float32Array(meta.layers * patches), known: 0};
    this.token = token;
    if (this.field?.token === token && this.field.known === meta.layers) return;
    await follow(
      routes.receptive(record.url, token),
      AbortSignal.any([signal, record.signal]),
      (done, total, newest) => {
        field.shares.set(sharesOf(newest), (done - 1) * patches);
        field.known = done;
        this.field = field;
        this.page.redraw('paint');
      },
    );
  }

  // ---- what a person chooses

  /** Token of the receptive field: requested once no other is chosen for `settle` ms. */
  async setToken(token, settle = 0) {
    this.token = token;
    this.film = 'field';
    this.at = Math.max(1, this.at);
    this.page.redraw('paint');
    const rest = new Promise(done => {
      setTimeout(done, settle);
    });
    this.resting = rest;
    if (settle) await rest;
    if (this.resting === rest) this.page.during(this.loadField(token));
  }

  /** A class was chosen, here or on another screen. */
  follow(target) {
    if (!target || !this.classes || this.target?.index === target.index) return;
    this.target = {index: target.index, name: this.classes.names[target.index]};
    this.page.redraw('paint');
    this.page.during(this.loadLens());
  }

  /** What is read from the patches: probability or logit. */
  setRead(read) {
    this.read = read;
    this.film = 'lens';
    this.page.redraw('paint');
    this.page.during(this.loadLens());
  }

  setBranch(branch) {
    this.branch = branch;
    this.film = 'ratio';
    this.page.redraw('paint');
  }

  /** A frame of a film was chosen. */
  show(film, at) {
    this.film = film;
    this.at = at;
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
    this.setToken(from, SETTLE);
  }

  // ---- frames

  measure() {
    this.view.measure(this.meta);
  }

  paint(s, palette) {
    this.view.paint(s, palette);
  }

  mark(s) {
    this.keepUp(s);
    this.view.mark(s);
  }

  /** The screen's layer changed: the frame after that layer comes into sight. */
  keepUp({layer}) {
    if (this.layer !== null && this.layer !== layer && this.at !== layer + 1) {
      this.at = layer + 1;
      this.page.redraw('paint');
    }
    this.layer = layer;
  }

  line() {
    return this.view.line();
  }
}

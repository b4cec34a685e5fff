// Screen 3: the same picture in columns that differ in one thing, under one cursor. A change causes
// one redraw; no request is sent while the pointer moves.
import {channel} from '../page/channel.js';
import {Frames} from './frames.js';
import {wire} from './controls.js';
import {isVisible, parts} from '../page/dom.js';
import {clamp} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {MEAN, PLAIN, changed, deeper} from './choices.js';
import {openedHere} from './opened.js';
import {Lineup} from './lineup.js';
import {MOST, copyOf, planOf, sized} from './plan.js';
import {Slider} from './slider.js';
import {FETCHED, LOOKS, depthFact, factsOf, opening} from './state.js';
import {choose, chooseTarget} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {endGesture} from '../state/steps.js';
import {watchLayout} from '../screen/frame.js';
import {thumbnail} from '../screen/strip.js';
import {Visits} from './visits.js';

const write = pageState.writer('compare/compare');
const STOPPED = 'Stopped: choose another size, or this one again.';
const SHARED = ['layer', 'head', 'facet']; // parts of a choice that every screen has
const AGAIN = ['pass', 'columns', 'kind']; // facts whose change requests again what failed

export function mount({element, props, base}) {
  new Compare(element, props.value.checkpoints, base).begin();
}

class Compare {
  examples = []; // [{index, label, kind}]
  opened = []; // [{digits, label}]: the pictures that were opened on this page
  lineup = new Lineup(this);
  state = opening();
  trained = null; // {checkpoint, sizes, free}: the sizes of the page's model, once a reply has them
  late = false; // the screen was hidden when the page changed

  constructor(element, checkpoints, base) {
    this.element = element;
    this.find = parts(element);
    this.checkpoints = checkpoints;
    this.base = base;
    this.visits = new Visits(base, () => this.columns.flatMap(column => column.onScreen));
    this.frames = new Frames(this);
    this.slider = new Slider(this);
  }

  begin() {
    wire(this);
    watchLayout(this.element, () => this.resized());
    channel.follow('asked', () => this.frames.wait('page', true));
    for (const name of ['answered', 'fault']) {
      channel.follow(name, () => this.frames.wait('page', false));
    }
    pageState.know('strip', strip => this.list(strip));
    pageState.follow(LOOKS, () => this.frames.changed());
    pageState.hear(FETCHED, (facts, change) =>
      this.follow(AGAIN.some(name => change.changed.has(name))),
    );
  }

  // ---- which columns there are

  get columns() {
    return this.lineup.columns;
  }

  /** Brings the screen to the page's view and facts, now or when it is in sight. */
  follow(again = true) {
    const {pass, columns} = pageState.facts;
    if (!pass) return;
    this.late = !isVisible(this.element);
    if (this.late) return;
    if (this.visits.page !== pass) this.open(pass);
    this.lineup.bring(columns ?? this.plan(pass.meta));
    for (const column of this.columns) column.follow(again);
    this.frames.changed();
  }

  /** Another view of the page. */
  open(pass) {
    const {state, visits} = this;
    const {meta} = pass;
    const same = names => names.every(name => state.meta?.[name] === meta[name]);
    if (!same(['digest'])) state.hover = null;
    if (!same(['digest', 'checkpoint'])) state.foreign = null;
    if (!same(['checkpoint'])) this.lineup.bring([]);
    visits.open(pass);
    state.meta = meta;
    this.slider.arrived();
  }

  /** The choices that a view opens with; those of its model's sizes follow its first reply. */
  plan(meta) {
    const known = this.trained?.checkpoint === meta.checkpoint;
    return known ? planOf(meta, this.trained) : [PLAIN];
  }

  /** A column has a reply, a map or an error. */
  changed(column) {
    const {result, current} = column;
    const {checkpoint} = this.state.meta;
    this.frames.changed();
    this.slider.settle();
    if (!current || result.meta.checkpoint !== checkpoint) return;
    if (this.trained?.checkpoint === checkpoint) return;
    this.trained = {checkpoint, sizes: result.sizes, free: result.free};
    this.lineup.arrange();
    if (!pageState.facts.columns) queueMicrotask(() => this.follow(false));
  }

  /** The pictures that all columns can show at once. */
  list({items = [], chosen}) {
    this.examples = items.filter(({kind}) => kind !== 'yours');
    this.find('pictures').replaceChildren(
      ...items.map(item => thumbnail(item, item.index === chosen, this.base)),
    );
    this.frames.changed();
  }

  /** Asks which pictures were opened on this page, when somebody may choose one. */
  async listOpened() {
    this.opened = (await openedHere(this.base, this.state.meta.token)) ?? this.opened;
    this.frames.changed();
  }

  resized() {
    this.frames.measure();
    if (this.late && isVisible(this.element)) this.follow();
  }

  // ---- what a person does

  /** The choices of all columns, as a fact of the page. */
  choices(choiceOf = ({choice}) => choice) {
    return this.columns.map(choiceOf);
  }

  /** Whether a column is the page's own view, whose layer and head are those of every screen. */
  isLive = column => column === this.columns[0] && column.choice.checkpoint === null;

  /** Changes a part of a column's choice. The live column has the layer and head of the page. */
  change(column, change, how = {}) {
    const shared = SHARED.find(name => name in change);
    const {choice} = column;
    if (this.isLive(column) && shared && choice[shared] === null)
      this.share(shared, change[shared]);
    else {
      const choiceOf = one => (one === column ? changed(choice, change) : one.choice);
      write({columns: this.choices(choiceOf)}, how);
    }
  }

  /** Another layer or head for every screen. */
  share(name, value, how = {}) {
    const {kind, meta} = this.state;
    const {heads, facet} = KINDS[kind];
    if (name === 'layer') choose({...depthFact(kind, value), kind}, how);
    else if (name === 'facet') choose({[facet]: value, kind}, how);
    else choose({[heads]: value === MEAN ? meta.heads : value, kind}, how);
  }

  /** Gives up a column's long pass; a choice that only it stands for becomes that of before. */
  stop(column) {
    const {choice, result} = column;
    const before = result?.meta.checkpoint === (choice.checkpoint ?? this.state.meta.checkpoint);
    const drafted = column.draft !== null;
    column.stop();
    if (before && !drafted) this.change(column, sized(column, result.meta.patch));
    else if (!before) column.error = STOPPED;
    column.follow(false);
    this.frames.changed();
  }

  remove(column) {
    write({columns: this.columns.filter(one => one !== column).map(({choice}) => choice)});
  }

  /** The page's own view beside another picture. */
  pair() {
    const [live] = this.columns;
    if (!live?.result) return;
    const {choice} = copyOf(live, 'example', this);
    write({columns: [live.choice, choice]});
  }

  /** "Another ...": a copy of the last column, its panel open where the person has to choose. */
  async another(what) {
    const last = this.columns.at(-1);
    if (!last?.result || this.columns.length >= MOST) return;
    const {choice, field} = copyOf(last, what, this);
    write({columns: [...this.choices(), choice]});
    const column = this.columns.at(-1);
    await column.asking;
    if (!column.result) return;
    if (field) column.setup.open(field);
    else column.pane.find(what).focus();
  }

  /** The picture without maps, while a key is held. */
  bare(on) {
    this.state.bare = on;
    this.frames.changed();
  }

  /** Another class: the page's own, or that of another checkpoint's columns alone. */
  aim({index, name, checkpoint}) {
    const own = checkpoint === this.state.meta.checkpoint;
    this.state.foreign = own ? null : {index, name, checkpoint};
    if (own) chooseTarget({index, name});
    else choose({kind: 'relevance'});
    this.follow(false);
  }

  hover(cursor, column = null) {
    this.state.hover = cursor;
    this.state.over = column;
    this.frames.redraw();
  }

  /** Pins the cursor, or lets it go; maps that cannot follow the pointer are fetched now. */
  pin(cursor, column = this.columns[this.state.source]) {
    if (!cursor) this.state.hover = null;
    const source = Math.max(0, this.columns.indexOf(column));
    choose({...factsOf(cursor, this.state.meta), source});
    this.frames.redraw();
  }

  walk(next) {
    if (this.columns[0]?.frame) this.pin(next(this.state.pinned ?? this.state.hover));
  }

  /** Another layer of the page, and of the columns that have their own. */
  moveLayer(by) {
    const {state, columns} = this;
    if (!columns[0]?.result || !KINDS[state.kind].layer) return;
    const how = {gesture: 'layers'};
    const [live] = columns;
    const last = live.result.meta.layers - 1;
    if (columns.some(({choice}) => choice.layer !== null)) {
      write({columns: this.choices(column => deeper(column, by))}, how);
    }
    this.share('layer', clamp(live.common('layer') + by, live.lowest, last), how);
    endGesture();
  }
}

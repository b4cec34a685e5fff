// Screen 3: the same picture in columns that differ in one thing, under one cursor. A change causes
// one redraw; no request is sent while the pointer moves.
import {channel} from '../page/channel.js';
import {Column} from './column.js';
import {Frames} from './frames.js';
import {wire, wireColumn} from './controls.js';
import {Curve} from '../draw/curve.js';
import {parts} from '../page/dom.js';
import {KINDS} from './kinds.js';
import {Pane} from './column_pane.js';
import {FEWEST, MOST, beside, copyOf} from './plan.js';
import {Setup} from './column_setup.js';
import {Slider} from './slider.js';
import {watchLayout} from '../screen/frame.js';
import {thumbnail} from '../screen/strip.js';
import {Visits} from './visits.js';

export function mount({element, props, base}) {
  new Compare(element, props.value.checkpoints, base).begin();
}

class Compare {
  columns = []; // the live one first
  examples = []; // [{index, label, kind}]
  curve = null; // costs, in the live column
  state = {
    kind: 'attention',
    target: null,
    smooth: false,
    grid: true,
    bare: false,
    hover: null,
    pinned: null,
  };

  constructor(element, checkpoints, base) {
    this.element = element;
    this.find = parts(element);
    this.checkpoints = checkpoints;
    this.base = base;
    this.visits = new Visits(base);
    this.frames = new Frames(this);
    this.slider = new Slider(this.find, patch => this.columns[0].choose({patch}));
  }

  begin() {
    wire(this);
    watchLayout(this.element, () => this.frames.measure());
    channel.hear('asked', () => this.frames.wait('page', true));
    for (const name of ['answered', 'fault']) {
      channel.hear(name, () => this.frames.wait('page', false));
    }
    channel.hear('strip', strip => this.list(strip));
    channel.hear('picture', page => this.open(page));
  }

  // ---- which columns there are

  /** Another view was chosen on the Explore screen: the columns follow it. */
  async open(page) {
    const {state, visits, columns} = this;
    const before = visits.page?.meta;
    const {meta} = page;
    visits.open(page);
    const sameModel = before?.checkpoint === meta.checkpoint;
    if (before?.digest !== meta.digest) state.hover = state.pinned = state.target = null;
    if (!sameModel) state.target = null;
    if (columns.length && sameModel) await this.update(before, meta);
    else await this.start(meta);
  }

  /** Requests every column again: for another picture or patch size of the same model. */
  async update(before, meta) {
    const {columns} = this;
    if (before.patch !== meta.patch) columns[0].choice.patch = meta.patch;
    await Promise.all(columns.map(column => column.ask()));
    this.showRelevance();
  }

  /** New columns for another model: the live one, then those beside it. */
  async start(meta) {
    for (const column of [...this.columns]) this.remove(column);
    const live = this.add({patch: meta.patch});
    await live.ask();
    if (this.columns[0] !== live || this.columns.length > 1 || !live.result) return;
    this.showRelevance();
    for (const choice of beside(live.result)) this.add(choice).ask();
  }

  /** Relevance needs a class of the new reply. */
  showRelevance() {
    if (this.state.kind === 'relevance') this.show('relevance');
  }

  add(choice) {
    const {visits, state, frames} = this;
    const live = !this.columns.length;
    const column = new Column(choice, {visits, state, changed: () => frames.changed()});
    const pane = (column.pane = new Pane(this.find('column'), {live}));
    column.setup = new Setup(pane.root, pane.find, column, this);
    if (live) this.curve = new Curve(pane.find('curve'));
    wireColumn(this, column);
    this.find('add').before(pane.root);
    this.columns.push(column);
    this.arrange();
    return column;
  }

  remove(column) {
    column.drop();
    column.pane.root.remove();
    this.columns = this.columns.filter(one => one !== column);
    this.arrange();
  }

  /** "Another ...": a copy of the last column, its panel open where the person has to choose. */
  async another(what) {
    const {columns} = this;
    const last = columns.at(-1);
    if (!last?.result || columns.length >= MOST) return;
    const {choice, field} = copyOf(last, what, this);
    const column = this.add(choice);
    await column.ask();
    if (!column.result) return;
    if (field) column.setup.open(field);
    else column.pane.find(what).focus();
  }

  arrange() {
    this.find('add').hidden = this.columns.length >= MOST || !this.columns.length;
    for (const {pane} of this.columns) pane.find('remove').disabled = this.columns.length <= FEWEST;
    this.frames.measure();
  }

  /** The pictures that all columns can show at once. */
  list({items = [], chosen}) {
    this.examples = items.filter(({kind}) => kind !== 'yours');
    this.find('pictures').replaceChildren(
      ...items.map(item => thumbnail(item, item.index === chosen, this.base)),
    );
    this.frames.changed();
  }

  // ---- what a person does

  set(change) {
    Object.assign(this.state, change);
    this.frames.changed();
  }

  /** Another kind of map in every column; class-specific ones start with the live column's class. */
  show(kind) {
    const {
      state,
      columns: [live],
    } = this;
    const first = live?.result?.top[0];
    if (first) state.target ??= {...first, checkpoint: live.result.meta.checkpoint};
    this.set({kind});
    for (const column of this.columns) column.load();
  }

  /** Another class for class-specific maps. */
  aim({index, name, checkpoint}) {
    this.set({target: {index, name, checkpoint}});
    this.show('relevance');
  }

  hover(cursor) {
    this.state.hover = cursor;
    this.frames.redraw();
  }

  /** Pins the cursor, or lets it go; maps that cannot follow the pointer are fetched now. */
  pin(cursor) {
    this.state.pinned = cursor;
    if (!cursor) this.state.hover = null;
    this.frames.redraw();
    for (const column of this.columns) {
      if (column.result && !KINDS[this.state.kind].follows(column.result.trace)) column.load();
    }
  }

  walk(next) {
    if (this.columns[0]?.frame) this.pin(next(this.state.pinned ?? this.state.hover));
  }

  moveLayer(by) {
    for (const column of this.columns) {
      if (column.result) column.choose({layer: column.layer + by});
    }
  }
}

// Head finder: circle something on the picture, and every head is coloured and ordered by the
// share of its attention that lies inside. All is computed here; circling makes no request.
import {isPatch, middle, startOf, step} from '../../record/grid.js';
import {chips} from '../../screen/chips.js';
import {tellWeight} from '../../screen/tell_weight.js';
import {parts} from '../../page/dom.js';
import {choose} from '../../state/choices.js';
import {pageState} from '../../state/page.js';
import {writable} from '../../record/region_text.js';
import {beside} from '../../record/trace.js';
import {wireFinder} from './controls.js';
import {FinderView} from './view.js';
import {block, circled, massInside, thinned} from '../../record/lasso.js';

const write = pageState.writer('heads/finder/finder');

export class Finder {
  static key = 'finder';
  static title = 'Head finder';

  ready = false;
  trace = null; // with maps from this section's query: Statistics has its own
  circling = null; // the line of a drag that goes on
  query = null; // that of the maps here
  objects = null; // of a drawn scene
  summary = null; // what is drawn: see shares

  constructor(page) {
    this.page = page;
    this.find = name => parts(page.element)(`find-${name}`);
    this.view = new FinderView(this.find, this);
    wireFinder(this);
    page.follow(this, ['query', 'mask', 'only']);
  }

  // ---- data

  async open({trace}) {
    const {record, meta} = trace;
    this.ready = false;
    this.query = this.wanted;
    this.objects = null;
    this.circling = null;
    this.trace = beside(trace);
    chips(this.find('chips'), meta);
    const wanted = [record.loadRow('from', this.query), record.loadObjects(), record.loadSinks()];
    if (!(await this.page.during(Promise.all(wanted))) || this.page.state.trace !== trace) return;
    this.ready = true;
    this.objects = record.objects;
    this.view.open(meta, this.objects);
    this.attend();
    this.chosen(); // the query may have changed meanwhile
    if (meta.eager) record.load(meta.layers - 1).catch(error => this.page.fail(error));
  }

  close() {
    this.ready = false;
  }

  /** Every head's attention from the query: derived from its key and query, or fetched. */
  async attend() {
    const {
      query,
      trace,
      trace: {record},
    } = this;
    if (record.layers.includes(null) || query < 0) {
      const came = await this.page.during(record.loadRow('from', query));
      if (!came || this.query !== query || this.trace !== trace) return;
    }
    trace.attend(query, 'from');
    this.view.write(trace);
    this.page.redraw('paint');
  }

  // ---- what a person does

  /** The token that the maps are to be from. */
  get wanted() {
    const {pinned, trace} = this.page.state;
    return pinned ?? startOf(trace.meta);
  }

  get patchesOnly() {
    return pageState.facts.only;
  }

  /** What is circled: {kind: lasso, block or object, ...}, or null for nothing. */
  get mask() {
    if (this.circling) return {kind: 'lasso', points: this.circling};
    const {mask} = pageState.facts;
    if (mask) return mask.kind === 'none' || !this.isHere(mask) ? null : mask;
    return this.objects?.names.length ? {kind: 'object', index: 0} : null;
  }

  /** Whether the scene in hand has the object. */
  isHere({kind, index}) {
    return kind !== 'object' || Boolean(this.objects?.coverage[index]);
  }

  /** Share of each patch inside what is circled [P]; null for nothing. */
  get cover() {
    const {mask} = this;
    const {meta} = this.page.state.trace;
    if (!mask) return null;
    if (mask.kind === 'lasso') return circled(mask.points, meta);
    if (mask.kind === 'block') return block(mask, meta);
    return Float64Array.from(this.objects.coverage[mask.index]);
  }

  /** A fact of the page changed: the query, what is circled, or how it is counted. */
  chosen() {
    if (!this.ready) return;
    if (this.query !== this.wanted) {
      this.query = this.wanted;
      this.attend();
    }
    this.page.redraw('paint');
  }

  setQuery(query) {
    if (this.ready) choose({query});
  }

  /** The middle patch as the query, where it is no patch yet. */
  queryPatch() {
    const {meta} = this.page.state.trace;
    if (!isPatch(this.query, meta)) this.setQuery(middle(meta));
  }

  moveQuery(s, down, right) {
    this.setQuery(step(this.query, [down, right], s.trace.meta));
  }

  clear() {
    write({mask: {kind: 'none'}});
  }

  /** A line being drawn through `points`. */
  lasso(points) {
    this.circling = points;
    this.page.redraw('paint');
  }

  /** The line is drawn: it is kept as exact as a link writes it. */
  endLasso() {
    if (!this.circling) return; // another picture came during the drag
    const points = thinned(this.circling).map(writable);
    this.circling = null;
    write({mask: {kind: 'lasso', points}});
  }

  block(edges) {
    write({mask: {kind: 'block', ...edges}}, {gesture: 'block'});
  }

  object(index) {
    write({mask: {kind: 'object', index}});
  }

  /** Escape: nothing is circled; once more: the query is what the model reads. */
  release({trace}) {
    if (this.mask) this.clear();
    else this.setQuery(startOf(trace.meta));
  }

  /** Opens one number of the map in sight: at patch `at`, else at its peak. */
  number({art, ...s}, at = null) {
    const {
      trace,
      trace: {meta},
    } = this;
    const {layer, head} = s.lens ?? s;
    if (!this.ready) return;
    const values = trace.map(layer, head);
    tellWeight({meta, art, values, layer, head, query: this.query}, at);
  }

  toggleOnly() {
    write({only: !this.patchesOnly});
  }

  /** Share inside of every head [L * H], their order, and the share of uniform attention. */
  shares(trace) {
    const {layers, heads, prefix, tokens} = trace.meta;
    const {cover, patchesOnly} = this;
    const natural = [...Array(layers * heads).keys()];
    if (!cover) return {values: null, order: natural, even: 0, area: 0};
    const values = Float64Array.from(natural, i =>
      massInside(trace.map(Math.floor(i / heads), i % heads), prefix, cover, patchesOnly),
    );
    const area = cover.reduce((sum, share) => sum + share, 0);
    return {
      values,
      area,
      even: area / (patchesOnly ? cover.length : tokens),
      order: natural.sort((a, b) => values[b] - values[a] || a - b),
    };
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
  }

  paint(s, palette) {
    if (!this.ready) return;
    this.summary = this.shares(this.trace);
    this.view.paint(this.own(s), this.summary, palette);
  }

  mark(s, palette) {
    if (this.ready && this.summary) this.view.mark(this.own(s), palette);
  }

  /** The screen's state with the maps of this section's query. */
  own(s) {
    return {...s, trace: this.trace};
  }

  line(s) {
    return this.ready && this.summary ? this.view.line(s, this.summary) : '';
  }
}

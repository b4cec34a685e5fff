// The two passes that the position lab compares, as trained and changed, and one map of both.
import {startOf} from '../../record/grid.js';
import {sinksIn, sinksOf} from '../../record/sinks.js';
import {pageState} from '../../state/page.js';

export class Comparison {
  before = null; // Trace of the pass as it is
  after = null; // Trace of the changed pass; null until it is here
  meta = null;
  hover = null; // the token under the pointer

  /** `page` is the state of the screen: SectionPage.state. */
  constructor(page) {
    this.page = page;
  }

  /** Of the map: rollout or attention. @returns {'rollout' | 'attention'} */
  get kind() {
    return pageState.facts.lab_map;
  }

  get layer() {
    return this.page.layer;
  }

  /** `meta.heads` is the mean of all. */
  get head() {
    return this.page.head;
  }

  /** The query that was chosen; null for that of the layout. */
  get pinned() {
    return this.page.pinned;
  }

  /** Begins with another pass as it is. */
  open(trace) {
    this.before = trace;
    this.after = null;
    this.meta = trace.meta;
    this.hover = null;
  }

  /** The changed pass, in the place of the one before; null gives it up. */
  change(after) {
    this.after?.record.close();
    this.after = after;
  }

  // ---- data

  /** Loads the map of the passes that are here. */
  load() {
    return this.loadOf([this.before, this.after].filter(Boolean));
  }

  /** Loads the map of the first pass and of a new one; another map may be chosen meanwhile. */
  async loadWith(after) {
    for (let loaded = null; loaded !== this.choice; ) {
      loaded = this.choice;
      await this.loadOf([this.before, after]);
    }
  }

  /** The map as a text, to see whether another was chosen. */
  get choice() {
    return `${this.kind}/${this.layer}/${this.pinned}`;
  }

  loadOf(traces) {
    return Promise.all(
      traces.map(({record}) => Promise.all([this.loadMap(record), record.loadSinks()])),
    );
  }

  /** Loads what the map of a pass is made of; for the pinned query its exact row. */
  loadMap(record) {
    const query = this.pinned ?? startOf(this.meta);
    if (this.kind === 'attention') {
      return Promise.all([record.layer(this.layer), record.loadRow('from', query)]);
    }
    const follow = record.fusable ? [record.loadFused()] : [];
    return Promise.all([record.loadRow('rollout', query), ...follow]);
  }

  // ---- the map

  /** The sinks that the map of a pass goes through. */
  sinks({record}) {
    const {layer, head} = this;
    return this.kind === 'attention' ? sinksOf(record, {layer, head}) : sinksIn(record, 0, layer);
  }

  /** The query of the map. */
  get query() {
    return this.pinned ?? (this.follows ? this.hover : null) ?? startOf(this.meta);
  }

  /** Whether both maps can be derived for the patch under the pointer; else they are read there. */
  get follows() {
    return [this.before, this.after].every(({record}) =>
      this.kind === 'attention' ? record.layers[this.layer] : record.fusedOf(false),
    );
  }

  /** The map of one pass, [N]. */
  map(trace, query) {
    const fallback = this.pinned ?? startOf(this.meta);
    const {layer, head} = this;
    if (this.kind === 'attention') {
      trace.attend(query, 'from', {first: layer, last: layer, fallback});
      return trace.map(layer, head);
    }
    const last = this.meta.layers - 1;
    trace.rollout(query, {first: last, last, fallback});
    return trace.frame(last);
  }
}

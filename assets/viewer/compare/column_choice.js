// What a column shows of its reply: its own layer, head, facet and class, or the page's.
import {clamp} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {MEAN, PLAIN} from './choices.js';
import {cutOf} from './column_sizes.js';

export class ColumnChoice {
  /** @type {any} */ result = null; // the newest reply
  draft = null; // the patch size under the slider, until the page has it

  /** `state` is the screen's. */
  constructor(choice, {visits, state}) {
    this.choice = {...PLAIN, ...choice};
    this.visits = visits;
    this.state = state;
  }

  /** What the kind of map is of. */
  get subject() {
    const {layer, head, facet, target, state} = this;
    const {axes, threshold, segments, segmentsBy} = state;
    return {layer, head, facet, target, axes, threshold, segments, segmentsBy};
  }

  /** The layer, from 0 on; -1 is the embedding, which some kinds of map show. */
  get layer() {
    const {layers} = this.result.meta;
    return clamp(this.choice.layer ?? this.common('layer'), this.lowest, layers - 1);
  }

  /** The first layer that the kind has: the embedding has tokens alone. */
  get lowest() {
    const {stages, facet} = KINDS[this.state.kind];
    return stages && (!facet || this.facet === 'token') ? -1 : 0;
  }

  /** The chosen head; `heads` means the mean of them all, or all side by side. */
  get head() {
    const {heads} = this.result.meta;
    const {head} = this.choice;
    if (this.facet === 'token' || head === MEAN) return heads;
    return head === null ? this.common('head') : Math.min(head, heads - 1);
  }

  /** What stands for the patches; null where the kind of map has no facets. */
  get facet() {
    const {facet} = KINDS[this.state.kind];
    return facet ? (this.choice.facet ?? this.common('facet')) : null;
  }

  /** The layer, head or facet that every screen shows, as this column's model has it. */
  common(name) {
    const {layers, heads} = this.result.meta;
    const shared = this.state[name];
    if (name === 'facet') return shared;
    if (name === 'head') return shared === null ? heads : Math.min(shared, heads - 1);
    const {usual} = KINDS[this.state.kind];
    return Math.min(shared ?? (usual ? usual(layers) : layers - 1), layers - 1);
  }

  /** The class of class-specific maps: the chosen one of its checkpoint, or the likeliest. */
  get target() {
    const {
      state: {target, foreign, meta: page},
      result: {meta, top},
    } = this;
    if (foreign?.checkpoint === meta.checkpoint) return foreign;
    return (page.checkpoint === meta.checkpoint ? target : null) ?? top[0];
  }

  /** The patch size in pixels, known before a reply to it; null where nobody knows yet. */
  get patch() {
    const {choice, visits, result} = this;
    const own = choice.checkpoint === null ? visits.page.meta : result?.meta;
    return this.draft ?? choice.patch ?? own?.patch ?? null;
  }

  /** The requested grid, before any reply; null where it would leave a rest. */
  get cut() {
    return this.result && cutOf(this);
  }

  /** The reply's pass with its best known time, from which others are foreseen. */
  get timed() {
    const {multiply_adds, milliseconds, times} = this.result.cost;
    return {multiply_adds, milliseconds: times?.median ?? milliseconds};
  }
}

// The state of the interventions: what their views draw, beside the state of the screen. What a
// person chose is a fact of the page.
import {startOf} from '../../record/grid.js';
import {pageState} from '../../state/page.js';
import {NOTHING, queryOf} from './change.js';
import {Importance} from './importance.js';
import {Moves} from './moves.js';

export class State {
  before = null; // trace of the page's own pass, with maps from this section's query
  after = null; // trace of the changed pass
  reply = null; // the server's reply on it: bars of classes, cosine of the features
  /** @type {string | null} */ known = null; // the change of that pass, as a query string
  python = ''; // lines that repeat it
  linesOpen = false;
  importance = new Importance(); // of the heads for the class in sight
  moves = new Moves(); // of the features without a head or patches
  marking = true; // whether the present stroke masks or clears
  hover = null; // token

  /** `screen` is the state of the screen. */
  constructor(screen) {
    this.screen = screen;
  }

  /** @returns {import('./change.js').Change} */
  get change() {
    return pageState.facts.change ?? NOTHING;
  }

  /** What a drag does: look, hidden (mask in attention), blanked (mask in pixels). */
  get brush() {
    return pageState.facts.brush;
  }

  /** Whether the maps are the mean of the heads, not one head. */
  get mean() {
    return pageState.facts.head === null;
  }

  /** What the sweep in sight is of: heads for a class, or heads or patches by the features. */
  get worth() {
    const {worth} = pageState.facts;
    const own = this.before?.meta.classifier === false && worth === 'class' ? null : worth;
    return own ?? (this.before?.meta.classifier === false ? 'heads' : 'class');
  }

  get meta() {
    return this.before.meta;
  }

  /** The class in sight, {index, name}: the likeliest one where none is chosen. */
  get target() {
    return pageState.facts.target ?? this.reply?.bars[0] ?? null;
  }

  get pinned() {
    return this.screen.pinned;
  }

  /** The query token of the maps: a hovered patch only where both maps can be derived. */
  get query() {
    const {layer} = this.headOf(this.screen);
    const follows = [this.before, this.after].every(trace => !trace || trace.record.layers[layer]);
    return this.pinned ?? (follows ? this.hover : null) ?? startOf(this.before.meta);
  }

  /** Whether the changed pass in sight is that of the present change. */
  get isKnown() {
    return queryOf(this.change) === this.known;
  }

  /** Layer and head of the maps, in a state of the screen; `meta.heads` stands for their mean. */
  headOf({lens, layer, head}) {
    return lens ?? {layer, head: this.mean ? this.before.meta.heads : head};
  }

  /** Another picture, whose own pass is `before`. */
  open(before) {
    this.before = before;
    this.after = null;
    this.reply = null;
    this.known = null;
    this.hover = null;
  }

  /** The pass of a change, with the server's reply on it. */
  adopt(after, reply, change) {
    this.after?.record.close();
    this.after = after;
    this.reply = reply;
    this.known = queryOf(change);
  }
}

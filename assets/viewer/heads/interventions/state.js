// The state of the interventions: what their views draw, beside the state of the screen.
import {startOf} from '../../record/grid.js';
import {History} from './change.js';
import {Importance} from './importance.js';

export class State {
  history = new History(); // the change of the pass, and the steps that led to it
  before = null; // trace of the page's own pass, with maps from this section's query
  after = null; // trace of the changed pass
  reply = null; // the server's reply on it: bars of classes, cosine of the features
  python = ''; // lines that repeat it
  linesOpen = false;
  target = null; // the class in sight, {index, name}
  importance = new Importance(); // of the heads for that class
  brush = 'look'; // what a drag does: look, hidden (mask in attention), blanked (mask in pixels)
  marking = true; // whether the present stroke masks or clears
  pinned = null; // token
  hover = null; // token
  mean = true; // whether the maps are the mean of the heads, not one head

  get change() {
    return this.history.now;
  }

  /** The query token of the maps. */
  get query() {
    return this.pinned ?? this.hover ?? startOf(this.before.meta);
  }

  /** Layer and head of the maps, in a state of the screen; `meta.heads` stands for their mean. */
  headOf({lens, layer, head}) {
    return lens ?? {layer, head: this.mean ? this.before.meta.heads : head};
  }

  /** Another picture, whose own pass is `before`; a change stays where the grid is the same. */
  open(before, target) {
    if (!isSameGrid(this.before?.meta, before.meta)) {
      this.history.clear();
      this.pinned = null;
      this.hover = null;
    }
    this.before = before;
    this.after = null;
    this.reply = null;
    this.target = target;
  }

  /** The changed pass with the server's reply on it; its first class where none is chosen yet. */
  adopt(after, reply) {
    this.after?.record.close();
    this.after = after;
    this.reply = reply;
    this.target ??= reply.bars[0] ?? null;
  }
}

const isSameGrid = (one, other) =>
  one?.checkpoint === other.checkpoint && one.rows === other.rows && one.cols === other.cols;

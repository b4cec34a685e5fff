// The columns on the page: made, found again, put in order, and taken away.
import {Column} from './column.js';
import {PLAIN, placed} from './choices.js';
import {Pane} from './column_pane.js';
import {Setup} from './column_setup.js';
import {wireColumn} from './controls.js';
import {FEWEST, MOST} from './plan.js';
import {Curve} from '../draw/curve.js';

export class Lineup {
  /** @type {Column[]} */ columns = []; // the live one first
  /** @type {Curve | null} */ curve = null; // costs, in the live column

  /** `screen` is the whole of Compare. */
  constructor(screen) {
    this.screen = screen;
  }

  /** Makes the columns those of a list of choices; those with the same choice stay. */
  bring(choices) {
    const before = this.columns;
    const {places, left} = choices.length ? placed(before, choices) : {places: [], left: before};
    for (const column of left) {
      column.drop();
      column.pane.root.remove();
    }
    this.columns = [];
    choices.forEach((choice, i) => {
      const column = places[i] ?? this.make(choice);
      column.choice = {...PLAIN, ...choice};
      this.columns.push(column);
    });
    const same = (column, i) => column === before[i];
    if (this.columns.length !== before.length || !this.columns.every(same)) this.arrange();
  }

  /** A new column; the first one is the live one. */
  make(choice) {
    const {screen} = this;
    const {visits, state} = screen;
    const live = !this.columns.length;
    const column = new Column(choice, {visits, state, changed: () => screen.changed(column)});
    const pane = (column.pane = new Pane(screen.find('column'), {live}));
    column.setup = new Setup(pane.root, pane.find, column, screen);
    if (live) this.curve = new Curve(pane.find('curve'));
    wireColumn(screen, column);
    return column;
  }

  /** The columns as they stand: where any size is on offer, the live one follows finer ones. */
  standing() {
    const [live, ...others] = this.columns;
    if (!live || !this.screen.trained?.free) return [...this.columns];
    const isFiner = ({choice: {checkpoint, patch}}) =>
      checkpoint === null && patch !== null && patch < live.patch;
    const coarse = others.findIndex(column => !isFiner(column));
    const finer = coarse < 0 ? others.length : coarse;
    return [...others.slice(0, finer), live, ...others.slice(finer)];
  }

  /** Puts the columns in their order, and offers what can be done with so many. */
  arrange() {
    const {columns, screen} = this;
    const add = screen.find('add');
    let next = add;
    for (const {pane} of this.standing().reverse()) {
      if (pane.root.nextElementSibling !== next) next.before(pane.root);
      next = pane.root;
    }
    add.hidden = columns.length >= MOST || !columns.length;
    for (const {pane} of columns) pane.find('remove').disabled = columns.length <= FEWEST;
    screen.frames.measure();
  }
}

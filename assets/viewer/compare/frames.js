// The frames of the Compare screen: each draws what follows the cursor, and after a change of the
// columns also the rest.
import {duration} from '../record/figures.js';
import {shotOf} from './shot.js';
import {line, noteOf} from './words.js';
import {press, say, isVisible} from '../page/dom.js';
import {writeControls} from './kind_controls.js';
import {Links} from './links.js';
import {Pairs} from './pairs.js';
import {Pair} from '../record/overlap.js';
import {Frame} from '../screen/frame.js';
import {agreement, matchVerdict, reading, turnedVerdict} from './verdict.js';

export class Frames {
  dirty = false; // something but the cursor changed
  resized = false; // the boxes have to be measured
  palette = null;

  constructor(screen) {
    this.screen = screen;
    this.frame = new Frame(screen.element, () => this.render());
    this.pairs = new Pairs(() => this.changed());
    this.links = new Links(screen.find('links'));
  }

  /** Something but the cursor changed. */
  changed() {
    this.dirty = true;
    this.redraw();
  }

  /** The layout changed: the boxes have to be measured again. */
  measure() {
    this.resized = true;
    this.changed();
  }

  redraw() {
    this.frame.redraw();
  }

  render() {
    const {element, columns, state, find} = this.screen;
    if (!columns.length || !isVisible(element)) return;
    const begin = performance.now();
    const isDirty = this.dirty;
    if (isDirty) this.describe();
    if (isDirty) this.links.measure(columns);
    const shots = columns.map(column => this.draw(column));
    shots.forEach((shot, i) => {
      if (i) this.match(columns[i], shot, shots[0]);
    });
    this.join();
    const text = [line(shots, state), this.links.text].filter(Boolean).join('   ');
    say(find('line'), text);
    const time = performance.now() - begin;
    this.frame.spent(time);
    say(find('cost'), `${columns.length} columns redrawn in ${duration(time)}`);
    if (!columns.some(({waiting}) => waiting) && !this.pairs.waiting) this.frame.painted();
    this.frame.speak(() => say(find('aloud'), text));
  }

  draw(column) {
    const {state, columns} = this.screen;
    const shot = shotOf(column, state, columns);
    column.pane.picture.draw(shot, column, state);
    column.pane.read(shot);
    return shot;
  }

  /** Draws the lines between the columns. */
  join() {
    const {columns, state} = this.screen;
    this.links.draw(this.pairs.joins, state.pairs, state, columns);
  }

  /** Measures a column against the live one. */
  match(column, shot, live) {
    const why = noteOf(shot, live);
    if (why !== null) {
      column.pane.compare(null, null, why);
      return;
    }
    const {pair} = column;
    if (pair?.of !== shot.meta || pair.to !== live.meta) {
      column.pair = {of: shot.meta, to: live.meta, grids: new Pair(shot.meta, live.meta)};
    }
    column.pane.compare(column.pair.grids.compare(shot, live), shot);
  }

  /** Everything that does not follow the cursor. */
  describe() {
    const {columns, state, find, slider, lineup, visits, element} = this.screen;
    this.dirty = false;
    this.pairs.follow(lineup.standing());
    this.describeColumns();
    if (columns[0].result) slider.write(columns[0]);
    const answered = columns.filter(({result, error}) => result && !error);
    const drawn = visits.page.meta.scene?.names ?? [];
    say(find('agreement'), matchVerdict(this.screen) ?? agreement(answered));
    say(find('told'), turnedVerdict(columns[0]) || reading(answered, drawn));
    press(element, 'kind', state.kind);
    press(element, 'shape', state.smooth ? 'smooth' : 'blocks');
    find('lines').setAttribute('aria-pressed', String(state.grid));
    const present = new Set(answered.map(({result}) => visits.sizeOf(result)));
    lineup.curve.draw(visits.costs(), present, this.palette);
    writeControls(this.screen);
    this.wait('pairs', this.pairs.waiting);
    this.wait(
      'columns',
      columns.some(({waiting}) => waiting),
    );
  }

  describeColumns() {
    const {columns} = this.screen;
    for (const column of columns) {
      column.pane.describe(column);
      column.setup.write();
    }
    if (this.resized) this.read();
  }

  /** Measures all boxes, and reads the page's colours for the labels on canvases. */
  read() {
    const {element, columns, lineup} = this.screen;
    const style = getComputedStyle(element);
    const token = name => style.getPropertyValue(name).trim();
    this.resized = false;
    this.palette = {
      ink: token('--ink'),
      ink2: token('--ink-2'),
      ink3: token('--ink-3'),
      line: token('--line'),
      ground: token('--bg'),
      font: `11px ${style.fontFamily}`,
    };
    for (const {pane} of columns) pane.measure();
    lineup.curve.measure();
  }

  /** Notes by name what is waited for; a thin line shows it after a moment. */
  wait(name, waiting) {
    if (waiting) this.frame.wait(name);
    else this.frame.waited(name);
  }
}

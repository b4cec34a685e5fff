// The frames of the Compare screen: each draws what follows the cursor, and after a change of the
// columns also the rest.
import {duration} from '../record/figures.js';
import {shotOf} from './shot.js';
import {apart, line} from './words.js';
import {press, say, isVisible} from '../page/dom.js';
import {Pair} from '../record/overlap.js';
import {Frame} from '../screen/frame.js';
import {agreement, reading} from './verdict.js';

export class Frames {
  dirty = false; // something but the cursor changed
  resized = false; // the boxes have to be measured
  palette = null;

  constructor(screen) {
    this.screen = screen;
    this.frame = new Frame(screen.element, () => this.render());
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
    if (this.dirty) this.describe();
    const shots = columns.map(column => this.draw(column));
    shots.forEach((shot, i) => {
      if (i) this.match(columns[i], shot, shots[0]);
    });
    const text = line(shots, state);
    say(find('line'), text);
    const time = performance.now() - begin;
    this.frame.spent(time);
    say(find('cost'), `${columns.length} columns redrawn in ${duration(time)}`);
    if (!columns.some(({waiting}) => waiting)) this.frame.painted();
    this.frame.speak(() => say(find('aloud'), text));
  }

  draw(column) {
    const {state, columns} = this.screen;
    const shot = shotOf(column, state, columns);
    column.pane.picture.draw(shot, column, state);
    column.pane.read(shot);
    return shot;
  }

  /** Measures a column against the live one. */
  match(column, shot, live) {
    const why = apart(shot, live);
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
    this.describeColumns();
    if (columns[0].result) slider.write(columns[0]);
    const answered = columns.filter(({result, error}) => result && !error);
    say(find('agreement'), answered.length ? agreement(answered) : '');
    say(find('told'), reading(answered, visits.page.meta.scene?.names ?? []));
    press(element, 'kind', state.kind);
    press(element, 'shape', state.smooth ? 'smooth' : 'blocks');
    find('lines').setAttribute('aria-pressed', String(state.grid));
    const present = new Set(answered.map(({result}) => visits.sizeOf(result)));
    lineup.curve.draw(visits.costs(), present, this.palette);
    this.wait(
      'columns',
      columns.some(({waiting}) => waiting),
    );
  }

  describeColumns() {
    const {columns, state} = this.screen;
    for (const column of columns) {
      column.pane.describe(column);
      column.setup.write();
    }
    if (this.resized) this.read();
    for (const {pane} of columns) pane.colour(state.colormap);
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

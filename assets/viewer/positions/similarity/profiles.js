// The profiles of two tables of positions along both axes, computed while the browser is idle: all
// pairs of a large grid take longer than a frame.
import {say} from '../../page/dom.js';
import {whenIdle} from '../../page/idle.js';
import {Profile} from './profile.js';
import {profileText} from './words.js';

const AT_ONCE = 1024; // patches of a grid up to which they are computed before the next frame

export class Profiles {
  /** @type {any} */ grid = null; // the grid that they are of
  along = null; // {rows, cols} of the table; null while they are computed
  other = null; // of the table beside it

  /** `changed()` is called when they are here. */
  constructor(find, changed) {
    this.words = find('profile');
    this.plots = {rows: new Profile(find('rows')), cols: new Profile(find('cols'))};
    this.changed = changed;
  }

  /** Another grid, and the same grid of the other table, or null. */
  open(grid, second) {
    Object.assign(this, {grid, along: null, other: null});
    const steps = this.steps(grid, second);
    if (grid.norms.length <= AT_ONCE) [...steps];
    else
      whenIdle(
        steps,
        () => this.grid === grid,
        () => this.changed(),
      );
  }

  *steps(grid, second) {
    const along = grid.profiles?.() ?? (yield* grid.profiling());
    const other = second && (second.profiles?.() ?? (yield* second.profiling()));
    if (this.grid === grid) Object.assign(this, {along, other});
  }

  measure() {
    for (const plot of Object.values(this.plots)) plot.measure();
  }

  paint(palette) {
    for (const [axis, plot] of Object.entries(this.plots)) {
      plot.draw(axis, this.along?.[axis], this.other?.[axis], palette);
    }
    say(this.words, this.along ? profileText(this.along) : 'The profiles are being computed.');
  }
}

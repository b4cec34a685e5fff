// The patch-size slider of the live column: every stop that it passes requests its size, unless its
// pass is long: that is made where the slider is let go. The size at which it is let go becomes that
// of the page, once the column shows it.
import {say} from '../page/dom.js';
import {followsPage} from './choices.js';
import {sized} from './plan.js';
import {isLong, needs} from '../record/patch_sizes.js';
import {PatchStops} from '../screen/patch_stops.js';
import {choosePatch} from '../state/passes.js';
import {endGesture} from '../state/steps.js';

const REST = 300; // ms at rest before the page has the size, and before a long pass is made
const BRACKETS = '(in brackets: not trained)';

export class Slider {
  held = false; // by a pointer
  sent = false; // whether the page's size was requested
  timer = 0;

  /** `screen` is the whole of Compare. */
  constructor(screen) {
    const {find} = screen;
    this.screen = screen;
    const input = find('size');
    this.stops = new PatchStops(input, find('stops'));
    input.addEventListener('input', () => this.move(this.stops.chosen));
    input.addEventListener('change', () => {
      this.held = false;
      endGesture();
      this.settle();
    });
  }

  get live() {
    return this.screen.columns[0];
  }

  /** A column of the page's own model and input shows the size until the page has it. */
  move({patch, tokens}) {
    const {live, screen} = this;
    const long = isLong(tokens);
    live.held = long;
    if (!long && !followsPage(live.choice)) {
      live.draft = null;
      screen.change(live, sized(live, patch), {gesture: 'patch'});
      return;
    }
    this.held = true;
    this.sent = false;
    live.draft = patch;
    if (!long) live.follow(true);
    screen.frames.changed();
  }

  /** Requests the page's view at the size, after a rest, when the live column has its reply. */
  settle() {
    clearTimeout(this.timer);
    if (this.held || this.sent || !this.live || this.live.draft === null) return;
    this.timer = window.setTimeout(() => (this.live.held ? this.begin() : this.send()), REST);
  }

  /** Makes the long pass at which the slider was let go. */
  begin() {
    const {live, screen} = this;
    const {draft} = live;
    live.held = false;
    if (followsPage(live.choice)) live.follow(true);
    else {
      live.draft = null;
      screen.change(live, sized(live, draft), {gesture: 'patch'});
    }
    screen.frames.changed();
  }

  send() {
    const {live, screen} = this;
    const {draft} = live;
    if (draft === null || !live.current || live.result.meta.patch !== draft) return;
    if (draft === screen.state.meta.patch) live.draft = null;
    else {
      this.sent = true;
      choosePatch(draft, {columns: screen.choices()});
    }
  }

  /** The page has another view: it has the size too, unless that was not requested yet. */
  arrived() {
    if (!this.live || (this.live.draft !== null && !this.sent)) return;
    this.live.draft = null;
    this.live.held = false;
    this.sent = false;
  }

  /** Shows the sizes of the live column's model and the one chosen. */
  write({patch, result: {sizes, free}, held, timed}) {
    const size = this.stops.set(sizes, patch);
    if (!size) return; // of a model whose reply is awaited
    const note = needs(size, timed) + (held ? ', where it is let go' : '');
    say(this.screen.find('size-note'), free ? note : BRACKETS);
    this.screen.find('size-field').classList.toggle('is-free', free);
  }
}

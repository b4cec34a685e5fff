// The patch-size slider of the live column: every stop that it passes requests its size. The size
// at which it is let go becomes that of the page, once the column shows it.
import {el} from '../page/dom.js';
import {followsPage} from './choices.js';
import {sizesOf} from './sizes.js';
import {choosePatch} from '../state/passes.js';
import {endGesture} from '../state/steps.js';

const REST = 300; // ms at rest before the page has the size

export class Slider {
  sizes = []; // [{patch, trained}], one for each stop
  held = false; // by a pointer
  sent = false; // whether the page's size was requested
  timer = 0;

  /** `screen` is the whole of Compare. */
  constructor(screen) {
    const {find} = screen;
    this.screen = screen;
    this.input = find('size');
    this.stops = find('stops');
    this.input.addEventListener('input', () => this.move(this.sizes[this.input.value].patch));
    this.input.addEventListener('change', () => {
      this.held = false;
      endGesture();
      this.settle();
    });
  }

  get live() {
    return this.screen.columns[0];
  }

  /** A column of the page's own model and input shows the size until the page has it. */
  move(patch) {
    const {live, screen} = this;
    if (!followsPage(live.choice)) {
      screen.change(live, {patch}, {gesture: 'patch'});
      return;
    }
    this.held = true;
    this.sent = false;
    live.draft = patch;
    live.follow(true);
    screen.frames.changed();
  }

  /** Requests the page's view at the size, after a rest, when the live column has its reply. */
  settle() {
    clearTimeout(this.timer);
    if (this.held || this.sent || !this.live || this.live.draft === null) return;
    this.timer = window.setTimeout(() => this.send(), REST);
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
    this.sent = false;
  }

  /** Shows the sizes of the live column's model and the one chosen. */
  write({patch: chosen, result: {meta, patches}}) {
    const sizes = sizesOf({...meta, patch: chosen}, patches);
    const {input} = this;
    if (JSON.stringify(sizes) !== JSON.stringify(this.sizes)) this.mark(sizes);
    input.value = String(sizes.findIndex(({patch}) => patch === chosen));
    const {trained} = sizes[input.value];
    input.setAttribute('aria-valuetext', `${chosen} pixels${trained ? '' : ', not trained'}`);
  }

  /** Labels under the slider; a size that was not trained is in brackets. */
  mark(sizes) {
    this.sizes = sizes;
    this.input.max = String(sizes.length - 1);
    this.stops.replaceChildren(
      ...sizes.map(({patch, trained}, i) => {
        const stop = el('span', 'av-stop', trained ? `${patch}` : `(${patch})`);
        stop.classList.toggle('is-untrained', !trained);
        stop.style.left = `${sizes.length > 1 ? (i / (sizes.length - 1)) * 100 : 0}%`;
        return stop;
      }),
    );
  }
}

// One frame at a time: how a screen redraws, waits, speaks and says what failed.
import {channel} from '../page/channel.js';
import {Gone} from '../record/decode.js';

const BUSY = 150; // ms after which waiting is shown
const SPEAK = 700; // ms of rest until the state is spoken
const KEPT = 600; // frame times kept for the benchmark

export class Frame {
  due = {}; // what the next frame has to do, by name
  pending = 0;
  waits = new Set(); // who waits for something
  timers = {};

  /** `draw()` draws a frame; `late(on)` is called when waiting begins or ends to be shown. */
  constructor(element, draw, late = () => {}) {
    this.element = element;
    this.draw = draw;
    this.late = late;
    this.times = element.__frames = []; // script ms of each frame
  }

  /** Draws at the next frame; `data-painted` is gone until all that the state needs is drawn. */
  redraw(level = 'mark') {
    delete this.element.dataset.painted;
    this.due[level] = true;
    this.pending ||= requestAnimationFrame(() => {
      this.pending = 0;
      this.draw();
    });
  }

  /** Takes what is due: the frame that is being drawn does it. */
  take() {
    const {due} = this;
    this.due = {};
    return due;
  }

  painted() {
    this.element.dataset.painted = '';
  }

  spent(cost) {
    this.times.push(cost);
    if (this.times.length > KEPT) this.times.shift();
  }

  /** Calls `again` after so many ms without another such call; null only stops the last one. */
  rest(again, milliseconds) {
    clearTimeout(this.timers.rest);
    if (again) this.timers.rest = setTimeout(again, milliseconds);
  }

  /** Speaks after a rest, so that a screen reader is not flooded. */
  speak(words) {
    clearTimeout(this.timers.speak);
    this.timers.speak = setTimeout(words, SPEAK);
  }

  // ---- waiting and faults

  get waiting() {
    return this.waits.size > 0;
  }

  wait(who) {
    this.waits.add(who);
    this.timers.busy ??= setTimeout(() => this.busy(true), BUSY);
  }

  waited(who) {
    this.waits.delete(who);
    if (this.waiting) return;
    clearTimeout(this.timers.busy);
    this.timers.busy = null;
    this.busy(false);
  }

  busy(on) {
    this.element.classList.toggle('is-busy', on);
    this.late(on);
  }

  /** Awaits and shows that it waits; true when it came. `fault(sentence)` hears how it ended. */
  async during(promise, fault) {
    const who = Symbol('awaited');
    delete this.element.dataset.painted;
    this.wait(who);
    try {
      await promise;
      fault(null);
      return true;
    } catch (error) {
      failed(error, fault);
      return false;
    } finally {
      this.waited(who);
    }
  }
}

/** What went wrong as a sentence in place; an expired token belongs to the Explore screen. */
export function failed(error, fault, start = 'This could not be computed') {
  if (error.name === 'AbortError') return;
  if (error instanceof Gone) channel.tell('gone');
  else fault(`${start}: ${error.message}`);
}

/** Calls `measure` when the component's box or the page's theme changes. */
export function watchLayout(element, measure, recolour = measure) {
  new ResizeObserver(measure).observe(element);
  new MutationObserver(recolour).observe(document.body, {attributeFilter: ['class']});
}

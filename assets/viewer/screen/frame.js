// The frame loop of a screen: redrawing, waiting, the texts for screen readers, and errors.
import {channel} from '../page/channel.js';
import {Gone} from '../record/decode.js';

const BUSY = 150; // ms after which waiting is shown
const SPEAK = 700; // ms of rest until the state is spoken
const KEPT = 600; // frame times kept for the benchmark

export class Frame {
  /** @type {{mark?: boolean, paint?: boolean, measure?: boolean, whole?: boolean}} */
  due = {}; // what the next frame has to do
  pending = 0;
  waits = new Set(); // the names of what is waited for
  timers = {rest: 0, speak: 0, busy: 0};

  /**
   * `draw()` draws a frame; `late(on)` is called when the busy sign appears and disappears.
   * @param {any} element
   * @param {() => void} draw
   * @param {(on: boolean) => void} late
   */
  constructor(element, draw, late = () => {}) {
    this.element = element;
    this.draw = draw;
    this.late = late;
    this.times = element.__frames = []; // script ms of each frame
  }

  /** Draws at the next frame; `data-painted` is absent until all that the state needs is drawn. */
  redraw(level = 'mark') {
    delete this.element.dataset.painted;
    this.due[level] = true;
    this.pending ||= requestAnimationFrame(() => {
      this.pending = 0;
      this.draw();
    });
  }

  /** Returns what this frame has to do, and clears it. */
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
  rest(again, milliseconds = 0) {
    clearTimeout(this.timers.rest);
    if (again) this.timers.rest = window.setTimeout(again, milliseconds);
  }

  /** Calls `words` after a rest, so that a screen reader is not flooded. */
  speak(words) {
    clearTimeout(this.timers.speak);
    this.timers.speak = window.setTimeout(words, SPEAK);
  }

  // ---- waiting and errors

  get waiting() {
    return this.waits.size > 0;
  }

  wait(what) {
    this.waits.add(what);
    this.timers.busy ||= window.setTimeout(() => this.busy(true), BUSY);
  }

  waited(what) {
    this.waits.delete(what);
    if (this.waiting) return;
    clearTimeout(this.timers.busy);
    this.timers.busy = 0;
    this.busy(false);
  }

  busy(on) {
    this.element.classList.toggle('is-busy', on);
    this.late(on);
  }

  /**
   * Awaits and shows that it waits; true when it came. Calls `fault` with the error as a sentence,
   * or with null.
   */
  async during(promise, fault) {
    const what = Symbol('awaited');
    delete this.element.dataset.painted;
    this.wait(what);
    try {
      await promise;
      fault(null);
      return true;
    } catch (error) {
      failed(error, fault);
      return false;
    } finally {
      this.waited(what);
    }
  }
}

/** Shows an error as a sentence in place; the Explore screen handles an expired token. */
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

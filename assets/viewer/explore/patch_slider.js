// The slider of patch sizes of a model that was trained at one alone. A short pass is made after a
// moment at rest, a long one only where the slider is let go.
import {channel} from '../page/channel.js';
import {parts, say} from '../page/dom.js';
import {isLong, needs} from '../record/patch_sizes.js';
import {PatchStops} from '../screen/patch_stops.js';

/** @typedef {import('../record/replies.js').PatchControl} PatchControl */

const REST = 300; // ms

export function mount({element, props, trigger, watch}) {
  const slider = new PatchSlider(element, trigger);
  watch('value', () => slider.show(props.value));
  slider.show(props.value);
}

class PatchSlider {
  /** @type {PatchControl | null} */ value = null;
  held = false; // by a pointer or a key
  running = false; // a long pass is under way
  timer = 0;

  /** `trigger` sends an event to the server. */
  constructor(element, trigger) {
    this.find = parts(element);
    this.trigger = trigger;
    this.input = this.find('patch-slider');
    this.stops = new PatchStops(this.input, this.find('patch-stops'));
    this.input.addEventListener('input', () => this.move());
    this.input.addEventListener('change', () => this.release());
    channel.follow('answered', () => this.settle());
  }

  /** The sizes of the page's model and the one in use; without sizes there is no slider. */
  show(value) {
    if (!value?.sizes) return;
    this.value = value;
    this.settle();
  }

  /** The slider stands at the page's size, unless somebody is moving it. */
  settle() {
    this.running = false;
    if (!this.value || this.held) return;
    const {sizes, patch} = this.value;
    this.find('patch-size').hidden = sizes.length < 2;
    if (this.stops.set(sizes, patch)) this.write('');
  }

  move() {
    this.held = true;
    this.stops.speak();
    const long = isLong(this.stops.chosen.tokens);
    this.write(long ? ', where it is let go' : '');
    clearTimeout(this.timer);
    if (!long) this.timer = window.setTimeout(() => this.send(), REST);
  }

  release() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.held = false;
      this.send();
    }, REST);
  }

  /** Requests the size; a long pass that is still under way is given up first. */
  send() {
    const {patch, tokens} = this.stops.chosen;
    if (this.value?.patch === patch && !this.running) return;
    if (this.running) this.trigger('cancel', {});
    this.running = isLong(tokens);
    channel.tell('asked');
    this.trigger('choose', {patch});
  }

  write(more) {
    const size = this.stops.chosen;
    const {patch, trained} = size;
    say(this.find('patch-now'), trained ? `${patch}` : `${patch}, not trained`);
    say(this.find('patch-note'), needs(size, this.value) + more);
  }
}

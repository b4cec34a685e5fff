// The stops of a slider of patch sizes, which two screens have.
import {el} from '../page/dom.js';
import {labelled, spoken} from '../record/patch_sizes.js';

/** @typedef {import('../record/replies.js').PatchSize} PatchSize */

export class PatchStops {
  /** @type {PatchSize[]} */ sizes = []; // one for each stop

  /**
   * @param {HTMLInputElement} input of a range
   * @param {HTMLElement} labels below it
   */
  constructor(input, labels) {
    this.input = input;
    this.labels = labels;
  }

  /** The size of the stop at which the slider stands. */
  get chosen() {
    return this.sizes[Number(this.input.value)];
  }

  /**
   * Sets the slider to one of the sizes; returns it, or null where it is none of them.
   * @param {PatchSize[]} sizes
   * @param {number} patch
   */
  set(sizes, patch) {
    const at = sizes.findIndex(size => size.patch === patch);
    if (at < 0) return null;
    if (JSON.stringify(sizes) !== JSON.stringify(this.sizes)) this.mark(sizes);
    this.input.value = String(at);
    this.speak();
    return sizes[at];
  }

  /** The stop at which the slider stands, for screen readers. */
  speak() {
    this.input.setAttribute('aria-valuetext', spoken(this.chosen));
  }

  /** Labels under the slider; a size that was not trained is in brackets. */
  mark(sizes) {
    this.sizes = sizes;
    this.input.max = String(sizes.length - 1);
    this.labels.replaceChildren(
      ...labelled(sizes).map(i => {
        const {patch, trained} = sizes[i];
        const stop = el('span', 'av-stop', trained ? `${patch}` : `(${patch})`);
        stop.classList.toggle('is-untrained', !trained);
        stop.style.left = `${sizes.length > 1 ? (i / (sizes.length - 1)) * 100 : 0}%`;
        return stop;
      }),
    );
  }
}

// The patch-size slider of the live column: every stop that it passes requests its size.
import {el} from '../page/dom.js';
import {sizesOf} from './sizes.js';

export class Slider {
  sizes = []; // [{patch, trained}], one for each stop

  constructor(find, choose) {
    this.input = find('size');
    this.stops = find('stops');
    this.input.addEventListener('input', () => choose(this.sizes[this.input.value].patch));
  }

  /** Shows the sizes of the live column's model and the one chosen. */
  write({choice, result: {meta, patches}}) {
    const sizes = sizesOf({...meta, patch: choice.patch}, patches);
    const {input} = this;
    if (JSON.stringify(sizes) !== JSON.stringify(this.sizes)) this.mark(sizes);
    input.value = String(sizes.findIndex(({patch}) => patch === choice.patch));
    const {trained} = sizes[input.value];
    input.setAttribute('aria-valuetext', `${choice.patch} pixels${trained ? '' : ', not trained'}`);
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

// The part of the picture at hand that is to be added: drawn by the pointer, or placed by keys.
import {reveal} from '../page/dom.js';

const SMALLEST = 8; // px on the screen of a part that is drawn
const STEP = 0.05; // share of the picture that a key moves the part by
/** @type {[number, number, number, number]} */
const FIRST = [0.25, 0.25, 0.5, 0.5]; // the part that the first key shows
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

const clamp = (share, least = 0, most = 1) => Math.max(least, Math.min(most, share));

export class Part {
  // Left, top, width and height in shares of the picture; null for all of it.
  /** @type {[number, number, number, number] | null} */ box = null;

  /**
   * @param {(name: string) => any} find
   * @param {() => void} add adds the part, or the whole picture
   */
  constructor(find, add) {
    this.find = find;
    this.add = add;
    const stage = find('teach-hand');
    this.wire(stage);
    stage.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.acts(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  wire(stage) {
    let from = null;
    const place = event => {
      const {left, top, width, height} = stage.getBoundingClientRect();
      return [clamp((event.clientX - left) / width), clamp((event.clientY - top) / height)];
    };
    stage.addEventListener('pointerdown', event => {
      from = place(event);
      stage.setPointerCapture(event.pointerId);
      this.draw(null);
    });
    stage.addEventListener('pointermove', event => {
      if (!from) return;
      const to = place(event);
      const [left, top] = from.map((share, i) => Math.min(share, to[i]));
      const [across, down] = from.map((share, i) => Math.abs(share - to[i]));
      const {width, height} = stage.getBoundingClientRect();
      const isPart = across * width >= SMALLEST && down * height >= SMALLEST;
      this.draw(isPart ? [left, top, across, down] : null);
    });
    for (const name of ['pointerup', 'pointercancel'])
      stage.addEventListener(name, () => (from = null));
  }

  /** What a key does: arrow keys move the part, with Shift they size it; Enter adds, Escape ends. */
  acts({key, shiftKey}) {
    if (key in ARROWS) this.draw(this.box ? changed(this.box, ARROWS[key], shiftKey) : FIRST);
    else if (key === 'Enter') this.add();
    else if (key === 'Escape' && this.box) this.draw(null);
    else return false;
    return true;
  }

  /** Shows a part; null for the whole picture. */
  draw(box) {
    this.box = box;
    const mark = this.find('teach-part');
    mark.hidden = !box;
    if (box) {
      const [left, top, width, height] = box.map(share => `${share * 100}%`);
      Object.assign(mark.style, {left, top, width, height});
    }
    reveal(this.find('teach-whole'), box ? 'Add this part' : 'Add this picture');
  }
}

/** A part one step further, or one step larger or smaller, within the picture. */
function changed([left, top, width, height], [right, down], sizes) {
  if (sizes) {
    const across = clamp(width + right * STEP, STEP, 1 - left);
    return [left, top, across, clamp(height + down * STEP, STEP, 1 - top)];
  }
  return [
    clamp(left + right * STEP, 0, 1 - width),
    clamp(top + down * STEP, 0, 1 - height),
    width,
    height,
  ];
}

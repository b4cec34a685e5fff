// The share of each part in the scores of each head: one bar a head, one shade a part.
import {everyOf, fitting} from '../../draw/labels.js';
import {fit} from '../../draw/paint.js';
import {within} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';
import {stacked} from '../score_parts.js';

const LEFT = 52; // px around the bars
const RIGHT = 6;
const BOTTOM = 16;
const FILL = 0.72; // of a row that its bar takes
const TALL = 8; // px of a name

export class ShareBars {
  count = 0; // of heads
  chosen = 0; // the head that is underlined
  width = 0; // px
  height = 0;

  constructor(canvas) {
    this.canvas = canvas;
  }

  measure() {
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
  }

  /** `shares` [H][4] sum to 1 each; the chosen head is underlined in ink. */
  draw(shares, chosen, palette) {
    const {width, height, canvas} = this;
    this.count = shares.length;
    this.chosen = chosen;
    if (!(width > 0 && height > 0) || !shares.length) return;
    const context = fit(canvas, width, height);
    const step = (height - BOTTOM) / shares.length;
    const ends = shares.map(stacked).flat(2);
    const low = Math.min(0, ...ends);
    const high = Math.max(1, ...ends);
    const x = value => LEFT + ((value - low) / (high - low)) * (width - LEFT - RIGHT);
    const shades = shadesOf(palette);
    const every = everyOf(step, TALL);
    context.clearRect(0, 0, width, height);
    context.font = palette.font;
    shares.forEach((parts, h) => {
      const y = h * step + (step * (1 - FILL)) / 2;
      context.fillStyle = h === chosen ? palette.ink : palette.ink3;
      context.textAlign = 'left';
      if (h % every === 0) {
        context.fillText(`head ${h + 1}`, 0, Math.max(TALL, y + (step * FILL) / 2 + 4));
      }
      stacked(parts).forEach(([from, to], i) => {
        context.fillStyle = shades[i];
        context.fillRect(x(from), y, Math.max(0, x(to) - x(from)), step * FILL);
      });
      if (h === chosen) {
        context.fillStyle = palette.ink;
        context.fillRect(LEFT, y + step * FILL + 1, width - LEFT - RIGHT, 1);
      }
    });
    context.fillStyle = palette.ink3;
    context.textAlign = 'center';
    const marks = [0, 1, 0.5];
    for (const value of marks) context.fillRect(x(value), 0, 1, height - BOTTOM);
    const names = marks.map(value => ({text: `${value * 100} %`, x: x(value)}));
    for (const one of fitting(context, names, [0, width])) {
      context.fillText(one.text, one.x, height - 3);
    }
  }

  /** The head under the pointer. */
  hit(event) {
    const [, y, , height] = within(event, this.canvas);
    return clamp(Math.floor((y / (height - BOTTOM)) * this.count), 0, this.count - 1);
  }
}

/** A shade for each part, from content alone to position alone. */
const shadesOf = ({ink, query, ink3, line}) => [line, ink3, ink, query];

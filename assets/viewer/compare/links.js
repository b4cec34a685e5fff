// The lines between neighbouring columns, on one canvas that lies over all pictures.
import {drawLinks, placeColour} from '../draw/links.js';
import {fit} from '../draw/paint.js';
import {boxOf} from '../page/zoom.js';
import {cellOf} from '../record/grid.js';
import {chosenLines, lineText} from './pairs.js';

const REST = 1; // strength of a line while none is chosen
const BOLD = 2;

export class Links {
  /** @type {Map<any, number[]>} */ boxes = new Map(); // column -> [left, top, width, height]
  size = [0, 0];
  text = ''; // of the line that the pointer is on

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /** Reads where the pictures lie; only where something but the cursor changed. */
  measure(columns) {
    const around = boxOf(this.canvas.parentElement);
    const boxes = columns.map(({pane}) => boxOf(pane.canvas));
    const top = Math.min(...boxes.map(box => box.top));
    const bottom = Math.max(...boxes.map(box => box.bottom));
    this.size = [around.width, bottom - top];
    const {style} = this.canvas;
    style.top = `${top - around.top}px`;
    style.height = `${bottom - top}px`;
    this.boxes = new Map(
      boxes.map(({left, top: above, width, height}, i) => [
        columns[i],
        [left - around.left, above - top, width, height],
      ]),
    );
  }

  /** Draws the best lines of every join; the chosen ones stand out. */
  draw(joins, count, state, columns) {
    this.canvas.hidden = !joins.length;
    this.text = '';
    if (!joins.length) return;
    const context = fit(this.canvas, this.size[0], this.size[1]);
    context.clearRect(0, 0, this.size[0], this.size[1]);
    if (state.bare) return;
    const choices = joins.map(join => chosenLines(join, count, state, columns));
    const any = choices.some(lines => lines?.size);
    const lines = joins.flatMap((join, k) =>
      this.linesOf(join, count, any ? choices[k] : null, any),
    );
    drawLinks(
      context,
      lines.sort((one, other) => one.strength - other.strength),
    );
    joins.forEach((join, k) => {
      const [first] = choices[k] ?? [];
      if (first !== undefined) this.text ||= lineText(join, first);
    });
  }

  linesOf({left, right, reply}, count, chosen, any) {
    const ends = [this.placer(left), this.placer(right)];
    return Array.from({length: Math.min(count, reply.first.length)}, (_, i) => {
      const from = ends[0](reply.first[i]);
      const to = ends[1](reply.second[i]);
      const strength = any ? (chosen?.has(i) ? BOLD : 0) : REST;
      return {from: from.at, to: to.at, colour: placeColour(from.right, from.down), strength};
    });
  }

  /** Where the middle of a patch lies on the canvas, and in its picture. */
  placer(column) {
    const {meta} = column.frame.result;
    const [left, top, width, height] = this.boxes.get(column);
    return patch => {
      const {row, col} = cellOf(patch + meta.prefix, meta);
      const [right, down] = [(col + 0.5) / meta.cols, (row + 0.5) / meta.rows];
      return {right, down, at: [left + right * width, top + down * height]};
    };
  }
}

// RGB filters side by side, seven in a row: the ViT paper's figure 7, left.
import {QUERY} from '../../draw/colormap.js';
import {fit, frame} from '../../draw/paint.js';
import {within} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';

const COLUMNS = 7;
const GAP = 0.08; // of a filter

export class FilterSheet {
  constructor(canvas) {
    this.canvas = canvas;
    this.ground = document.createElement('canvas'); // all filters
    this.cell = document.createElement('canvas'); // one of them, pixel by pixel
    this.rows = 0;
    this.count = 0;
    this.width = 0; // of the sheet, px
    this.height = 0;
  }

  /** Makes room for `count` filters. */
  measure(count) {
    this.rows = Math.ceil(count / COLUMNS);
    this.width = this.canvas.clientWidth;
    this.height = (this.width / COLUMNS) * this.rows;
    this.canvas.style.height = `${this.height}px`;
  }

  /** Filters with `colours` [n, p, p, 3] in 0..1. */
  paint({count, patch, colours}) {
    const {width, height, ground, cell} = this;
    this.count = count;
    if (!(width > 0 && height > 0)) return;
    cell.width = cell.height = patch;
    const pixels = cell.getContext('2d');
    const image = pixels.createImageData(patch, patch);
    const context = fit(ground, width, height);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    for (let i = 0, at = 0; i < count; i++) {
      for (let o = 0; o < image.data.length; o += 4, at += 3) {
        for (let c = 0; c < 3; c++) image.data[o + c] = colours[at + c] * 255;
        image.data[o + 3] = 255;
      }
      pixels.putImageData(image, 0, 0);
      context.drawImage(cell, ...this.box(i));
    }
  }

  /** Where a filter lies. @returns {[number, number, number, number]} */
  box(i) {
    const side = this.width / COLUMNS;
    const gap = side * GAP;
    const [x, y] = [i % COLUMNS, Math.floor(i / COLUMNS)].map(place => place * side + gap / 2);
    return [x, y, side - gap, side - gap];
  }

  /** Number of the filter under the pointer. */
  hit(event) {
    const [x, y, width, height] = within(event, this.canvas);
    const row = clamp(Math.floor((y / height) * this.rows), 0, this.rows - 1);
    const col = clamp(Math.floor((x / width) * COLUMNS), 0, COLUMNS - 1);
    return Math.min(row * COLUMNS + col, this.count - 1);
  }

  /** Number of the filter so many rows and columns from another. */
  next(i, down, right) {
    return clamp(i + right + (down && down * COLUMNS), 0, this.count - 1);
  }

  /** Draws a frame around the chosen filter; around none where it is null. */
  mark(chosen) {
    const {width, height, canvas, ground} = this;
    if (!(width > 0 && height > 0)) return;
    const context = fit(canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.drawImage(ground, 0, 0, width, height);
    if (chosen !== null) frame(context, this.box(chosen), QUERY, 2);
  }
}

// The map of every position as a tile at its place in the grid: the ViT paper's figure 7, centre.
import {QUERY} from '../../draw/colormap.js';
import {Atlas, fit, frame} from '../../draw/paint.js';
import {within} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';

const MOST = 800; // tiles
const LARGEST = 1e6; // values of all tiles
const GAP = 0.1; // of a tile

/** The spacing k of the positions that have a tile, so that there are not too many tiles. */
export function spacing({rows, cols}) {
  let every = 1;
  const tiles = () => Math.ceil(rows / every) * Math.ceil(cols / every);
  while (tiles() > MOST || tiles() * rows * cols > LARGEST) every++;
  return every;
}

export class TileSheet {
  grid = null; // of positions, see field.js
  every = 1; // positions from one tile to the next
  down = 0; // tiles
  across = 0;
  width = 0; // px
  height = 0;

  constructor(canvas) {
    this.canvas = canvas;
    this.ground = document.createElement('canvas'); // all tiles
  }

  measure({shape: [height, width]}) {
    this.width = this.canvas.clientWidth;
    this.height = (this.width * height) / width;
    this.canvas.style.height = `${this.height}px`;
  }

  /** All tiles of a grid of positions (field.js) on a scale. */
  paint(grid, {unit, map}) {
    const {width, height, ground} = this;
    const {rows, cols} = grid;
    const every = spacing(grid);
    const down = Math.ceil(rows / every);
    const across = Math.ceil(cols / every);
    this.grid = grid;
    this.every = every;
    this.down = down;
    this.across = across;
    if (!(width > 0 && height > 0)) return;
    const atlas = new Atlas(); // not kept: all tiles are on the ground
    atlas.begin(across, down, grid);
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) {
        atlas.put(x, y, grid.row((y * cols + x) * every), 0, unit, map);
      }
    }
    atlas.end();
    const context = fit(ground, width, height);
    context.clearRect(0, 0, width, height);
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) atlas.draw(context, x, y, this.box(x, y), false);
    }
  }

  /** Where a tile lies, without the gap beside it. */
  box(x, y) {
    const {width, height, across, down} = this;
    const w = width / across;
    const h = height / down;
    const gap = Math.max(1, Math.round(Math.min(w, h) * GAP));
    const left = Math.round(x * w);
    const top = Math.round(y * h);
    return [left, top, Math.round((x + 1) * w) - left - gap, Math.round((y + 1) * h) - top - gap];
  }

  /** The position whose tile is nearest to the pointer, row by row. */
  hit(event) {
    const [x, y, width, height] = within(event, this.canvas);
    const {every, down, across, grid} = this;
    const row = clamp(Math.floor((y / height) * down), 0, down - 1);
    return (row * grid.cols + clamp(Math.floor((x / width) * across), 0, across - 1)) * every;
  }

  /** The position whose tile lies so many tiles from that of another. */
  next(at, down, right) {
    const {grid, every} = this;
    const go = (from, by, count) => clamp(Math.floor(from / every) + by, 0, count - 1) * every;
    const row = go(Math.floor(at / grid.cols), down, this.down);
    return row * grid.cols + go(at % grid.cols, right, this.across);
  }

  /** Draws a frame around the tile of a position or the nearest tile; around none for null. */
  mark(at) {
    const {width, height, canvas, ground, grid, every} = this;
    if (!(width > 0 && height > 0)) return;
    const context = fit(canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.drawImage(ground, 0, 0, width, height);
    if (at === null) return;
    const row = Math.floor(at / grid.cols);
    const col = at % grid.cols;
    frame(context, this.box(Math.floor(col / every), Math.floor(row / every)), QUERY, 2);
  }
}

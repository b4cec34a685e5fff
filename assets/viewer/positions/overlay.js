// The picture under a map that follows the pointer: the picture is drawn once, the map every frame.
import {QUERY, SINK} from '../draw/colormap.js';
import {Atlas, fit, frame, lattice, patchBox, ring} from '../draw/paint.js';
import {drawSeen} from '../draw/picture.js';
import {within} from '../page/dom.js';
import {clamp} from '../record/grid.js';

const CROWDED = 24; // patches across from which lines are fainter
const LINES = 'rgba(255,255,255,0.12)';
const FAINT = 'rgba(255,255,255,0.07)';
const OPACITY = 0.82;
const WHOLE = [1, 1];

export class Overlay {
  constructor(canvas) {
    this.canvas = canvas;
    this.atlas = new Atlas();
    this.ground = document.createElement('canvas'); // the picture
    this.width = 0; // px
    this.height = 0;
  }

  measure({shape: [height, width]}) {
    this.width = this.canvas.clientWidth;
    this.height = (this.width * height) / width;
    this.canvas.style.height = `${this.height}px`;
  }

  /** The picture: in luminance, or in colour where nothing will cover it. */
  paint({art, meta, bare}) {
    const {width, height, ground} = this;
    if (!(width > 0 && height > 0)) return;
    const context = fit(ground, width, height);
    context.clearRect(0, 0, width, height);
    drawSeen(context, bare ? art.colour : art.grey, meta, width, height);
  }

  /** Cell of a grid under the pointer, row by row. */
  cellAt(event, {rows, cols, covers = WHOLE}) {
    const [x, y, width, height] = within(event, this.canvas);
    return (
      clamp(Math.floor((y / height / covers[0]) * rows), 0, rows - 1) * cols +
      clamp(Math.floor((x / width / covers[1]) * cols), 0, cols - 1)
    );
  }

  /**
   * A map [P] of a grid over the picture: {values, unit, map, signed}, its cells as `outline` takes
   * them, and those of `sinks`. Of a grid that does not reach the lower and right edges, `covers`
   * are the parts of height and width that it does.
   */
  mark(s, grid, view) {
    const {width, height, canvas, ground} = this;
    if (!(width > 0 && height > 0)) return;
    const context = fit(canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.drawImage(ground, 0, 0, width, height);
    if (s.bare) return;
    const box = this.box(grid);
    if (view.values) this.cover(context, grid, view, box);
    const crowded = grid.cols > CROWDED;
    if (s.grid) lattice(context, grid, box, crowded ? FAINT : LINES);
    const place = cell => patchBox(cell, grid, box);
    frameSinks(context, place, view);
    outline(context, place, view, crowded ? 2 : 2.5);
  }

  /** The part of the picture that a grid covers. */
  box({covers: [down, across] = WHOLE}) {
    return [0, 0, this.width * across, this.height * down];
  }

  cover(context, grid, {values, unit, map, signed = false}, box) {
    this.atlas.begin(1, 1, grid);
    this.atlas.putOver(values, 0, unit, map, OPACITY, signed);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, false);
  }
}

function frameSinks(context, place, {sinks = []}) {
  for (const cell of sinks) frame(context, place(cell), SINK, 1.5);
}

/** `at` is the query's cell, `probe` the one that is read, `top` the peak where none is read. */
function outline(context, place, {at = null, probe = null, top = null}, width) {
  if (probe !== null) frame(context, place(probe), '#fff', 1.5);
  else if (top !== null) ring(context, place(top));
  if (at !== null) frame(context, place(at), QUERY, width);
}

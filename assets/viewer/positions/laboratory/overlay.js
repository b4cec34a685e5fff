// The picture under a map that follows the pointer: the picture is drawn once, the map every frame.
import {QUERY} from '../../draw/colormap.js';
import {Atlas, fit, frame, lattice, patchBox, ring} from '../../draw/paint.js';
import {drawSeen} from '../../draw/picture.js';
import {within} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';

const CROWDED = 24; // patches across from which lines are fainter
const OPACITY = 0.82;
const WHOLE = [1, 1];

export class Overlay {
  constructor(canvas) {
    Object.assign(this, {canvas, atlas: new Atlas(), ground: document.createElement('canvas')});
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
   * A map [P] of a grid over the picture; `at` is the cell asked about, `probe` the one read,
   * `top` the largest where nothing is read. Of a grid that does not reach the lower and right
   * edges, `covers` are the parts of height and width that it does.
   */
  mark(s, grid, {values, unit, map, signed = false, at = null, probe = null, top = null}) {
    const {width, height, canvas, ground} = this;
    const [down, across] = grid.covers ?? WHOLE;
    if (!(width > 0 && height > 0)) return;
    const box = [0, 0, width * across, height * down];
    const context = fit(canvas, width, height);
    const place = cell => patchBox(cell, grid, box);
    context.clearRect(0, 0, width, height);
    context.drawImage(ground, 0, 0, width, height);
    if (s.bare) return;
    if (values) {
      this.atlas.begin(1, 1, grid);
      this.atlas.putOver(values, 0, unit, map, OPACITY, signed);
      this.atlas.end();
      this.atlas.draw(context, 0, 0, box, false);
    }
    const faint = grid.cols > CROWDED ? 0.07 : 0.12;
    if (s.lines) lattice(context, grid, box, `rgba(255,255,255,${faint})`);
    if (top !== null && probe === null) ring(context, place(top));
    if (probe !== null) frame(context, place(probe), '#fff', 1.5);
    if (at !== null) frame(context, place(at), QUERY, grid.cols > CROWDED ? 2 : 2.5);
  }
}

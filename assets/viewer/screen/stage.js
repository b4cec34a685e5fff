// The big map over the picture.
import {QUERY} from '../draw/colormap.js';
import {putColours} from '../draw/paint.js';
import {clamp, tokenAt} from '../record/grid.js';
import {Atlas, dot, fit, frame, lattice, patchBox, ring} from '../draw/paint.js';
import {drawSeen} from '../draw/picture.js';
import {within} from '../page/dom.js';

const CROWDED = 24; // patches across from which lines are thinner

export class Stage {
  constructor(canvas) {
    this.canvas = canvas;
    this.atlas = new Atlas();
    this.size = [0, 0];
  }

  /** Reads the size of the box; only after a layout change, never while hovering. */
  measure() {
    this.size = [this.canvas.clientWidth, this.canvas.clientHeight];
  }

  /** Patch token under the pointer, held inside the grid. */
  tokenAt(event, meta) {
    const [x, y, width, height] = within(event, this.canvas);
    return tokenAt(Math.floor((y / height) * meta.rows), Math.floor((x / width) * meta.cols), meta);
  }

  draw(s, shot) {
    const [width, height] = this.size;
    const box = [0, 0, width, height];
    const {meta} = shot;
    const context = fit(this.canvas, width, height);
    if (s.placing) {
      // no map yet of what the frame is being moved to
      drawSeen(context, s.art.colour, {...meta, crop: s.placing}, width, height);
      return;
    }
    const covered = s.opacity > 0 && !s.bare;
    context.clearRect(0, 0, width, height);
    drawSeen(context, covered ? s.art.grey : s.art.colour, meta, width, height);
    if (covered && !shot.missing) this.cover(context, s, shot, box);
    if (s.grid)
      lattice(context, meta, box, `rgba(255,255,255,${meta.cols > CROWDED ? 0.08 : 0.13})`);
    if (!s.bare) this.mark(context, s, shot, box);
  }

  cover(context, s, {meta, values, scale, map, signed, colours}, box) {
    this.atlas.begin(1, 1, meta);
    if (colours) putColours(this.atlas, 0, 0, colours, s.opacity);
    else this.atlas.putOver(values, meta.prefix, scale.unit, map, s.opacity, signed);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, s.smooth);
  }

  /** Query, peak and probe, and a dot on every patch beyond the end of the scale. */
  mark(context, s, shot, box) {
    const {meta, query, probe, top, beyond, values, limit} = shot;
    const {prefix} = meta;
    const place = token => patchBox(token - prefix, meta, box);
    const width = meta.cols > CROWDED ? 2 : 2.5;
    if (beyond && s.opacity) {
      for (let j = prefix; j < meta.tokens; j++) {
        if (values[j] > limit) dot(context, place(j));
      }
    }
    if (probe === null && top !== null && !shot.missing) ring(context, place(top));
    if (probe !== null) frame(context, place(probe), '#fff', 1.5);
    if (query < prefix) return;
    const patch = place(query);
    frame(context, patch, QUERY, width);
    if (s.pinned === null) return;
    const corner = clamp(patch[2] / 5, 5, 12); // pinned: the frame has a filled corner
    context.fillStyle = QUERY;
    context.fillRect(patch[0], patch[1], corner, corner);
  }
}

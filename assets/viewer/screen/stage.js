// The big map over the picture.
import {QUERY, SINK} from '../draw/colormap.js';
import {clamp, tokenAt} from '../record/grid.js';
import {between} from '../draw/outlines.js';
import {Atlas, dot, fit, frame, lattice, patchBox, putColours, ring} from '../draw/paint.js';
import {drawSeen} from '../draw/picture.js';
import {within} from '../page/dom.js';

const BETWEEN = {colour: '#fff', width: 1.5}; // groups of patches
const CROWDED = 24; // patches across from which lines are thinner
const LINES = ({cols}) => `rgba(255,255,255,${cols > CROWDED ? 0.08 : 0.13})`;

export class Stage {
  atlas = new Atlas();
  size = [0, 0];

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
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
    const context = fit(this.canvas, width, height);
    if (s.placing) {
      // there is no map yet of the place that the frame is moved to
      drawSeen(context, s.art.colour, {...shot.meta, crop: s.placing}, width, height);
      return;
    }
    const box = [0, 0, width, height];
    context.clearRect(0, 0, width, height);
    this.ground(context, s, shot, box);
    if (s.opacity && shot.groups && !s.bare) between(context, shot.groups, shot.meta, box, BETWEEN);
    if (s.grid) lattice(context, shot.meta, box, LINES(shot.meta));
    if (!s.bare) this.mark(context, s, shot, box);
  }

  /** The picture, and the map over it: in luminance under a map, else in colour. */
  ground(context, s, shot, box) {
    const covered = s.opacity > 0 && !s.bare;
    drawSeen(context, covered ? s.art.grey : s.art.colour, shot.meta, box[2], box[3]);
    if (covered && !shot.missing) this.cover(context, s, shot, box);
  }

  cover(context, s, shot, box) {
    const {meta, values, scale, map, signed, colours, alphas, crisp} = shot;
    this.atlas.begin(1, 1, meta);
    if (colours) putColours(this.atlas, 0, 0, colours, s.opacity, alphas);
    else this.atlas.putOver(values, meta.prefix, scale.unit, map, s.opacity, signed);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, s.smooth && !crisp);
  }

  /** Query, peak, probe and sinks, and a dot on every patch beyond the end of the scale. */
  mark(context, s, shot, box) {
    const {meta, query, probe, top, beyond} = shot;
    const place = token => patchBox(token - meta.prefix, meta, box);
    if (beyond && s.opacity) this.dots(context, shot, place);
    this.sinks(context, shot, place);
    if (probe !== null) frame(context, place(probe), '#fff', 1.5);
    else if (top !== null && !shot.missing) ring(context, place(top));
    if (query >= meta.prefix) this.markQuery(context, s, place(query), meta);
  }

  sinks(context, {sinks = []}, place) {
    for (const {token} of sinks) frame(context, place(token), SINK, 1.5);
  }

  dots(context, {meta, values, limit}, place) {
    for (let j = meta.prefix; j < meta.tokens; j++) {
      if (values[j] > limit) dot(context, place(j));
    }
  }

  /** A frame, which has a filled corner while the query is pinned. */
  markQuery(context, s, patch, {cols}) {
    frame(context, patch, QUERY, cols > CROWDED ? 2 : 2.5);
    if (s.pinned === null) return;
    const corner = clamp(patch[2] / 5, 5, 12);
    context.fillStyle = QUERY;
    context.fillRect(patch[0], patch[1], corner, corner);
  }
}

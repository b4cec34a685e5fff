// A picture with a map over it, drawn once, and the cursor and the peak, drawn as they move.
import {QUERY, SINK} from './colormap.js';
import {within} from '../page/dom.js';
import {tokenAt} from '../record/grid.js';
import {around} from './outlines.js';
import {Atlas, fit, frame, hatch, lattice, patchBox, ring} from './paint.js';
import {drawSeen} from './picture.js';

const BETWEEN = 6; // px between two maps on one plate

export class Plate {
  atlas = new Atlas();
  ground = document.createElement('canvas');
  width = 0;
  height = 0;
  /** @type {number[][]} */ boxes = []; // [x, y, width, height] of each map

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /** Reads the size of the box; `count` maps stand side by side. */
  measure(meta, count = 1) {
    const aspect = meta.shape[1] / meta.shape[0];
    const width = this.canvas.clientWidth;
    const across = (width - BETWEEN * (count - 1)) / count;
    const height = across / aspect;
    this.width = width;
    this.height = height;
    this.canvas.style.height = `${height}px`;
    this.boxes = Array.from({length: count}, (_, i) => [i * (across + BETWEEN), 0, across, height]);
  }

  /** Patch token under the pointer. */
  tokenAt(event, meta) {
    const [x, y] = within(event, this.canvas);
    const {boxes} = this;
    const [left, , width, height] = boxes.findLast(box => x >= box[0]) ?? boxes[0];
    const row = Math.floor((y / height) * meta.rows);
    return tokenAt(row, Math.floor(((x - left) / width) * meta.cols), meta);
  }

  /**
   * Draws the picture and `views`, one for each place: {values, scale, map, known}, or null for
   * none. Patches from `known` on are hatched: they are not measured yet.
   */
  paint(s, views) {
    const {width, height, ground} = this;
    const {meta} = s.trace;
    if (!(width > 0 && height > 0)) return;
    const context = fit(ground, width, height);
    context.clearRect(0, 0, width, height);
    this.boxes.forEach((box, i) => {
      const view = views[i];
      context.save();
      context.translate(box[0], box[1]);
      drawSeen(context, s.bare ? s.art.colour : s.art.grey, meta, box[2], box[3]);
      context.restore();
      if (view && !s.bare) this.cover(context, s, view, box);
      if (s.grid) lattice(context, meta, box, 'rgba(255,255,255,.11)');
    });
  }

  cover(context, s, {values, scale, map, known}, box) {
    const {meta} = s.trace;
    const {unit, signed} = scale;
    const least = signed ? 0 : undefined;
    this.atlas.begin(1, 1, meta);
    this.atlas.putOver(values, meta.prefix, unit, map, s.opacity, signed, least);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, s.smooth);
    if (known !== undefined) hatch(context, known, meta, box);
  }

  /**
   * The cursor's patch, or the peak while there is none; the patches of `sinks` ({token}), and a
   * line around each of `areas` ({tokens, colour}).
   */
  mark(
    s,
    cursor,
    peak,
    sinks = [],
    /** @type {{tokens: Set<number>, colour: string}[]} */ areas = [],
  ) {
    const {meta} = s.trace;
    const {width, height} = this;
    if (!(width > 0 && height > 0)) return;
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.drawImage(this.ground, 0, 0, width, height);
    if (s.bare) return;
    for (const box of this.boxes) {
      const place = token => patchBox(token - meta.prefix, meta, box);
      outline(context, areas, meta, box);
      for (const {token} of sinks) frame(context, place(token), SINK, 1.5);
      point(context, place, cursor, peak);
    }
  }
}

function outline(context, areas, meta, box) {
  for (const {tokens, colour} of areas) around(context, tokens, meta, box, {colour, width: 1.5});
}

function point(context, place, cursor, peak) {
  if (cursor !== null) frame(context, place(cursor), QUERY, 2);
  else if (peak !== null) ring(context, place(peak));
}

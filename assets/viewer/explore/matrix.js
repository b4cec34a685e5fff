// Layers x heads of thumbnails, and the mean of each layer's heads beside them; all for one query.
import {clamp} from '../record/grid.js';
import {cellUnit} from './cells.js';
import {entry} from '../draw/colormap.js';
import {BESIDE, everyOf, fitting, gutter} from '../draw/labels.js';
import {committed} from '../screen/query.js';
import {Atlas, fit, specks} from '../draw/paint.js';
import {sinksOf} from '../record/sinks.js';

const HEAD = 18; // px above, for the names of heads
const MANY = 8; // columns from which tiles stand close together
const FEW = 16;
const WINDOW = 8;
const WIDEST = 12; // px between two columns
const OVERVIEW = 26; // above FEW layers: WINDOW of them, and a strip of all

/** The places of all tiles, for a width and a height limit in CSS pixels. */
function layoutOf({layers, heads, shape}, width, room, chosen) {
  const aspect = shape[0] / shape[1];
  const columns = heads + 1;
  const dense = columns > MANY;
  const gap = dense ? 3 : 4;
  const apart = dense ? 6 : 10;
  const windowed = layers > FEW;
  const rows = windowed ? WINDOW : layers;
  const first = windowed ? clamp(chosen - WINDOW / 2, 0, layers - WINDOW) : 0;
  const left = gutter(layers) + (windowed ? OVERVIEW : 0);
  const space = width - 4 - left - apart;
  const least = dense ? 10 : 14;
  const most = Math.floor(space / columns) - 1;
  let across = Math.min(most, Math.max(least, Math.floor((space - gap * heads) / columns)));
  let down = Math.round(across * aspect);
  const limit = Math.max(least, Math.floor((room - HEAD) / rows) - gap);
  if (down > limit) {
    down = limit;
    across = Math.min(most, Math.max(least, Math.round(limit / aspect)));
  }
  const pitch = across + clamp((space - columns * across) / heads, 1, WIDEST);
  return {
    rows,
    first,
    left,
    gap,
    apart,
    across,
    down,
    pitch,
    dense,
    windowed,
    heads,
    layers,
    height: HEAD + rows * (down + gap),
  };
}

const columnAt = (g, head) => g.left + head * g.pitch + (head === g.heads ? g.apart : 0);
export const tileBox = (g, layer, head) => [columnAt(g, head), rowAt(g, layer), g.across, g.down];

const rowAt = (g, layer) => HEAD + (layer - g.first) * (g.down + g.gap);

/** The layer under a point of the overview; it has no heads. */
function hitOverview(g, y) {
  const layer = Math.floor(((y - HEAD) / (g.height - HEAD)) * g.layers);
  return y < HEAD ? null : {layer: clamp(layer, 0, g.layers - 1), head: null};
}

/** The layer and head under a point, null beside the tiles. */
export function hit(g, x, y) {
  if (g.windowed && x < OVERVIEW) return hitOverview(g, y);
  const layer = g.first + Math.floor((y - HEAD) / (g.down + g.gap));
  const head = x >= columnAt(g, g.heads) ? g.heads : Math.floor((x - g.left) / g.pitch);
  const inside = y >= HEAD && layer < g.first + g.rows && head >= 0 && head <= g.heads;
  return inside ? {layer, head: Math.min(head, g.heads)} : null;
}

export class Matrix {
  atlas = new Atlas();
  aside = new Atlas(); // of the overview
  width = 0;
  room = 0; // px that the height may take
  g = null; // the layout

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  measure(meta, room, chosen) {
    this.width = this.canvas.clientWidth;
    this.room = room;
    this.arrange(meta, chosen);
  }

  /** Lays the tiles out again: another model, another size, or another window of layers. */
  arrange(meta, chosen) {
    const before = this.g;
    this.g = layoutOf(meta, this.width, this.room, chosen);
    if (before?.height !== this.g.height) this.canvas.style.height = `${this.g.height}px`;
    return before?.first !== this.g.first;
  }

  hit(x, y) {
    return this.g ? hit(this.g, x, y) : null;
  }

  /** Draws every row, or only the row of one layer where a frame has no time for more. */
  draw(s, query, unitOf, map, palette, only = null) {
    const {g} = this;
    const context = fit(this.canvas, this.width, g.height);
    context.font = palette.font;
    context.textBaseline = 'alphabetic';
    if (only === null) this.drawAll(context, s, query, unitOf, map, palette);
    else {
      context.clearRect(0, rowAt(g, only) - 4, this.width, g.down + 8);
      this.rows(context, s, query, unitOf, map, palette, only, only);
    }
    this.frames(context, s, palette);
  }

  drawAll(context, s, query, unitOf, map, palette) {
    const {g} = this;
    context.clearRect(0, 0, this.width, g.height);
    this.rows(context, s, query, unitOf, map, palette, g.first, g.first + g.rows - 1);
    this.headNames(context, s, palette);
    if (g.windowed) this.overview(context, s, query, unitOf, map, palette);
  }

  /** The tiles of layers from..to, as maps or as figures of them. */
  rows(context, s, query, unitOf, map, palette, from, to) {
    const {g} = this;
    const figure = cellUnit(s, query);
    if (!figure) this.write(s.trace, unitOf, map, from, to);
    for (let l = from; l <= to; l++) {
      for (let h = 0; h <= g.heads; h++) {
        if (figure) this.cell(context, s, figure, map, l, h, query, palette);
        else this.tile(context, s, query, l, h, palette);
      }
    }
    this.layerNames(context, s, palette, from, to);
  }

  write(trace, unitOf, map, from, to) {
    const {g, atlas} = this;
    const {meta} = trace;
    atlas.begin(g.heads + 1, g.rows, meta);
    for (let l = from; l <= to; l++) {
      for (let h = 0; h <= g.heads; h++) {
        const values = trace.map(l, h);
        atlas.put(h, l - g.first, values, meta.prefix, unitOf(values), map);
      }
    }
    atlas.end(from - g.first, to - from + 1);
  }

  tile(context, s, query, layer, head, palette) {
    const {g} = this;
    const {meta} = s.trace;
    const box = tileBox(g, layer, head);
    if (isMissing(s, layer, query)) {
      context.fillStyle = palette.raised;
      context.fillRect(box[0], box[1], g.across, g.down);
      return;
    }
    this.atlas.draw(context, head, layer - g.first, box, s.smooth);
    specks(context, box, meta, query, sinksOf(s.trace.record, {layer, head}), g.dense ? 2 : 3);
  }

  /** One figure of a head's map as a colour; grey where the map or the figure is missing. */
  cell(context, s, figure, map, layer, head, query, palette) {
    const {g} = this;
    const unit = isMissing(s, layer, query) ? NaN : figure(s.trace.map(layer, head));
    const at = 3 * entry(unit);
    const colour = `rgb(${map.rgb.subarray(at, at + 3)})`;
    context.fillStyle = Number.isNaN(unit) ? palette.raised : colour;
    context.fillRect(...tileBox(g, layer, head));
  }

  layerNames(context, s, palette, from, to) {
    const {g} = this;
    const lit = litOf(s)?.layer;
    context.textAlign = 'right';
    for (let l = from; l <= to; l++) {
      context.fillStyle = lit === l ? palette.ink : palette.ink3;
      context.fillText(`L${l + 1}`, g.left - BESIDE, rowAt(g, l) + g.down / 2 + 4);
    }
  }

  /** Names above the columns; not all of them where they stand close. */
  headNames(context, s, palette) {
    const {g} = this;
    const lit = litOf(s)?.head;
    const nameOf = head => (g.dense ? '' : 'H') + (head + 1);
    const step = everyOf(g.pitch, context.measureText(nameOf(g.heads - 1)).width);
    const names = [{head: g.heads, text: 'mean'}];
    for (let head = 0; head < g.heads; head += step) names.push({head, text: nameOf(head)});
    const placed = names.map(one => ({...one, x: columnAt(g, one.head) + g.across / 2}));
    context.textAlign = 'center';
    for (const {head, text, x} of fitting(context, placed, [0, this.width])) {
      context.fillStyle = lit === head ? palette.ink : palette.ink3;
      context.fillText(text, x, 10);
    }
  }

  /** All layers' means in a thin strip; the layers shown large are bracketed. */
  overview(context, s, query, unitOf, map, palette) {
    const {g, aside} = this;
    const {meta} = s.trace;
    const step = (g.height - HEAD - g.gap) / g.layers;
    const width = Math.min(OVERVIEW - 10, (step * meta.shape[1]) / meta.shape[0]);
    aside.begin(1, g.layers, meta);
    for (let l = 0; l < g.layers; l++) {
      if (isMissing(s, l, query)) continue;
      const values = s.trace.map(l, g.heads);
      aside.put(0, l, values, meta.prefix, unitOf(values), map);
    }
    aside.end();
    for (let l = 0; l < g.layers; l++) {
      aside.draw(context, 0, l, [6, HEAD + l * step, width, Math.max(1, step - 1)], true);
    }
    context.fillStyle = palette.ink;
    context.fillRect(0, HEAD + g.first * step, 2, g.rows * step - 1);
  }

  frames(context, s, palette) {
    const {g} = this;
    const outline = ({layer, head}, width, colour) => {
      if (layer < g.first || layer >= g.first + g.rows) return;
      const o = width / 2 + (g.dense ? 0.5 : 1.5);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.strokeRect(
        columnAt(g, head) - o,
        rowAt(g, layer) - o,
        g.across + 2 * o,
        g.down + 2 * o,
      );
    };
    if (s.method === 'attention') outline(s, 2, palette.ink);
    if (s.lens) outline(s.lens, 1.5, palette.ink2);
  }
}

/** The head whose labels are highlighted: none while the stage shows something else. */
const litOf = s => s.lens ?? (s.method === 'attention' ? s : null);

/** Whether a layer has no map of the query: none at all, or that of the last query clicked. */
function isMissing(s, layer, query) {
  const origin = s.trace.origins[layer];
  return origin === 'missing' || (origin === 'fallback' && query !== committed(s));
}

// Drawing on canvases: maps as rows x cols pixels that the browser enlarges, grids, boxes, rings.
import {zoom} from '../page/zoom.js';
import {entry, QUERY, SINK} from './colormap.js';

const HALO = 'rgba(0,0,0,.75)';
const HATCH = 7; // px between two lines

/**
 * Makes a canvas' pixels equal its box in device pixels; returns its context in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 */
export function fit(canvas, width, height) {
  const ratio = Math.min(3, (window.devicePixelRatio || 1) * zoom());
  const across = Math.round(width * ratio);
  const down = Math.round(height * ratio);
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * Many maps of one grid in one image: written pixel by pixel, sent to the canvas once, then
 * enlarged tile by tile.
 */
export class Atlas {
  canvas = document.createElement('canvas');
  rows = 0; // of one map
  cols = 0;

  begin(across, down, {rows, cols}) {
    const width = across * cols;
    const height = down * rows;
    if (this.canvas.width !== width || this.canvas.height !== height || !this.image) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.context = this.canvas.getContext('2d');
      this.image = this.context.createImageData(width, height);
      this.words = new Uint32Array(this.image.data.buffer);
    }
    this.rows = rows;
    this.cols = cols;
  }

  /** Writes the patches of one map into a place of the atlas. */
  put(x, y, values, prefix, unit, map) {
    const {rows, cols, words} = this;
    const stride = this.canvas.width;
    for (let r = 0, i = prefix; r < rows; r++) {
      for (let c = 0, o = (y * rows + r) * stride + x * cols; c < cols; c++, i++) {
        words[o + c] = map.words[entry(unit(values[i]))];
      }
    }
  }

  /**
   * The same with an opacity that rises from `least` with the weight: the picture stays visible
   * where the map is dark.
   */
  putOver(values, prefix, unit, map, opacity, signed, least = 0.38) {
    const {words} = this;
    const count = this.rows * this.cols;
    for (let i = 0; i < count; i++) {
      const t = unit(values[prefix + i]);
      const strength = signed ? Math.abs(2 * t - 1) : t;
      const alpha = 255 * opacity * (least + (1 - least) * Math.min(1, 2.5 * strength));
      words[i] = ((map.words[entry(t)] & 0xffffff) | (alpha << 24)) >>> 0;
    }
  }

  end(y = 0, down = Infinity) {
    const height = Math.min(this.canvas.height, down * this.rows);
    this.context.putImageData(this.image, 0, 0, 0, y * this.rows, this.canvas.width, height);
  }

  /** Draws the map in place (x, y) of the atlas into a box, [x, y, width, height]. */
  draw(context, x, y, /** @type {number[]} */ [left, top, width, height], smooth) {
    const {rows, cols} = this;
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.canvas, x * cols, y * rows, cols, rows, left, top, width, height);
  }
}

/** The rectangle of a patch, when the grid fills a box; both [x, y, width, height]. */
export function patchBox(index, {rows, cols}, /** @type {number[]} */ [x, y, width, height]) {
  const w = width / cols;
  const h = height / rows;
  return [x + (index % cols) * w, y + Math.floor(index / cols) * h, w, h];
}

/** Lines between the patches. */
export function lattice(
  context,
  {rows, cols},
  /** @type {number[]} */ [x, y, width, height],
  style,
) {
  context.strokeStyle = style;
  context.lineWidth = 1;
  context.beginPath();
  for (let c = 1; c < cols; c++) {
    const at = Math.round(x + (c * width) / cols) + 0.5;
    context.moveTo(at, y);
    context.lineTo(at, y + height);
  }
  for (let r = 1; r < rows; r++) {
    const at = Math.round(y + (r * height) / rows) + 0.5;
    context.moveTo(x, at);
    context.lineTo(x + width, at);
  }
  context.stroke();
}

/** Hatches the patches from `first` on: their values are not here yet. */
export function hatch(context, first, {rows, cols}, /** @type {number[]} */ [x, y, width, height]) {
  const w = width / cols;
  const h = height / rows;
  const row = Math.floor(first / cols);
  const col = first % cols;
  const below = row + (col ? 1 : 0);
  context.save();
  context.beginPath();
  if (col) context.rect(x + col * w, y + row * h, width - col * w, h);
  context.rect(x, y + below * h, width, height - below * h);
  context.clip();
  context.fillStyle = 'rgba(0,0,0,.55)';
  context.fillRect(x, y, width, height);
  context.strokeStyle = 'rgba(255,255,255,.3)';
  context.lineWidth = 1;
  context.beginPath();
  for (let at = -height; at < width; at += HATCH) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.stroke();
  context.restore();
}

/** A frame that is visible on any picture: a dark halo, then the line. */
export function frame(context, /** @type {number[]} */ [x, y, w, h], colour, width) {
  context.strokeStyle = HALO;
  context.lineWidth = width + 2;
  context.strokeRect(x, y, w, h);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(x, y, w, h);
}

/** A white ring in the middle of a patch. */
export function ring(context, /** @type {number[]} */ [x, y, width, height]) {
  const radius = Math.max(4, Math.min(width, height) * 0.32);
  for (const [colour, line] of [
    [HALO, 4],
    ['#fff', 1.75],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.beginPath();
    context.arc(x + width / 2, y + height / 2, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** A small dark dot with a light rim near a patch's corner: a value beyond the end of the scale. */
export function dot(context, /** @type {number[]} */ [x, y, width, height]) {
  const radius = Math.max(1.5, Math.min(3, width * 0.09));
  context.beginPath();
  context.arc(x + width - 2.4 * radius, y + height - 2.4 * radius, radius, 0, 2 * Math.PI);
  context.fillStyle = '#111';
  context.fill();
  context.strokeStyle = 'rgba(255,255,255,.8)';
  context.lineWidth = 0.75;
  context.stroke();
}

/** The query's place on a thumbnail, or that of a sink: a square at least `least` wide. */
export function speck(
  context,
  /** @type {number[]} */ [x, y, width, height],
  least,
  colour = QUERY,
) {
  const w = Math.max(least, width);
  const h = Math.max(least, height);
  context.fillStyle = colour;
  context.fillRect(x + (width - w) / 2, y + (height - h) / 2, w, h);
}

/** The query's place on a thumbnail, and those of sinks ({token}). */
export function specks(context, box, meta, query, sinks, least) {
  const at = token => patchBox(token - meta.prefix, meta, box);
  for (const {token} of sinks) speck(context, at(token), least, SINK);
  if (query >= meta.prefix) speck(context, at(query), least);
}

/** The colour map from its low to its high end, over the whole canvas. */
export function ramp(canvas, map) {
  canvas.width = 256; // a pixel for each colour; the browser stretches it
  canvas.height = 1;
  const context = canvas.getContext('2d');
  const image = context.createImageData(256, 1);
  new Uint32Array(image.data.buffer).set(map.words);
  context.putImageData(image, 0, 0);
}

/** Writes coloured patches into a place of an atlas; `alphas` [P] are parts of the opacity. */
export function putColours(atlas, x, y, colours, opacity = 1, alphas = null) {
  const {rows, cols, words} = atlas;
  const stride = atlas.canvas.width;
  const alphaOf = i => (255 * opacity * (alphas ? alphas[i / 3] : 1)) << 24;
  const level = i => Math.min(255, (colours[i] * 256) | 0);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0, o = (y * rows + r) * stride + x * cols; c < cols; c++, i += 3) {
      words[o + c] = (alphaOf(i) | (level(i + 2) << 16) | (level(i + 1) << 8) | level(i)) >>> 0;
    }
  }
}

// Axes of a small plot on a canvas: ticks, names, and the place of a pair of values.
import {fitting} from './labels.js';
import {fit} from './paint.js';

const LEFT = 38;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 32;
const TICK = 4;
const BESIDE = 6; // px between a tick's text and the axis
const NAME = 15; // px of the name of the upright axis

/** @typedef {{at: number, text: string}} Tick */
/**
 * @typedef {{low: number, high: number, ticks: Tick[], name: string, short?: string}} Axis
 *   `short` is the name where there is no room for the whole
 */

export class Axes {
  size = [0, 0];
  area = {left: 0, right: 0, top: 0, bottom: 0};
  /** @type {CanvasRenderingContext2D} */ context = null;
  /** @type {Axis} */ x = null;
  /** @type {Axis} */ y = null;
  palette = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  measure() {
    this.size = [this.canvas.clientWidth, this.canvas.clientHeight];
  }

  /**
   * Clears the canvas and draws both axes; returns the context, or null while hidden.
   * @param {Axis} x
   * @param {Axis} y
   */
  begin(x, y, palette) {
    const [width, height] = this.size;
    if (!width || !height) return null;
    const context = fit(this.canvas, width, height);
    this.context = context;
    this.x = x;
    this.y = y;
    this.palette = palette;
    context.clearRect(0, 0, width, height);
    context.font = palette.font;
    this.area = {left: this.beside(), right: width - RIGHT, top: TOP, bottom: height - BOTTOM};
    context.lineWidth = 1;
    this.scaffold();
    return context;
  }

  /** Px at the left for the texts of the ticks and the name. */
  beside() {
    const {ticks, name} = this.y;
    const wide = ticks.map(({text}) => this.context.measureText(text).width);
    return Math.max(LEFT, Math.ceil(Math.max(0, ...wide)) + BESIDE + (name ? NAME : 0));
  }

  across(value) {
    const {left, right} = this.area;
    const {low, high} = this.x;
    return left + ((value - low) / (high - low)) * (right - left);
  }

  down(value) {
    const {top, bottom} = this.area;
    const {low, high} = this.y;
    return bottom - ((value - low) / (high - low)) * (bottom - top);
  }

  scaffold() {
    const {
      context,
      palette,
      area: {left, right, top, bottom},
    } = this;
    context.strokeStyle = palette.line;
    context.fillStyle = palette.ink3;
    for (const {at, text} of this.y.ticks) {
      const y = Math.round(this.down(at)) + 0.5;
      this.stroke([
        [left, y],
        [right, y],
      ]);
      context.textAlign = 'right';
      context.fillText(text, left - BESIDE, y + 3.5);
    }
    context.textAlign = 'center';
    this.below();
    context.textAlign = 'left';
    context.save();
    context.translate(10, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillText(this.y.name, 0, 0);
    context.restore();
  }

  /** Ticks and name under the plot; texts that would touch are left out. */
  below() {
    const {
      context,
      size: [width],
      area: {left, right, bottom},
      x: {ticks, name, short = name},
    } = this;
    const names = ticks.map(({at, text}) => ({text, x: Math.round(this.across(at)) + 0.5}));
    for (const {x} of names) {
      this.stroke([
        [x, bottom],
        [x, bottom + TICK],
      ]);
    }
    const write = (all, y) => {
      for (const {text, x} of fitting(context, all, [0, width])) context.fillText(text, x, y);
    };
    write(names.reverse(), bottom + TICK + 11);
    const isWide = context.measureText(name).width > width;
    write([{text: isWide ? short : name, x: (left + right) / 2}], bottom + 29);
  }

  stroke(points) {
    this.context.beginPath();
    points.forEach(([x, y], i) => (i ? this.context.lineTo(x, y) : this.context.moveTo(x, y)));
    this.context.stroke();
  }

  /** A line through pairs of values, with a dot on each where `dots`. */
  line(pairs, {colour, width = 1.5, dash = [], dots = false}) {
    const {context} = this;
    const points = pairs.map(([x, y]) => [this.across(x), this.down(y)]);
    context.save();
    Object.assign(context, {strokeStyle: colour, fillStyle: colour, lineWidth: width});
    context.setLineDash(dash);
    this.stroke(points);
    if (dots) for (const [x, y] of points) this.point(x, y, 2.5);
    context.restore();
  }

  dot(/** @type {number[]} */ [x, y], radius, colour) {
    this.context.fillStyle = colour;
    this.point(this.across(x), this.down(y), radius);
  }

  point(x, y, radius) {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.context.fill();
  }

  text(text, /** @type {number[]} */ [x, y], {colour, align = 'left', dx = 0, dy = 0}) {
    const {context} = this;
    context.fillStyle = colour;
    context.textAlign = /** @type {CanvasTextAlign} */ (align);
    context.fillText(text, this.across(x) + dx, this.down(y) + dy);
  }
}

/**
 * Ticks at the given values, written by `write`.
 * @param {number[]} values
 * @param {(value: number) => string} write
 */
export const ticksAt = (values, write = String) => values.map(at => ({at, text: write(at)}));

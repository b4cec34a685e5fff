// How far two maps of one picture agree, whatever their grids. The mass of a patch lies evenly over
// its area; the cells of the finer grid collect it again (exact area resampling, mass is kept).
import {isPatch} from './grid.js';

const TOP = 0.2; // share of the mass whose place is compared
const FULL = 0.98; // share of the differences that the colours resolve
const EPS = 1e-9;

/** The rows and columns of a grid as equal intervals of the upload. */
const axesOf = ({crop: [left, top, width, height], rows, cols}) => ({
  down: {start: top, step: height / rows, count: rows},
  across: {start: left, step: width / cols, count: cols},
});

/** For each target interval: the first source interval it meets, its share of each from there. */
export function shares(target, source) {
  return Array.from({length: target.count}, (_, i) => {
    const from = (target.start + i * target.step - source.start) / source.step;
    const to = from + target.step / source.step;
    const first = Math.max(0, Math.floor(from + EPS));
    const last = Math.min(source.count, Math.ceil(to - EPS));
    const parts = [];
    for (let j = first; j < last; j++) parts.push(Math.min(to, j + 1) - Math.max(from, j));
    return {first, parts};
  });
}

/** Share 0..1 of each target interval that the source covers. */
const covered = (pieces, target, source) =>
  pieces.map(({parts}) =>
    Math.min(1, (parts.reduce((sum, part) => sum + part, 0) * source.step) / target.step),
  );

/** One of the two grids, seen from the cells of the finer one. */
class Side {
  constructor(meta, target) {
    const own = axesOf(meta);
    this.meta = meta;
    this.down = shares(target.down, own.down);
    this.across = shares(target.across, own.across);
    this.seenDown = covered(this.down, target.down, own.down);
    this.seenAcross = covered(this.across, target.across, own.across);
    this.rows = new Float64Array(meta.rows * target.across.count); // resampled across only
    this.field = new Float32Array(target.down.count * target.across.count);
  }

  /** A map's mass in every cell, without the query's own patch: it would outweigh all others. */
  take({values, query}, against) {
    this.collect(values, isPatch(query, this.meta) ? query : -1);
    this.restrict(against);
  }

  collect(values, query) {
    const {
      meta: {prefix, rows, cols},
      across,
      down,
      field,
    } = this;
    const width = across.length;
    for (let r = 0; r < rows; r++) {
      for (let x = 0; x < width; x++) {
        const {first, parts} = across[x];
        let sum = 0;
        for (let k = 0, j = prefix + r * cols + first; k < parts.length; k++, j++) {
          if (j !== query) sum += values[j] * parts[k];
        }
        this.rows[r * width + x] = sum;
      }
    }
    for (let y = 0; y < down.length; y++) {
      const {first, parts} = down[y];
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < parts.length; k++) sum += this.rows[(first + k) * width + x] * parts[k];
        field[y * width + x] = sum;
      }
    }
  }

  /** Leaves only what the other model sees too, as shares of the mass that remains. */
  restrict({seenDown, seenAcross}) {
    const {field} = this;
    const width = seenAcross.length;
    let mass = 0;
    for (let i = 0; i < field.length; i++) {
      field[i] *= seenDown[Math.floor(i / width)] * seenAcross[i % width];
      mass += field[i];
    }
    if (mass > 0) for (let i = 0; i < field.length; i++) field[i] /= mass;
  }
}

/** Two grids over one picture. */
export class Pair {
  constructor(one, other) {
    const size = ({crop, rows, cols}) => (crop[2] * crop[3]) / rows / cols;
    const finer = size(one) <= size(other) ? one : other;
    const target = axesOf(finer);
    this.grid = {rows: finer.rows, cols: finer.cols, prefix: 0, crop: finer.crop};
    this.one = new Side(one, target);
    this.other = new Side(other, target);
    this.difference = new Float32Array(this.one.field.length);
  }

  /**
   * Compares two maps, each {values [N], query}. `overlap` is the intersection over union of the
   * cells that hold the top 20 % of the mass, `divergence` the Jensen-Shannon divergence in bit,
   * `difference` one minus other in multiples of uniform, `full` what 98 % of the cells stay below.
   */
  compare(one, other) {
    this.one.take(one, this.other);
    this.other.take(other, this.one);
    const a = this.one.field;
    const b = this.other.field;
    const cells = a.length;
    for (let i = 0; i < cells; i++) this.difference[i] = (a[i] - b[i]) * cells;
    return {
      overlap: overlap(a, b),
      divergence: divergence(a, b),
      difference: this.difference,
      full: reach(this.difference),
      grid: this.grid,
    };
  }
}

/** The value from which on, downwards from the largest, cells hold a share of the mass. */
export function threshold(field, share = TOP) {
  const order = Float32Array.from(field).sort();
  let mass = 0;
  let i = order.length;
  while (i > 0 && mass < share) mass += order[--i];
  return order[i] * (1 - 1e-5); // pieces of one patch differ by rounding alone
}

/** Intersection over union of the cells that hold the top 20 % of the mass of each. */
export function overlap(a, b) {
  const [cutA, cutB] = [threshold(a), threshold(b)];
  let both = 0;
  let any = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = a[i] >= cutA;
    const inB = b[i] >= cutB;
    if (inA && inB) both++;
    if (inA || inB) any++;
  }
  return both / any;
}

/** Jensen-Shannon divergence in bit: 0 for the same distribution, 1 for two that never meet. */
export function divergence(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const mean = (a[i] + b[i]) / 2;
    if (a[i] > 0) sum += (a[i] / 2) * Math.log2(a[i] / mean);
    if (b[i] > 0) sum += (b[i] / 2) * Math.log2(b[i] / mean);
  }
  return Math.max(0, sum);
}

function reach(difference) {
  const order = difference.map(Math.abs).sort();
  return order[Math.min(order.length - 1, Math.floor(order.length * FULL))] || 1e-9;
}

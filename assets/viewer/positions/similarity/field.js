// Position embeddings as a field: cosines and lengths of the positions of any grid. All follows from
// the cosines and lengths of the stored positions, because resampling is linear: a position of
// another grid is a sum of stored ones, so a product of two is a sum of stored products.
import {axisShares} from './resampling.js';

const KEPT = 1024; // positions of a grid up to which all its rows of cosines are kept

/** Positions that the weights hold as a table [P] of lengths `norms` and `cosines` [P, P]. */
export class StoredField {
  kind = 'learned';

  /** `prefix` are tokens beside the patches, {name, norm}; `apart` [n, P] are their cosines. */
  constructor({stored, resampling, norms, prefix}, cosines, apart) {
    const count = norms.length;
    this.rows = stored[0];
    this.cols = stored[1];
    this.mode = resampling;
    this.norms = norms;
    this.prefix = prefix;
    this.cosines = cosines;
    this.apart = apart;
    this.products = cosines.map(
      (cosine, i) => cosine * norms[Math.floor(i / count)] * norms[i % count],
    );
  }

  at(rows, cols) {
    return new StoredGrid(this, rows, cols);
  }
}

class StoredGrid {
  constructor(field, rows, cols) {
    this.field = field;
    this.rows = rows;
    this.cols = cols;
    this.down = axisShares(field.rows, rows, field.mode);
    this.across = axisShares(field.cols, cols, field.mode);
    this.own = rows === field.rows && cols === field.cols;
    this.kept = rows * cols <= KEPT ? new Array(rows * cols) : null;
    this.norms = Float32Array.from({length: rows * cols}, (_, i) => this.norm(i));
  }

  get prefix() {
    return this.field.prefix;
  }

  /** Cosines [P] of the position of patch i with all others. */
  row(i) {
    const {
      field: {cosines, norms},
    } = this;
    const count = norms.length;
    if (this.own) return cosines.subarray(i * count, (i + 1) * count);
    const row = this.kept?.[i] ?? this.scaled(this.spread(this.mixed(i)), this.norms[i]);
    if (this.kept) this.kept[i] = row;
    return row;
  }

  /** Dot products [P] of the position of patch i with the stored ones. */
  mixed(i) {
    const {products, norms} = this.field;
    const count = norms.length;
    const sum = new Float64Array(count);
    this.each(i, (a, share) => {
      for (let j = 0, o = a * count; j < count; j++, o++) sum[j] += share * products[o];
    });
    return sum;
  }

  /** Cosines [P] of the position of prefix token k with those of all patches. */
  apart(k) {
    const {
      field: {apart, norms, prefix},
    } = this;
    const count = norms.length;
    const o = k * count;
    if (this.own) return apart.subarray(o, o + count);
    const products = Float64Array.from(
      {length: count},
      (_, j) => apart[o + j] * norms[j] * prefix[k].norm,
    );
    return this.scaled(this.spread(products), prefix[k].norm);
  }

  /** Cosines [P] from dot products with a vector of this length. */
  scaled(products, length) {
    const {norms} = this;
    const row = new Float32Array(norms.length);
    for (let j = 0; j < row.length; j++) row[j] = products[j] / (length * norms[j] || 1);
    return row;
  }

  norm(i) {
    const mixed = this.mixed(i);
    let sum = 0;
    this.each(i, (a, share) => {
      sum += share * mixed[a];
    });
    return Math.sqrt(Math.max(0, sum));
  }

  /** Calls `use(index, share)` for every stored position that position i is a sum of. */
  each(i, use) {
    const {cols, field} = this;
    const down = this.down[Math.floor(i / cols)];
    const across = this.across[i % cols];
    for (let a = 0; a < down.shares.length; a++) {
      const start = (down.first + a) * field.cols + across.first;
      for (let b = 0; b < across.shares.length; b++) {
        use(start + b, down.shares[a] * across.shares[b]);
      }
    }
  }

  /** A map over the stored grid [P] on this one. */
  spread(values) {
    const {field, rows, cols, down, across} = this;
    const wide = field.cols;
    const half = new Float64Array(wide);
    const whole = new Float64Array(rows * cols);
    for (let r = 0; r < rows; r++) {
      const {first, shares} = down[r];
      half.fill(0);
      for (let a = 0; a < shares.length; a++) {
        const share = shares[a];
        const o = (first + a) * wide;
        for (let c = 0; c < wide; c++) half[c] += share * values[o + c];
      }
      for (let c = 0; c < cols; c++) whole[r * cols + c] = gathered(half, across[c]);
    }
    return whole;
  }

  /** Cosines of the position of patch i with those of its own row [cols] and column [rows]. */
  cross(i) {
    const {field, rows, cols, down, across, norms} = this;
    const row = Math.floor(i / cols);
    const col = i % cols;
    const mixed = this.mixed(i);
    const half = Float64Array.from({length: field.cols}, (_, c) => {
      const {first, shares} = down[row];
      return shares.reduce((sum, share, a) => sum + share * mixed[(first + a) * field.cols + c], 0);
    });
    const part = Float64Array.from({length: field.rows}, (_, r) =>
      gathered(mixed.subarray(r * field.cols, (r + 1) * field.cols), across[col]),
    );
    const cosine = (product, j) => product / (norms[i] * norms[j] || 1);
    return {
      row: Array.from({length: cols}, (_, c) => cosine(gathered(half, across[c]), row * cols + c)),
      col: Array.from({length: rows}, (_, r) => cosine(gathered(part, down[r]), r * cols + col)),
    };
  }

  /**
   * Mean cosine of all pairs of positions k apart along the rows, and along the columns; a step for
   * each position.
   */
  *profiling() {
    const {rows, cols} = this;
    const along = {rows: sums(rows), cols: sums(cols)};
    const add = ({sum, count}, k, value) => {
      sum[k] += value;
      count[k]++;
    };
    for (let i = 0; i < rows * cols; i++) {
      const {row, col} = this.cross(i);
      const [r, c] = [Math.floor(i / cols), i % cols];
      for (let k = 0; r + k < rows; k++) add(along.rows, k, col[r + k]);
      for (let k = 0; c + k < cols; k++) add(along.cols, k, row[c + k]);
      yield;
    }
    const mean = ({sum, count}) => sum.map((value, k) => value / count[k]);
    return {rows: mean(along.rows), cols: mean(along.cols)};
  }
}

const sums = length => ({sum: new Float64Array(length), count: new Uint32Array(length)});

function gathered(values, {first, shares}) {
  let sum = 0;
  for (let b = 0; b < shares.length; b++) sum += shares[b] * values[first + b];
  return sum;
}

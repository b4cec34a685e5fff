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

  /** Mean cosine of all pairs of positions k apart along the rows, and along the columns. */
  profiles() {
    const {rows, cols} = this;
    const along = {rows: sums(rows), cols: sums(cols)};
    const add = ({sum, count}, k, value) => {
      sum[k] += value;
      count[k]++;
    };
    for (let i = 0; i < rows * cols; i++) {
      const values = this.row(i);
      const row = Math.floor(i / cols);
      const col = i % cols;
      for (let r = row; r < rows; r++) add(along.rows, r - row, values[r * cols + col]);
      for (let c = col; c < cols; c++) add(along.cols, c - col, values[row * cols + c]);
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

/** Positions whose similarity depends on their offset alone: `alike(down, across)`. */
class OffsetField {
  constructor(kind, alike, norm) {
    this.kind = kind;
    this.alike = alike;
    this.norm = norm;
  }

  at(rows, cols) {
    return new OffsetGrid(this, rows, cols);
  }
}

class OffsetGrid {
  prefix = [];

  constructor(field, rows, cols) {
    this.field = field;
    this.rows = rows;
    this.cols = cols;
    this.norms = new Float32Array(rows * cols).fill(field.norm);
  }

  row(i) {
    const {rows, cols, field} = this;
    const row = Math.floor(i / cols);
    const col = i % cols;
    const values = new Float32Array(rows * cols);
    for (let r = 0, j = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++, j++) values[j] = field.alike(r - row, c - col);
    }
    return values;
  }

  /** The cosine of two positions k rows, or k columns, apart. */
  profiles() {
    const {
      rows,
      cols,
      field: {alike},
    } = this;
    return {
      rows: Float64Array.from({length: rows}, (_, k) => alike(k, 0)),
      cols: Float64Array.from({length: cols}, (_, k) => alike(0, k)),
    };
  }
}

/**
 * Sinusoidal positions of a width; `axis` [n] is the similarity along one axis by distance
 * (vit/anatomy/position_similarity.py).
 */
export function sinusoidalField(axis, width) {
  const alike = (down, across) => (axis[Math.abs(down)] + axis[Math.abs(across)]) / 2;
  return new OffsetField('sinusoidal', alike, Math.sqrt(width / 2));
}

/**
 * Rotary positions of one head on a grid (vit/anatomy/rotary_similarity.py): `first` and `last` [P]
 * are the similarities with the first and the last patch of the first row. They depend on the
 * offset alone, and are equal for an offset and its opposite.
 */
export function rotaryField(first, last, cols) {
  const alike = (down, across) => {
    if (down < 0) return alike(-down, -across);
    return across < 0 ? last[down * cols + cols - 1 + across] : first[down * cols + across];
  };
  return new OffsetField('rotary', alike, 1);
}

// Position embeddings whose similarity depends on their offset alone, on any grid.

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

// Lines around groups of patches, and closed lines, visible on any picture: a dark halo, then colour.

const HALO = 'rgba(0,0,0,.75)';

/** Four colours that keep apart for every eye (Okabe and Ito 2008), the first for region 1. */
export const REGION_COLOURS = ['#e69f00', '#cc79a7', '#f0e442', '#00b386'];

/**
 * Draws the line around patches, whose tokens are a Set, when the grid fills a box
 * [x, y, width, height].
 * @param {any} context
 * @param {Set<number>} tokens
 * @param {{rows: number, cols: number, prefix: number}} grid
 * @param {number[]} box
 * @param {{colour: string, width: number, dashed?: boolean}} look
 */
export function around(context, tokens, {rows, cols, prefix}, [x, y, width, height], look) {
  const [w, h] = [width / cols, height / rows];
  const has = (row, col) =>
    row >= 0 && row < rows && col >= 0 && col < cols && tokens.has(prefix + row * cols + col);
  const path = new Path2D();
  const line = (fromX, fromY, toX, toY) => {
    path.moveTo(x + fromX * w, y + fromY * h);
    path.lineTo(x + toX * w, y + toY * h);
  };
  for (const token of tokens) {
    const row = Math.floor((token - prefix) / cols);
    const col = (token - prefix) % cols;
    if (!has(row - 1, col)) line(col, row, col + 1, row);
    if (!has(row + 1, col)) line(col, row + 1, col + 1, row + 1);
    if (!has(row, col - 1)) line(col, row, col, row + 1);
    if (!has(row, col + 1)) line(col + 1, row, col + 1, row + 1);
  }
  stroke(context, path, look);
}

/**
 * Draws a line between neighbouring patches whose labels [P] differ, when the grid fills a box.
 * @param {any} context
 * @param {ArrayLike<number>} labels
 * @param {{rows: number, cols: number}} grid
 * @param {number[]} box
 * @param {{colour: string, width: number}} look
 */
export function between(context, labels, {rows, cols}, [x, y, width, height], look) {
  const [w, h] = [width / cols, height / rows];
  const path = new Path2D();
  for (let i = 0; i < rows * cols; i++) {
    const right = x + ((i % cols) + 1) * w;
    const below = y + (Math.floor(i / cols) + 1) * h;
    if ((i + 1) % cols && labels[i] !== labels[i + 1]) {
      path.moveTo(right, below - h);
      path.lineTo(right, below);
    }
    if (i + cols < rows * cols && labels[i] !== labels[i + cols]) {
      path.moveTo(right - w, below);
      path.lineTo(right, below);
    }
  }
  stroke(context, path, look);
}

/** Draws a closed line through points [right, down] in shares of a box. */
export function closed(context, points, /** @type {number[]} */ [x, y, width, height], look) {
  const path = new Path2D();
  for (const [right, down] of points) path.lineTo(x + right * width, y + down * height);
  path.closePath();
  stroke(context, path, look);
}

function stroke(context, path, {colour, width, dashed = false}) {
  context.save();
  context.lineJoin = context.lineCap = 'round';
  context.strokeStyle = HALO;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = width;
  if (dashed) context.setLineDash([2 * width, 3 * width]);
  context.stroke(path);
  context.restore();
}

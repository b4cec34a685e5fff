// Vectors as pictures: a strip of colours for many numbers, bars for few.
import {SIGNED, colormap, entry} from '../../draw/colormap.js';
import {fit} from '../../draw/paint.js';
import {settled} from './prose.js';

const LOOSE = 4; // px of a bar from which there is a gap beside it

/** Lowest and highest number. */
function range(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}

/** "96 numbers from −1.2000 to 2.3000", the text alternative of their picture. */
export function summary(values) {
  const [low, high] = range(values);
  return `${values.length} numbers from ${settled(low)} to ${settled(high)}`;
}

/** Red above zero, blue below, the largest size at full colour; `split` parts have gaps between. */
export function strip(canvas, values, {split = 1} = {}) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  const context = fit(canvas, width, height);
  const {words} = colormap(SIGNED);
  const most = Math.max(...range(values).map(Math.abs)) || 1;
  const count = values.length;
  const image = context.createImageData(count, 1);
  const pixels = new Uint32Array(image.data.buffer);
  values.forEach((v, i) => {
    pixels[i] = words[entry((v / most + 1) / 2)];
  });
  const row = document.createElement('canvas');
  row.width = count;
  row.height = 1;
  row.getContext('2d').putImageData(image, 0, 0);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = count > width; // more numbers than pixels: their mean
  const gap = split > 1 ? 3 : 0;
  const part = (width - gap * (split - 1)) / split;
  const each = count / split;
  for (let i = 0; i < split; i++) {
    context.drawImage(row, i * each, 0, each, 1, i * (part + gap), 0, part, height);
  }
}

/** A bar for each number, up from zero or down from it. */
export function bars(canvas, values, palette) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  const context = fit(canvas, width, height);
  const [low, high] = range([...values, 0]);
  const span = high - low || 1;
  const zero = (high / span) * (height - 1);
  const step = width / values.length;
  const gap = step >= LOOSE ? 1 : 0;
  context.clearRect(0, 0, width, height);
  values.forEach((v, i) => {
    const long = (Math.abs(v) / span) * (height - 1);
    context.fillStyle = v < 0 ? palette.ink3 : palette.ink;
    context.fillRect(i * step, v < 0 ? zero : zero - long, Math.max(1, step - gap), long);
  });
  context.fillStyle = palette.line;
  context.fillRect(0, zero, width, 1);
}

// The bar under colours of three components: what each of them does alone, side by side.
import {coded} from '../record/oklab.js';

const LENGTH = 256;
const bars = new Map(); // by coding

/** The third of the bar in which a pixel lies, 0 to 2, and its place in it, 0..1. */
function thirdOf(i) {
  const place = (3 * i) / LENGTH;
  return [Math.floor(place), place % 1];
}

/** A colour map of the bar, as colormap.js has them, for a coding of record/oklab.js. */
export function channels(coding) {
  if (!bars.has(coding)) bars.set(coding, bar(coding));
  return bars.get(coding);
}

/** Each component from its low to its high end, the others 0 in RGB, else in the middle. */
function bar(coding) {
  const places = new Float32Array(LENGTH * 3).fill(coding === 'rgb' ? 0 : 0.5);
  for (let i = 0; i < LENGTH; i++) {
    const [component, place] = thirdOf(i);
    places[3 * i + component] = place;
  }
  const rgb = Uint8Array.from(coded(places, coding), level => Math.min(255, level * 256));
  const words = Uint32Array.from(
    {length: LENGTH},
    (_, i) => (0xff000000 | (rgb[3 * i + 2] << 16) | (rgb[3 * i + 1] << 8) | rgb[3 * i]) >>> 0,
  );
  return {name: `channels ${coding}`, rgb, words};
}

// Colour maps: perceptual ones for what is positive, red-blue for what has a sign.
import {LUTS} from './luts.js';

export const SIGNED = 'redblue';
export const QUERY = '#43dcf2'; // inferno's complement: it belongs to no map

const made = new Map();

/** One colour map: `rgb` [256 * 3] bytes, and `words` [256], the same as opaque canvas pixels. */
export function colormap(name) {
  if (!made.has(name)) {
    const rgb = Uint8Array.from(atob(LUTS[name]), byte => byte.charCodeAt(0));
    const words = Uint32Array.from(
      {length: 256},
      (_, i) => (0xff000000 | (rgb[3 * i + 2] << 16) | (rgb[3 * i + 1] << 8) | rgb[3 * i]) >>> 0,
    );
    made.set(name, {name, rgb, words});
  }
  return made.get(name);
}

/** Index 0..255 of a position 0..1 on the map, as matplotlib rounds it. */
export const entry = unit => Math.min(255, Math.max(0, (unit * 256) | 0));

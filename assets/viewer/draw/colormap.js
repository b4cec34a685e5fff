// Colour maps: perceptual ones for positive values, red-blue for signed ones.
import {LUTS} from './luts.js';

export const SIGNED = 'redblue';
export const QUERY = '#43dcf2'; // inferno's complement: no map has this colour
export const SINK = '#e8b04a'; // the frame of a sink or an outlier, in both themes

const maps = new Map(); // by name, decoded at first use

/** One colour map: `rgb` [256 * 3] bytes, and `words` [256], the same as opaque canvas pixels. */
export function colormap(name) {
  if (!maps.has(name)) {
    const rgb = Uint8Array.from(atob(LUTS[name]), byte => byte.charCodeAt(0));
    const words = Uint32Array.from(
      {length: 256},
      (_, i) => (0xff000000 | (rgb[3 * i + 2] << 16) | (rgb[3 * i + 1] << 8) | rgb[3 * i]) >>> 0,
    );
    maps.set(name, {name, rgb, words});
  }
  return maps.get(name);
}

/** Index 0..255 of a position 0..1 on the map, as matplotlib rounds it. */
export const entry = unit => Math.min(255, Math.max(0, (unit * 256) | 0));

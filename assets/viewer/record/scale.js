// A scale maps a value to a position 0..1 on the colour map; its ticks are in real units.
import {brief} from './figures.js';

// Log2 of 1/4 and 64 times uniform, and the step between two ticks.
const LOW = -2;
const HIGH = 6;
const STEP = 2;

/** Log2 of the largest power of 4 that is at most the number of tokens; 6 at least. */
const highest = tokens => Math.max(HIGH, STEP * Math.floor(Math.log2(tokens) / STEP));

/**
 * Multiples of uniform attention, 1/N: the one scale on which heads, layers, models and patch
 * sizes can be compared. A weight of 1 is N times uniform, so that the end grows with N: 64 for
 * 145 tokens, 1024 for 1370. `most` replaces N there where maps of several sizes share one range.
 */
export function uniformScale(tokens, most = tokens) {
  const high = highest(most);
  const unit = value => {
    const t = (Math.log2(value * tokens) - LOW) / (high - LOW);
    return t > 0 ? Math.min(1, t) : 0; // log2(0) is -Infinity: the dark end
  };
  const ticks = Array.from({length: (high - LOW) / STEP + 1}, (_, i) => LOW + STEP * i).map(e => ({
    at: (e - LOW) / (high - LOW),
    text: e < 0 ? `1/${2 ** -e}×` : `${2 ** e}×`,
    strong: e === 0,
  }));
  return {
    kind: 'uniform',
    unit,
    ticks,
    top: 2 ** high / tokens,
    topText: `${2 ** high}×`,
    unitText: 'uniform',
    uniformAt: null,
  };
}

/** 0 to `max`, straight or by square root (which spreads the dark end); see robust.js. */
export function linearScale(max, tokens, {root = false} = {}) {
  const full = max > 0 ? max : 1;
  const bend = root ? Math.sqrt : t => t;
  const unit = value => bend(Math.min(1, Math.max(0, value / full)));
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(t => ({at: bend(t), text: brief(t * full, 2)}));
  return {
    kind: 'linear',
    unit,
    ticks,
    top: full,
    topText: brief(full, 2),
    unitText: 'of the weight',
    uniformAt: 1 / tokens <= full ? unit(1 / tokens) : null,
  };
}

/** -1 to 1, for similarities. */
export function signedScale() {
  const ticks = [-1, -0.5, 0, 0.5, 1].map(v => ({
    at: (v + 1) / 2,
    text: v < 0 ? `−${-v}` : `${v}`,
    strong: v === 0,
  }));
  return {
    kind: 'signed',
    unit: value => (value + 1) / 2,
    ticks,
    top: 1,
    topText: '1',
    unitText: 'cosine',
    uniformAt: null,
  };
}

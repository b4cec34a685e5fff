// The maps of methods as shares of their total, and the scales and numbers to show them with.
import {percent} from './figures.js';
import {countAbove} from './measures.js';
import {robustTop} from './robust.js';
import {uniformScale} from './scale.js';

export const REMOVAL = 'token_removal';

/**
 * A map as shares of its total over all tokens, prefix tokens included; null where all is 0. The
 * methods' own units are those of a logit's gradient and are not comparable.
 */
export function shares(heat) {
  let total = 0;
  for (const value of heat) total += Math.abs(value);
  return total ? heat.map(value => value / total) : null;
}

/** One map less another, token by token. */
export const difference = (one, other) => one.map((value, i) => value - other[i]);

/** Scale of shares: 0 to the map's own robust top, or multiples of an even share 1/N. */
export function shareScale(values, {tokens, prefix}, mode) {
  if (mode === 'uniform') {
    const scale = uniformScale(tokens);
    return {...scale, signed: false, low: '1/4×', high: `${scale.topText} uniform`};
  }
  const top = robustTop([values], prefix);
  const above = countAbove(values, prefix, top * 1.000001);
  const full = top > 0 ? top : 1;
  return {
    unit: value => Math.min(1, Math.max(0, value / full)),
    signed: false,
    top: full,
    low: '0',
    high: `${percent(full)} of total${above ? `, ${above} above` : ''}`,
  };
}

/** Scale of signed values: the same length to both sides, that of the largest value. */
export function signedScale(values, prefix, write) {
  let top = 0;
  for (let j = prefix; j < values.length; j++) top = Math.max(top, Math.abs(values[j]));
  const full = top || 1;
  return {
    unit: value => (value / full + 1) / 2,
    signed: true,
    top: full,
    low: `−${write(full)}`,
    high: `+${write(full)}`,
  };
}

// The formula of rollout with the present numbers.
import {nameOf, phraseOf} from '../../record/grid.js';
import {discarded} from './flow.js';
import {figure, fixed, percent, times} from '../../record/figures.js';

const LONGEST = 7; // factors written out

const LOWERED = '₀₁₂₃₄₅₆₇₈₉';
const lowered = number => [...String(number)].map(digit => LOWERED[digit]).join('');
const factor = layer => `M${lowered(layer + 1)}`;

/** "s · M₆ · M₅ · … · M₁": the layers of the product, the last first. */
export function chain({start, end}) {
  if (end < start) return 's';
  const layers = Array.from({length: end - start + 1}, (_, i) => end - i);
  const names =
    layers.length > LONGEST
      ? [...layers.slice(0, 3).map(factor), '…', factor(start)]
      : layers.map(factor);
  return ['s', ...names].join(' · ');
}

/** "s = 1 at patch (4, 5)", or "s = 1 over the mean of the patches". */
export const startText = (query, meta) =>
  `s = 1 ${query < 0 ? 'over' : 'at'} ${phraseOf(query, meta)}`;

/** "Mₗ = rows to sum 1 of  0.50 · mean of 6 heads(Aₗ) + 0.50 · I". */
export function layerText({residual, fusion, head, discard}, {heads, tokens}) {
  const fused = {
    mean: `mean of ${heads} heads`,
    max: `maximum of ${heads} heads`,
    min: `minimum of ${heads} heads`,
    head: `head ${head + 1}`,
  }[fusion];
  const count = discarded(tokens, discard);
  return {
    attending: fixed(1 - residual),
    staying: fixed(residual),
    fused,
    without: count ? `without the ${count} smallest of ${tokens} in each row` : '',
  };
}

/** "m at (3, 4) = ~0.0213 = 3.1× uniform". */
export function numberText({values, at, probe, meta, exact}) {
  const place = `${nameOf(at, meta)}${probe === null ? ' (peak)' : ''}`;
  return `m at ${place} = ${figure(values[at], exact)} = ${times(values[at] * meta.tokens)}× uniform`;
}

/** "layers 1 to 6, a 0.50, mean, discard 20 %". */
export const knobsText = ({residual, start, end, fusion, head, discard}) =>
  `layers ${start + 1} to ${end + 1}, a ${fixed(residual)}, ` +
  (fusion === 'head' ? `head ${head + 1}` : fusion) +
  (discard ? `, discard ${percent(discard)}` : '');

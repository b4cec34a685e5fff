// The formula of rollout with the present numbers.
import {nameOf, phraseOf} from '../../record/grid.js';
import {discarded} from './flow.js';
import {figure, fixed, percent, times} from '../../record/figures.js';
import {headsOf} from '../../record/sinks.js';

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
export function layerText({residual, fusion, head, discard, leaveOut}, {heads, tokens}, {sinks}) {
  const fused = {
    mean: `mean of ${heads} heads`,
    max: `maximum of ${heads} heads`,
    min: `minimum of ${heads} heads`,
    head: `head ${head + 1}`,
  }[fusion];
  const count = discarded(tokens, discard);
  const without = [
    leaveOut && sinks?.length ? `sinks of ${headsOf(sinks)}` : '',
    count ? `the ${count} smallest of ${tokens} in each row` : '',
  ].filter(Boolean);
  return {
    attending: fixed(1 - residual),
    staying: fixed(residual),
    fused,
    without: without.length ? `without ${without.join(' and ')}` : '',
  };
}

/** "m at (3, 4) = ~0.0213 = 3.1× uniform". */
export function numberText({values, at, probe, meta, exact, sinks}, {leaveOut}) {
  const place = `${nameOf(at, meta)}${probe === null ? ' (peak)' : ''}`;
  const here = leaveOut ? [] : sinks.filter(({token}) => token === at);
  return (
    `m at ${place} = ${figure(values[at], exact)} = ${times(values[at] * meta.tokens)}× uniform` +
    (here.length ? `; a sink of ${headsOf(here)}` : '')
  );
}

/** "layers 1 to 6, a 0.50, mean, discard 20 %". */
export const knobsText = ({residual, start, end, fusion, head, discard}) =>
  `layers ${start + 1} to ${end + 1}, a ${fixed(residual)}, ` +
  (fusion === 'head' ? `head ${head + 1}` : fusion) +
  (discard ? `, discard ${percent(discard)}` : '');

// The sentences of the position lab.
import {NONE, isPresent} from '../../record/answers.js';
import {limits} from '../../record/limits.js';
import {figure, fixed, percent, probability} from '../../record/figures.js';
import {nameOf, phraseOf} from '../../record/grid.js';

export function changeText({change, seed}) {
  if (change === 'shuffle') return `Positions shuffled, seed ${seed}`;
  return change === 'zero' ? 'All positions zero' : 'Positions shifted by one patch';
}

/** What the change did to the answer. */
export function answerText({bars, several, alike}, applied) {
  const what = changeText(applied);
  if (!bars.length) return `${what}: features ${fixed(alike)} alike.`;
  const most = key => bars.reduce((a, b) => (b[key] > a[key] ? b : a));
  const [old, now] = [most('before'), most('after')];
  const named = [isPresent(old.before, several), isPresent(now.after, several)];
  const from = named[0] ? `${old.name} ${probability(old.before)}` : NONE;
  if (!named[1]) return `${what}: ${fallen(from, named[0])}, no class reaches ${limits.present}.`;
  const then = probability(now.after);
  if (named[0] && old === now) return `${what}: still ${from} → ${then}.`;
  return `${what}: ${from} becomes ${now.name} ${then}.`;
}

const fallen = (from, wasNamed) => (wasNamed ? `${from} becomes ${NONE}` : `still ${NONE}`);

/** How far the model's output has turned. */
export const alikeText = ({alike}) =>
  `Cosine of the model’s output, before and after: ${fixed(alike, 3)}.`;

/** The title of the map that both pictures show. */
export function mapText({kind, layer, head, meta, query}) {
  const from = `from ${phraseOf(query, meta)}`;
  if (kind === 'rollout') return `Rollout to L${meta.layers}, ${from}`;
  return `Attention, L${layer + 1} ${head === meta.heads ? 'mean' : `H${head + 1}`}, ${from}`;
}

/** The status line: one token's value in both passes. */
export function lineText({meta, pair: [before, after], at, probe, kind}) {
  const peak = probe === null ? ' (peak after)' : '';
  const figures = `${figure(before[at], false)} → ${figure(after[at], false)}`;
  return `${kind} to ${nameOf(at, meta)}${peak}: ${figures}`;
}

/** How the scores are split, and the shares of all heads together. */
export function shareText(shares, {kind}) {
  if (!shares) return 'Content and position in the first layer’s scores are being computed.';
  if (shares.refusal) return shares.refusal;
  const means = shares.shares[0].map(
    (_, i) => shares.shares.reduce((sum, row) => sum + row[i], 0) / shares.shares.length,
  );
  const from = kind === 'learned' ? 'learned positions' : 'sinusoidal positions';
  return (
    `A token enters as content plus position. With the norm’s spread held fixed, q·k is ` +
    `exactly the sum of four parts; a share is a part’s covariance with the whole along the row. ` +
    `Parts with ${from} make ${percent(1 - means[0])} of what tells patches apart here.`
  );
}

// Sentences on outlier patches and on the register that takes them over.
import {fixed, times} from '../../record/figures.js';
import {cellOf} from '../../record/grid.js';

const NAMED = 4; // neurons that are named

/** @typedef {import('../../record/replies.js').OutlierFacts} OutlierFacts */

const plural = (count, name) => `${count} ${name}${count === 1 ? '' : 's'}`;

/**
 * Whether a pass has outliers, and where.
 * @param {OutlierFacts} facts
 */
export function outlierSentence({ratio, longest, outlier, tokens, most, refusal}) {
  const length = `the longest patch has ${times(ratio)} times the median length (L${longest})`;
  if (!tokens.length) {
    return (
      `No outliers: ${length}, and an outlier over ${outlier} times. There is nothing for a ` +
      'register to take over.'
    );
  }
  const several = `${plural(tokens.length, 'outlier')} after L${most}: ${length}.`;
  return [several, refusal].filter(Boolean).join(' ');
}

/**
 * What a register changes: lengths, outliers, the register itself, what the model gives out.
 * @param {{before: OutlierFacts, after: OutlierFacts, count: number, alike: number}} figures
 */
export function registerSentence({before, after, count, alike}) {
  const register = after.register[before.longest];
  return (
    `${plural(count, 'neuron')} now ${count === 1 ? 'acts' : 'act'} in one added token in place ` +
    `of the patches. Over all layers the longest patch has ${times(before.ratio)} → ` +
    `${times(after.ratio)} times the median length; outliers: ${before.tokens.length} → ${after.tokens.length}. After ` +
    `L${before.longest} the register has ${times(register)} times that length. What the model ` +
    `gives out keeps a cosine of ${fixed(alike, 3)} with what it was.`
  );
}

/** Which neurons: "L6 1181, L3 12 and 3 more", both counted from 1. */
export function neuronsText(neurons) {
  const names = neurons.slice(0, NAMED).map(([layer, neuron]) => `L${layer + 1} no. ${neuron + 1}`);
  const left = neurons.length - names.length;
  return `Moved: ${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`;
}

/** Of a map of lengths [N]: the longest patch in medians. */
export function lengthText(values, median, prefix) {
  let most = 0;
  for (let j = prefix; j < values.length; j++) most = Math.max(most, values[j]);
  return `longest ${times(most / median)}× the median`;
}

/** One patch of all four maps, for the status line; `figures` are {length, weight} of each side. */
export function patchText(patch, {meta, before, after}) {
  const {row, col} = cellOf(patch + meta.prefix, meta);
  return (
    `patch (${row}, ${col})   length ${times(before.length)} → ${times(after.length)} times the ` +
    `median   attention ${times(before.weight)} → ${times(after.weight)}× uniform`
  );
}

// The texts about heads in colours.
import {fixed, percent} from '../record/figures.js';
import {nameOf, phraseOf} from '../record/grid.js';
import {overlapOf} from '../record/head_masks.js';
import {headName} from '../screen/figures.js';
import {isReceived} from '../screen/query.js';

export const title = () => 'Heads in colours';

export function where(s, {query, meta}) {
  const of = isReceived(s) ? 'received' : `${s.direction} ${phraseOf(query, meta)}`;
  return `${of}: patches with ${s.mass} % of each head`;
}

/** "(3, 4): L12 H1 and L12 H4", of the patch that is read. */
export function status({probe, at, meta}, heads) {
  const token = probe ?? at;
  if (token === null || token < meta.prefix) return title();
  const over = heads.filter(({mask}) => mask[token - meta.prefix]).map(one => headName(one));
  return `${title()}   ${nameOf(token, meta)}: ${over.join(' and ') || 'no head'}`;
}

/** [what is shown, how far the heads overlap]. */
export function sentences(s, {meta}, heads) {
  const covered = new Uint8Array(meta.rows * meta.cols);
  for (const {mask} of heads) mask.forEach((one, i) => (covered[i] |= one));
  const share = covered.reduce((sum, one) => sum + one, 0) / covered.length;
  const one =
    `Each colour covers the fewest patches that hold ${s.mass} % of what its head gives to ` +
    `patches; together they cover ${percent(share)} of the picture. A patch of several heads has ` +
    'stripes.';
  return [one, overlapText(heads)];
}

function overlapText(heads) {
  const pairs = heads.flatMap((a, i) => heads.slice(i + 1).map(b => ({a, b})));
  if (!pairs.length) return '';
  const all = pairs.map(({a, b}) => ({a, b, value: overlapOf(a.mask, b.mask)}));
  const most = all.reduce((best, pair) => (pair.value > best.value ? pair : best));
  return (
    `Of these heads ${headName(most.a)} and ${headName(most.b)} overlap most, by ` +
    `${fixed(most.value)} (intersection over union).`
  );
}

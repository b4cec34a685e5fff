// Two plain sentences about the map. All they say follows from the numbers of this frame.
import {sentences as featured} from './feature_words.js';
import {phraseOf} from '../record/grid.js';
import {isRegion} from '../record/region_query.js';
import {headOf} from '../screen/query.js';
import {countAbove, halfCount, low, patchMass} from '../record/measures.js';
import {fixed, percent, times} from '../record/figures.js';

const patches = ({rows, cols}) => rows * cols;
const ALIKE = 0.5; // cosine from which two positions are called alike
const multiple = (value, tokens) => `${times(value * tokens)} times`;

/** [what is shown, its spread]. */
export function sentences(s, shot) {
  if (shot.missing) return ['This map is being computed.', ''];
  if (shot.stale && s.method === 'attention') {
    return ['The map of the patch under the pointer follows when the pointer rests.', ''];
  }
  if (shot.stale) {
    return ['Too large a model to follow the pointer: click a patch to make it the query.', ''];
  }
  return SENTENCES[s.method](s, shot);
}

const SENTENCES = {
  attention: (s, shot) => ATTENTION[s.direction](s, shot),
  rollout: traced,
  class: counted,
  features: featured,
  positions: alike,
};

const ATTENTION = {
  from: (s, shot) => given(s, shot),
  to: (s, shot) => taken(s, shot),
  received: (s, shot) => received(s, shot),
};

function whose(s, {meta}) {
  const {layer, head} = headOf(s);
  const which = head === meta.heads ? `mean of ${meta.heads} heads` : `head ${head + 1}`;
  return `Layer ${layer + 1}, ${which}`;
}

function given(s, {meta, values, query, at}) {
  const target = at === query ? 'itself' : phraseOf(at, meta);
  return [
    `${whose(s, {meta})}: ${phraseOf(query, meta)} gives ${target} ${percent(values[at])} of its ` +
      `attention, ${multiple(values[at], meta.tokens)} an even share.`,
    spread('what it gives to patches', values, meta),
  ];
}

function taken(s, {meta, values, query, at, even}) {
  return [
    `${whose(s, {meta})}: ${phraseOf(at, meta)} gives ${percent(values[at])} of its attention to ` +
      `${phraseOf(query, meta)}, ${multiple(values[at], even)} an even share.`,
    `On average a patch gives it ${percent(patchMass(values, meta.prefix) / patches(meta))}.`,
  ];
}

function received(s, {meta, values, at}) {
  return [
    `${whose(s, {meta})}: of the attention of all ${meta.tokens} queries ${phraseOf(at, meta)} gets ` +
      `${percent(values[at])}, ${multiple(values[at], meta.tokens)} an even share.`,
    spread('what patches get', values, meta),
  ];
}

function traced(s, {meta, values, query, at}) {
  const [first, last] = [s.start + 1, s.end + 1];
  const through = first < last ? `layers ${first} to ${last}` : `layer ${last}`;
  return [
    `Followed back through ${through}, mean of heads: ${percent(values[at])} of what reaches ` +
      `${phraseOf(query, meta)} comes from ${phraseOf(at, meta)}, ` +
      `${multiple(values[at], meta.tokens)} an even share.` +
      (isRegion(query) && first < last ? ALIKE_BELOW : ''),
    spread('what comes from patches', values, meta),
  ];
}

const ALIKE_BELOW =
  ' Rollouts of different regions become alike through the layers: read this map as one of the ' +
  'picture more than of the region.';

function counted(s, {meta, values, at}) {
  return [
    `By its gradients (Chefer et al. 2021): ${percent(values[at])} of what counted for ` +
      `${s.target.name} lies on ${phraseOf(at, meta)}, ${multiple(values[at], meta.tokens)} an even ` +
      'share.',
    spread('what lies on patches', values, meta),
  ];
}

function alike(s, {meta, values, query, at, top}) {
  if (!values.some(v => v)) return ['The position vectors are being fetched.', ''];
  const [one, other] = [phraseOf(at, meta), phraseOf(query, meta)];
  const cosine = fixed(values[at]);
  const close = countAbove(values, meta.prefix, ALIKE) - 1;
  return [
    `The position vectors of ${one} and ${other} have a cosine of ${cosine}` +
      `${at === top ? ': no other patch is nearer' : ''}.`,
    `${close} of the ${patches(meta) - 1} others are above ${ALIKE}; the least alike is at ` +
      `${fixed(low(values, meta.prefix))}.`,
  ];
}

function spread(what, values, meta) {
  return `Half of ${what} lies on ${halfCount(values, meta.prefix)} of ${patches(meta)} patches.`;
}

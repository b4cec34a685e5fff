// The texts about one frame of Features.
import {isPatch, nameOf, phraseOf} from '../record/grid.js';
import {countAbove, low} from '../record/measures.js';
import {isRegion, tokensOfQuery} from '../record/region_query.js';
import {figure, fixed, number, percent, signed, times} from '../record/figures.js';
import {CHANNELS} from './colour_scales.js';
import {isGrouped} from './group_look.js';
import {
  afterLayer,
  facetWords,
  groupHint,
  groupSentences,
  groupStatus,
  groupWhere,
} from './group_words.js';
import * as words from './words.js';

const ALIKE = 0.5; // cosine from which two patches are called alike
const LONG = 2; // times the median from which a token stands out
const NAMES = {
  colours: 'Colours',
  similarity: 'Similarity',
  norms: 'Norms',
  foreground: 'Foreground',
  segments: 'Segments',
};

/** "After layer 6", "In the embedding", "By the keys of H3 in layer 6". */
function place(s) {
  if (s.facet !== 'token') return `By the ${facetWords(s)} in layer ${s.depth}`;
  return s.depth ? `After layer ${s.depth}` : 'In the embedding';
}

export const title = s => `${NAMES[s.feature]} ${afterLayer(s)}`;

export function where(s, shot) {
  if (isGrouped(s)) return groupWhere(s, shot);
  const {query, meta, missing} = shot;
  if (missing) return 'being computed';
  if (s.feature === 'colours') return 'alike patches have one colour';
  if (s.feature === 'norms') return 'length of each patch token';
  const text = `with ${phraseOf(query, meta)}`;
  return query === s.pinned ? `${text}, pinned` : text;
}

const HINTS = {
  layer: 'axes of this layer',
  layers: 'the same in every layer',
  pictures: 'the same in every picture',
};

export function hint(s, shot) {
  if (isGrouped(s)) return groupHint(s, shot);
  if (s.feature === 'colours' && !shot.missing) return HINTS[s.axes];
  return s.feature === 'similarity' ? words.hint(s, shot) : '';
}

export const prefixText = () => '';

export const flatText = shot => (shot.colours || shot.groups ? '' : words.flatText(shot));

export function status(s, shot) {
  if (shot.missing) return `${title(s)}   being computed`;
  if (isGrouped(s)) return groupStatus(s, shot, title(s));
  const {values, places, query, at, top, probe, meta, median, exact} = shot;
  if (places) return `${title(s)}   ${tint(places, at, meta, s.coding)}`;
  const peak = at === top && probe === null ? ' (peak)' : '';
  const value = values[at];
  if (s.feature === 'norms') {
    return (
      `${title(s)}   ${nameOf(at, meta)}${peak}: ${figure(value, exact)} = ` +
      `${times(value / median)}× the median`
    );
  }
  return (
    `${title(s)}   ${nameOf(query, meta)} and ${nameOf(at, meta)}${peak}: ` +
    `cosine ${figure(value, false)}`
  );
}

/** The three places of a patch: 0 to 1 as red, green and blue, else from −1 to 1. */
function tint(places, at, meta, coding) {
  if (at === null) return 'point at a patch to read its colour';
  const here = places.subarray((at - meta.prefix) * 3, (at - meta.prefix) * 3 + 3);
  const write = place => (coding === 'rgb' ? fixed(place) : signed(2 * place - 1));
  const parts = CHANNELS[coding].map((name, i) => `${name} ${write(here[i])}`);
  return `${nameOf(at, meta)}: ${parts.join(', ')}`;
}

/** [what is shown, its spread]. */
export function sentences(s, shot) {
  return shot.missing ? ['This map is being computed.', ''] : SENTENCES[s.feature](s, shot);
}

const SENTENCES = {
  colours: coloured,
  similarity: alike,
  norms: long,
  foreground: groupSentences,
  segments: groupSentences,
};

const COLOURED = {
  layer: [
    'Patches of alike colour are alike after this layer; another layer has colours of its own.',
    "The first three principal components of this layer's patches",
  ],
  layers: [
    "Patches of one colour point the same way from their layer's mean, here and in every layer.",
    "The first three principal components of all layers' patches",
  ],
  pictures: [
    'A colour means the same direction after this layer in every picture.',
    'The first three principal components of several pictures of the strip',
  ],
};

/** The same of keys, queries or values. */
function ofFacet(s) {
  const words = facetWords(s);
  const alike = s.axes === 'pictures' ? 'in every picture' : 'in this picture';
  return [
    `Patches of alike colour have alike ${words} in this layer, ${alike}.`,
    `The first three principal components of the ${words} of layer ${s.depth}` +
      `${s.axes === 'pictures' ? ', over several pictures of the strip,' : ''}`,
  ];
}

/** What a colour means, and how much of what differs between the patches of this layer it shows. */
function coloured(s, {shares}) {
  const [means, whose] = s.facet === 'token' ? COLOURED[s.axes] : ofFacet(s);
  const [first, second, third] = Array.from(shares, share => percent(share));
  const all = percent(shares[0] + shares[1] + shares[2]);
  return [
    means,
    `${whose} show ${all} of what differs between the patches here: ${first}, ${second} and ` +
      `${third}.`,
  ];
}

function alike(s, {meta, values, query, at, top}) {
  if (isRegion(query)) return ofRegion(s, {meta, values, query, at, top});
  const itself = isPatch(query, meta) ? 1 : 0;
  const others = meta.rows * meta.cols - itself;
  const close = Math.max(0, countAbove(values, meta.prefix, ALIKE) - itself);
  const nearest = at === top ? ': no other patch is nearer' : '';
  return [
    `${place(s)} ${phraseOf(query, meta)} and ${phraseOf(at, meta)} have a cosine of ` +
      `${fixed(values[at])}, from the mean of the layer's patches${nearest}.`,
    `${close} of ${others} ${itself ? 'other patches' : 'patches'} are above ${ALIKE}; the least ` +
      `alike is at ${fixed(low(values, meta.prefix))}.`,
  ];
}

/** A region's similarity is that of the mean of its patches' directions. */
function ofRegion(s, {meta, values, query, at, top}) {
  const inside = new Set(tokensOfQuery(query, meta));
  const close = countAbove(
    values.filter((_, token) => token >= meta.prefix && !inside.has(token)),
    0,
    ALIKE,
  );
  const nearest = at === top ? ', the largest outside it' : '';
  return [
    `${place(s)} ${phraseOf(query, meta)}, as the mean of its directions, and ` +
      `${phraseOf(at, meta)} have a cosine of ${fixed(values[at])}${nearest}.`,
    `Its patches agree by ${fixed(s.trace.features.agreement)} (1: they are all alike); ${close} of ` +
      `${meta.rows * meta.cols - inside.size} patches outside it are above ${ALIKE}.`,
  ];
}

function long(s, {meta, values, at, top, median}) {
  const many = countAbove(values, meta.prefix, LONG * median);
  const who = many === 1 ? '1 patch is' : `${many || 'No'} ${many ? 'patches are' : 'patch is'}`;
  return [
    `${place(s)} ${phraseOf(at, meta)} has a length of ${number(values[at])}, ` +
      `${times(values[at] / median)} times the median` +
      `${at === top ? ': the longest' : ''}.`,
    `${who} over twice the median. A few very long ones on plain background are artefacts ` +
      '(Darcet et al. 2024, arXiv 2309.16588).',
  ];
}

// The texts about one frame of a foreground or of segments.
import {fixed, number, percent, signed} from '../record/figures.js';
import {nameOf, phraseOf} from '../record/grid.js';
import {ALONE} from '../record/foreground.js';
import {CHANNELS} from './colour_scales.js';

const PLURALS = {token: 'tokens', key: 'keys', query: 'queries', value: 'values'};

/** "tokens", "keys", "keys of H3". */
export const facetWords = ({facet, facetHead}) =>
  `${PLURALS[facet]}${facetHead === null ? '' : ` of H${facetHead + 1}`}`;

/** "after L6", "of the embedding", "of L6's keys". */
export function afterLayer(s) {
  if (s.facet === 'token') return s.depth ? `after L${s.depth}` : 'of the embedding';
  const head = s.facetHead === null ? '' : ` H${s.facetHead + 1}`;
  return `of the ${PLURALS[s.facet]} in L${s.depth}${head}`;
}

/** The layer in a sentence: "after layer 6", "in the embedding", "in the keys of layer 6". */
function inLayer(s) {
  if (s.facet === 'token') return s.depth ? `after layer ${s.depth}` : 'in the embedding';
  const head = s.facetHead === null ? '' : `, head ${s.facetHead + 1}`;
  return `in the ${PLURALS[s.facet]} of layer ${s.depth}${head}`;
}

export function groupWhere(s, {missing, late, size, parting}) {
  if (missing || late) return 'being computed';
  if (s.feature === 'segments') {
    return s.segmentsBy === 'cut' ? 'normalised cut in two' : `${parting.sizes.length} by k-means`;
  }
  return `${percent(size)} of the picture`;
}

export function groupHint(s, {missing}) {
  if (missing || s.feature === 'segments') return '';
  const by = s.threshold === null ? "by Otsu's threshold" : 'by your threshold';
  return s.inside === 'parts' && s.axes === 'pictures' ? `${by}, parts alike in all pictures` : by;
}

export function groupStatus(s, shot, title) {
  const {at, meta} = shot;
  if (at === null) return `${title}   point at a patch to read ${READ[s.feature]}`;
  const say = s.feature === 'segments' ? segmentAt : foregroundAt;
  return `${title}   ${nameOf(at, meta)}: ${say(s, shot, at - meta.prefix)}`;
}

const READ = {segments: 'its segment', foreground: 'on which side it lies'};

function segmentAt(s, {parting: {labels, sizes}}, patch) {
  const label = labels[patch];
  return `segment ${label + 1} of ${sizes.length}, ${percent(sizes[label])} of the picture`;
}

function foregroundAt(s, {front, groups, places}, patch) {
  const side = groups[patch] ? 'foreground' : 'background';
  const place = `${side}, ${signed(front.places[patch])} on the first component`;
  if (!places || !groups[patch]) return place;
  const here = places.subarray(3 * patch, 3 * patch + 3);
  const write = value => (s.coding === 'rgb' ? fixed(value) : signed(2 * value - 1));
  const parts = CHANNELS[s.coding].map((name, i) => `${name} ${write(here[i])}`);
  return `${side}, ${parts.join(', ')}`;
}

/** [what is shown, how far it can be trusted]. */
export const groupSentences = (s, shot) =>
  (s.feature === 'segments' ? aboutSegments : aboutForeground)(s, shot);

function aboutForeground(s, {front, size, shares}) {
  const line = s.threshold === null ? "Otsu's threshold" : 'the chosen threshold';
  const what =
    `${percent(size)} of the picture is above ${line} on the first component, which shows ` +
    `${percent(front.share)} of what differs between patches ${inLayer(s)}.`;
  if (!shares) {
    return [what, 'The foreground is the side of which the rim of the picture has less.'];
  }
  const all = percent(shares[0] + shares[1] + shares[2]);
  const alone = s.axes === 'pictures' && !front.common ? `${ALONE} ` : '';
  const whose = front.common ? 'of all foregrounds of the strip' : 'inside it';
  return [
    what,
    `${alone}Colours are the first three components ${whose}: ${all} of what differs in it. What stands ` +
      'out to a layer need not be an object: move the threshold where it is wrong.',
  ];
}

function aboutSegments(s, {parting: {sizes, value}, lit, meta, at}) {
  const facts = s.trace.features.segments.facts(s.depth, s);
  if (s.segmentsBy === 'cut') {
    return [
      `The normalised cut parts ${percent(sizes[1])} of the picture from the rest ${inLayer(s)}.`,
      `Its eigenvalue is ${number(value)}: 0 is a clean cut, and near 1 there is nothing to cut.`,
    ];
  }
  const seeds = facts ? `; other seeds agree ${percent(Math.max(0, facts.agreement))}` : '';
  const of = lit === null || at === null ? '' : `Segment ${lit + 1} has ${phraseOf(at, meta)}. `;
  return [
    `${sizes.length} groups of patches that point the same way ${inLayer(s)}${seeds}.`,
    `${of}Their number is your choice, and they have no names: alike to this layer is not always ` +
      'one object.',
  ];
}

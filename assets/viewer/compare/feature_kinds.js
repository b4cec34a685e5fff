// The kinds that show what the tokens hold: colours, similarity, matches and lengths.
import {fixed, percent, times} from '../record/figures.js';
import {matchDepth} from '../record/directions.js';
import {EVERY, nameOf} from '../record/grid.js';
import {coloured, long, lookOf, matched, similar} from './feature_shots.js';
import {groupKinds, tight} from './group_kinds.js';
import {apartText, isAlike} from './similar.js';

const OUTLIER = 3; // times the median length, as norm_outliers of vit/anatomy has it

/** What all of them have in common: layers count from the embedding on. */
const feature = {
  layer: true,
  head: false,
  stages: true,
  depth: 'depth',
  heads: 'facet_head',
  query: () => EVERY,
  follows: () => true,
  sinks: () => [],
};

/** Alike patches in alike colours. */
const colours = {
  ...feature,
  head: true,
  facet: 'facet',
  phrase: 'colours of the features',
  fetch: ({trace: {record}}, subject) => record.features.loadColours(lookOf(subject, record.meta)),
  shoot: coloured,
  caption: () => 'alike patches have one colour',
  figures: ({shares}) => (shares ? `show ${percent(sumOf(shares))} of what differs` : ''),
  note: ({shares}) =>
    shares ? `Of what differs between the patches here: ${[...shares].map(tight).join(', ')}.` : '',
};

/** Lengths of the tokens in multiples of the median of their layer. */
const norms = {
  ...feature,
  phrase: 'lengths of the tokens',
  fetch: ({trace: {record}}) => record.features.loadNorms(),
  shoot: long,
  caption: ({median}) => `the median is ${times(median)} long`,
  figures: shot => valuesText(shot, value => `${times(value)}×`, 'longest'),
  note: outlierText,
};

/** What compares patches of several pictures. */
const facets = {
  ...feature,
  head: true,
  facet: 'match_facet',
  turned: true, // the picture is measured against itself upside down
  depth: 'match_depth',
  usual: layers => matchDepth(layers) - 1,
};

/** Cosine of every patch with the chosen one. */
const similarity = {
  ...facets,
  phrase: 'similarity',
  fetch: ({directions, meta}, {layer, facet, head}) =>
    directions.load({depth: layer + 1, facet, head: head === meta.heads ? null : head}),
  shoot: similar,
  caption: ({from, token}) => (from ? `with ${nameOf(token, from.result.meta)}` : ''),
  figures: shot => valuesText(shot, value => fixed(value), shot.own ? 'nearest other' : 'best'),
  note: similarText,
  lineText: ([{from, token}], {pinned}) =>
    from
      ? `with ${nameOf(token, from.result.meta)} of ${pictureOf(from)}${pinned ? ', pinned' : ''}`
      : '',
};

/** Patches of neighbouring columns that are each other's nearest, joined by lines. */
const matches = {
  ...facets,
  phrase: 'matches',
  fetch: async () => {},
  shoot: matched,
  caption: ({layer, facet}) => `${facet} ${layer < 0 ? 'of the embedding' : `of L${layer + 1}`}`,
  figures: () => '',
  note: ({pairText}) => pairText,
  lineText: () => '',
};

export const FEATURE_KINDS = {colours, similarity, matches, norms, ...groupKinds(colours)};

const pictureOf = ({result: {meta}}) => meta.picture_name || 'the picture';
const sumOf = values => values.reduce((sum, value) => sum + value, 0);

/** "here 1.2×, longest 2.2×". */
function valuesText({values, probe, top}, write, most) {
  return `${probe === null ? '' : `here ${write(values[probe])}, `}${most} ${write(values[top])}`;
}

/** How many tokens are so long that registers are for them. */
function outlierText({values, top, meta, layer}) {
  const many = values.subarray(meta.prefix).filter(value => value > OUTLIER).length;
  const longest = `The longest patch is ${times(values[top])} times the median`;
  if (layer < 0) return `${longest}; no layer has written it yet.`;
  return many
    ? `${longest}; ${many} ${many === 1 ? 'patch is an outlier' : 'patches are outliers'} (over ${OUTLIER}).`
    : `${longest}; an outlier is over ${OUTLIER}: there is none.`;
}

/** What the similarities of a column are with, and how sure the best match is. */
function similarText(shot, live) {
  const {from, same, own, values, top, rival, meta} = shot;
  if (!same) {
    const why = isAlike(live.frame, shot.frame) ? '' : `${apartText(live.frame, shot.frame)} `;
    return `${why}Here it is with ${own ? 'its own patch' : 'the patch'} at the same place.`;
  }
  if (own || !from) return '';
  return (
    `Best match ${nameOf(top, meta)}: cosine ${fixed(values[top])}, ` +
    `${fixed(values[top] - rival)} more than the best one elsewhere.`
  );
}

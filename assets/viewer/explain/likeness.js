// A similarity in the place of a class: the parts of the page's fact, as requests and people name
// them. The server has the same rules for what is saved: app/screens/explain/likeness.py.
import {QUERY} from '../draw/colormap.js';
import {REGION_COLOURS} from '../draw/outlines.js';
import {isPatch, middle, nameOf} from '../record/grid.js';
import {regionText} from '../record/region_text.js';
import {queryOfRegion, tokensOfQuery} from '../record/region_query.js';
import {pageState} from '../state/page.js';
import {partsText} from '../state/words.js';

const CLASS = 'class token';
const REGION = 'region.';

/** Whether a similarity is explained: where it was chosen, and where there are no classes. */
export const isLikeness = ({classes}) => !classes || pageState.facts.likeness !== null;

/** The parts that a person chose; by default what the model reads, and the query. */
export const chosenParts = meta =>
  pageState.facts.likeness ?? {of: wholes(meta)[0].word, to: 'query'};

/** What can be read of a whole picture, the model's own readout first: [{word, label}]. */
export function wholes(meta) {
  const token = meta.prefix_names[0] === CLASS ? [{word: 'class', label: 'the class token'}] : [];
  const pooled = {word: 'pooled', label: 'the pooled feature'};
  const patches = {word: 'patches', label: 'the mean of all patches'};
  const readsOne = meta.default_query !== null;
  return readsOne ? [...token, patches] : [...token, pooled, patches];
}

/** The patch that is the query, the middle one where none is. */
export function queryPatch(meta) {
  const {query} = pageState.facts;
  return query !== null && isPatch(query, meta) ? query : middle(meta);
}

/** The query as it is now, and each region: [{word, label}]. */
export function places(meta) {
  const regions = pageState.facts.regions ?? [];
  const chosen = regions[pageState.facts.chosen_region];
  const query = chosen
    ? `the region in hand (${tokensOf(chosen, meta).length} patches)`
    : `patch ${nameOf(queryPatch(meta), meta)}`;
  return [
    {word: 'query', label: query},
    ...regions.map((region, i) => ({
      word: `${REGION}${i}`,
      label: `region ${i + 1} (${tokensOf(region, meta).length} patches)`,
    })),
  ];
}

/** Both parts as a request names them, with the query and the regions as they are now. */
export function askedParts(meta) {
  const {of, to} = chosenParts(meta);
  return {of: asWord(of, meta), to: asWord(to, meta)};
}

const tokensOf = (region, meta) => tokensOfQuery(queryOfRegion(region), meta);

/** The number of the region that a word stands for; undefined where it is a patch or a whole. */
function regionOf(word) {
  const {regions, chosen_region: chosen} = pageState.facts;
  const at = word === 'query' ? chosen : word.startsWith(REGION) ? word.slice(REGION.length) : null;
  return at !== null && regions?.[at] ? Number(at) : undefined;
}

/** Whether a word stands for a place: the query, or a region that may be gone. */
const isPlace = word => word === 'query' || word.startsWith(REGION);

function asWord(word, meta) {
  const at = regionOf(word);
  if (at !== undefined) return `region:${regionText(pageState.facts.regions[at])}`;
  return isPlace(word) ? `token:${queryPatch(meta)}` : word;
}

/** Where both parts lie on the picture, for those that are places: {tokens, colour}. */
export function partAreas(meta) {
  const {of, to} = chosenParts(meta);
  return [of, to].filter(isPlace).map(word => {
    const at = regionOf(word);
    if (at === undefined) return {tokens: new Set([queryPatch(meta)]), colour: QUERY};
    const tokens = tokensOf(pageState.facts.regions[at], meta);
    return {tokens: new Set(tokens), colour: REGION_COLOURS[at]};
  });
}

/** The name of a similarity among the targets, whose others are indices of classes. */
export const likenessName = meta => partsText(askedParts(meta));

/** What the target's value is: of a similarity its cosine, else the class's probability. */
export const unitOf = ({likeness}) => (likeness ? 'cosine' : 'probability');

/** The target's value with all patches; undefined while it is not here. */
export const wholeOf = ({likeness, inquiry, target}) =>
  likeness ? inquiry.likenesses.get(target)?.value : inquiry.classes.p[target];

/** The fields of a request about a similarity. */
export function partsOf(/** @type {string} */ target) {
  const [of, to] = target.split('~');
  return {of, to};
}

/** The fields of a request about a target. */
export const fieldsOf = target => (typeof target === 'number' ? {target} : partsOf(target));

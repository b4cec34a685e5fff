// Every fact of the page: the one module that writes it, the value it opens with, and, where it
// travels in a link and can be undone, how it is written there. Names are those of the link's
// grammar (app/share/), so a fact and its field have one name. Null is the model's own default.
import {regionsText} from '../record/region_text.js';
import {changeFields, columnsText, lassoText, pinsText, partsText} from './words.js';

/**
 * @typedef {object} Fact
 * @property {string} writer the module that writes it
 * @property {any} [initial] null where it is left out
 * @property {(value: any, facts: Record<string, any>) => string | Record<string, string | null>}
 *   [word] its text in a link, or several fields with theirs; one without it stays on this page
 */

const CHOICES = 'state/choices';
const plain = String;
const flag = value => String(Number(value));
const pair = values => values.map(value => +value.toFixed(4)).join(',');

/** @type {(writer: string, word?: Fact['word'], initial?: any) => Fact} */
const fact = (writer, word, initial = null) => ({writer, word, initial});

/** What the server holds and says; only the selection travels, in the server's own words. */
const SERVED = {
  pass: fact('state/passes'), // {art, meta}: the page's own view of its picture
  selection: fact('state/passes'), // words of picture, checkpoint, patch, side and framing
  missing: fact('state/passes'), // words of a selection of which a part is missing here
  notice: fact('state/passes'), // a sentence about what was restored
  top: fact('explore/answer', undefined, []), // the likely classes, best first
  about: fact('explore/answer'), // [two lines, sentences, whether nameable] of the model
  strip: fact('explore/strip'), // {items, chosen}
  mine: fact('explore/models', undefined, []), // the models that this visit taught, {key, title}
};

/** What every screen shows. */
const SHARED = {
  screen: fact(CHOICES, plain, 'explore'),
  method: fact(CHOICES, plain),
  layer: fact(CHOICES, plain),
  head: fact(CHOICES, plain), // null is the mean of heads
  end: fact(CHOICES, plain), // the layer that a rollout goes up to
  start: fact(CHOICES, plain, 0), // the layer that it begins with
  leave_out: fact(CHOICES, flag, false), // whether it leaves sinks out
  depth: fact(CHOICES, plain), // of features: after how many layers
  query: fact(CHOICES, plain), // a token of the page's own grid
  place: fact(CHOICES, pair), // the point of the query, [right, down] in shares of the crop
  regions: fact(CHOICES, regionsText), // drawn on the picture: see record/regions.js
  chosen_region: fact(CHOICES, plain), // the one in the place of the query
  blend: fact(CHOICES, flag, false), // heads in colours on the picture
  pins: fact(CHOICES, pinsText), // of these, [layer, head] each
  mass: fact(CHOICES, plain, 60), // percent of a map that its colour covers
  direction: fact(CHOICES, plain, 'from'),
  target: fact(CHOICES, ({index}) => String(index)), // {index, name}; null is the likeliest class
  scale: fact(CHOICES, plain, 'uniform'),
  root: fact(CHOICES, flag, false),
  colormap: fact(CHOICES, plain, 'inferno'),
  opacity: fact(CHOICES, plain, 82), // percent
  smooth: fact(CHOICES, flag, false),
  grid: fact(CHOICES, flag, true),
  cells: fact(CHOICES, plain, 'maps'), // of the matrix: maps, or a figure of each
  feature: fact(CHOICES, plain, 'colours'),
  axes: fact(CHOICES, plain, 'layer'), // whose principal axes the colours of features follow
  coding: fact(CHOICES, plain, 'oklab'), // how three places on them make a colour
  facet: fact(CHOICES, plain, 'token'), // what of a layer stands for its patches
  facet_head: fact(CHOICES, plain), // null: all heads side by side
  threshold: fact(CHOICES, value => String(+value.toFixed(3))), // of the foreground; null: Otsu's
  inside: fact(CHOICES, plain, 'parts'), // what the foreground shows
  segments: fact(CHOICES, plain, 4), // how many, by k-means
  segments_by: fact(CHOICES, plain, 'kmeans'),
  explained: fact(CHOICES, plain, 'relevance'), // the method of Explain's chosen map
  kind: fact(CHOICES, plain, 'attention'), // of the maps on Compare
  match_facet: fact(CHOICES, plain, 'value'), // what Compare matches patches by
  match_depth: fact(CHOICES, plain), // after how many layers; null: two thirds of them
  pairs: fact(CHOICES, plain, 40), // how many matches are drawn at most
  source: fact(CHOICES, plain, 0), // the column whose patch the query is
  lab_map: fact(CHOICES, plain, 'rollout'), // of the position lab
};

const TEACH = 'teach/teach';
const EXPLAIN = 'explain/actions';
const STATISTICS = 'heads/statistics/statistics';
const FINDER = 'heads/finder/finder';
const INTERVENTIONS = 'heads/interventions/interventions';
const TILES = 'positions/similarity/tiles';
const CLIP = 'film/film';
const FILTERS = 'positions/filters/filters';
const LABORATORY = 'positions/laboratory/laboratory';

/** What one screen shows; the fact that has a screen's name is its section. */
const OF_SCREENS = {
  explain: fact(CHOICES, plain, 'maps'),
  likeness: fact(CHOICES, partsText), // {of, to}, whose similarity is explained; null is a class
  against: fact(EXPLAIN, plain), // a second class
  shuffled: fact(EXPLAIN, flag, false),
  contrast: fact(EXPLAIN, plain, 'map'), // the scale of its maps
  residual: fact(EXPLAIN, plain, 0.5),
  discard: fact(EXPLAIN, plain, 0),
  fusion: fact(EXPLAIN, plain, 'mean'),
  // Classes with their pictures, and the chosen one; null: as the server has them for this visit. It
  // can be undone and is in no link.
  lesson: fact(TEACH, () => ({})),
  columns: fact('compare/compare', columnsText), // null: those that a comparison opens with
  positions: fact(CHOICES, plain, 'tiles'),
  table: fact(TILES, plain),
  sheet: fact(TILES, ([rows, cols]) => `${rows}x${cols}`), // the grid of its tiles
  turn: fact(TILES, ([layer, head]) => `${layer}.${head}`), // of rotary positions
  swap: fact(LABORATORY, plain, 'zero'),
  seed: fact(LABORATORY, plain, 1),
  filter: fact(FILTERS, plain, 0),
  filter_patch: fact(FILTERS, plain),
  heads: fact(CHOICES, plain, 'statistics'),
  figure: fact(STATISTICS, plain, 'distance'),
  descending: fact(STATISTICS, flag, false),
  without: fact(STATISTICS, flag, false), // maps without sinks
  registers: fact('heads/statistics/register', plain), // neurons of a test-time register; null: none
  tag: fact(STATISTICS, plain), // the kind of heads that is selected
  mask: fact(FINDER, lassoText), // null: the first object of a drawn scene
  only: fact(FINDER, flag, false), // patches only
  change: fact(INTERVENTIONS, changeFields), // see heads/interventions/change.js
  brush: fact(INTERVENTIONS, plain, 'look'),
  worth: fact(INTERVENTIONS, plain), // what its sweep is of; null is what the model has
  film: fact(CHOICES, plain, 'lens'), // of Depth, like the next three
  read: fact(CHOICES, plain, 'probability'),
  branch: fact(CHOICES, plain, 0),
  at: fact(CHOICES, plain), // 0: the embedding; null: the frame after the layer
  clip: fact(CLIP, plain), // the film: pan, or the name of one's own
  frames: fact(CLIP, plain, 16), // of it that are computed, at most
  moment: fact(CLIP, plain, 0), // the number of the frame in sight
  followed: fact(CLIP, ([frame, ...place]) => [frame, pair(place)].join(',')), // a patch in a frame
  over: fact(CLIP, plain, 'attention'), // what lies over the frame
  course: fact(CLIP, plain, 'near'), // what is drawn over time
  learn: fact('learn/learn', plain, 'cards'),
  card: fact('learn/learn', plain, 'patches'),
  sizes: fact('learn/build/build', sizes => Object.values(sizes).join(',')),
};

/** @type {Record<string, Fact>} */
export const FACTS = {...SERVED, ...SHARED, ...OF_SCREENS};

/** Method -> the kinds of map on other screens that are chosen with it. */
export const JOINED = {
  attention: {kind: 'attention', lab_map: 'attention'},
  rollout: {kind: 'rollout', lab_map: 'rollout', explained: 'rollout'},
  class: {kind: 'relevance', explained: 'relevance'},
};

/** The value of a fact where a link leaves it out. */
export const leftOut = (name, {method}) => JOINED[method]?.[name] ?? FACTS[name].initial;

/** The names of the facts that travel in a link and can be undone. */
export const TRAVELLING = Object.keys(FACTS).filter(name => FACTS[name].word);

// What a person chooses, for every screen: the writer of the facts that screens share. A choice of
// what the model itself would show is written as null, so that it follows the model.
import {matchDepth} from '../record/directions.js';
import {startOf} from '../record/grid.js';
import {JOINED} from './facts.js';
import {pageState} from './page.js';
import {ownMethod} from './read.js';

const write = pageState.writer('state/choices');

/** The chosen value of a fact -> what is written, for the page's own view. */
const WRITTEN = {
  method: (value, meta) => (value === ownMethod(meta) ? null : value),
  layer: (value, meta) => (value === meta.layers - 1 ? null : value),
  head: (value, meta) => (value === meta.heads ? null : value),
  end: (value, meta) => (value === meta.layers - 1 ? null : value),
  depth: (value, meta) => (value === meta.layers ? null : value),
  facet_head: (value, meta) => (value === meta.heads ? null : value),
  match_depth: (value, meta) => (value === matchDepth(meta.layers) ? null : value),
  query: (value, meta) => (value === startOf(meta) ? null : value),
  scale: value => (value === 'per map' ? 'map' : value),
  target: value => (value.index === pageState.facts.target?.index ? pageState.facts.target : value),
};

/** A choice, and what it lets go. */
const LET_GO = [
  ['query', 'place'],
  ['query', 'chosen_region'],
  ['layer', 'at'],
  ['target', 'likeness'],
  ['depth', 'threshold'],
  ['facet', 'threshold'],
  ['facet_head', 'threshold'],
];

/** The kinds of map of Compare, Explain and the position lab that stand for a method. */
const METHOD_OF = {
  kind: {attention: 'attention', start: 'attention', rollout: 'rollout', relevance: 'class'},
  lab_map: {attention: 'attention', rollout: 'rollout'},
  explained: {relevance: 'class', rollout: 'rollout'},
};

/**
 * Writes choices: facts of every screen by name, with values as the screens show them.
 * @param {Record<string, any>} chosen
 * @param {{gesture?: string | null}} how a gesture is one step of undo, however many choices it is
 */
export function choose(chosen, how = {}) {
  const meta = pageState.facts.pass?.meta;
  const all = joined(chosen);
  for (const [name, other] of LET_GO) {
    if (name in all && !(other in all)) all[other] = null;
  }
  const written = Object.entries(all).map(([name, value]) => {
    const asWritten = WRITTEN[name];
    return [name, asWritten && value !== null && meta ? asWritten(value, meta) : value];
  });
  write(Object.fromEntries(written), how);
}

/** A method is chosen on every screen that has it. */
function joined(chosen) {
  const [from, value] =
    Object.entries(chosen).find(([name]) => name === 'method' || name in METHOD_OF) ?? [];
  if (!from) return {...chosen};
  const method = from === 'method' ? value : METHOD_OF[from][value];
  if (!method) return {...chosen};
  return {method, ...JOINED[method], ...chosen};
}

/** A head, as every screen shows it: of attention. The mean of heads is `meta.heads`. */
export const chooseHead = (layer, head) => choose({layer, head, method: 'attention'});

/** A class: Explore and Compare show its map. */
export const chooseTarget = target => choose({target, method: 'class'});

/** The query, or null for the model's own; a second click on the same one lets it go. */
export const toggleQuery = token => choose({query: pageState.facts.query === token ? null : token});

// Which columns there are: the choice of each, and how a list of choices becomes columns.
import {clamp} from '../record/grid.js';

/**
 * A column's choice; null means the page's own, or the layer and head that every screen shows.
 */
export const PLAIN = {
  checkpoint: null,
  patch: null,
  height: null,
  width: null,
  example: null,
  own: null,
  facet: null,
  layer: null,
  head: null,
};

export const MEAN = 'mean'; // of heads, as a choice of a column

const OF_MODEL = {patch: null, height: null, width: null, layer: null, head: null};

/** A choice with a part changed; parts that the change makes void become null. */
export function changed(choice, change) {
  const other = 'checkpoint' in change && change.checkpoint !== choice.checkpoint;
  return {...choice, ...(other ? OF_MODEL : {}), ...change};
}

/** A column's choice some layers further on, where it has a layer of its own. */
export function deeper(/** @type {any} */ {choice, result, layer}, by) {
  if (choice.layer === null || !result) return choice;
  return {...choice, layer: clamp(layer + by, 0, result.meta.layers - 1)};
}

/** Whether a choice leaves the patch size to the page's own view. */
export const followsPage = ({checkpoint, patch, height, width}) =>
  [checkpoint, patch, height, width].every(value => value === null);

const isSame = (one, other) => Object.keys(PLAIN).every(name => one[name] === other[name]);

/**
 * The column for each of a list of choices, null where a new one is needed, and those left over. The
 * first column stays the first one; of the others those with the same choice are found again.
 * @template {{choice: object}} Column
 * @param {Column[]} columns
 * @param {object[]} choices
 * @returns {{places: (Column | null)[], left: Column[]}}
 */
export function placed([live = null, ...others], [, ...choices]) {
  const free = new Set(others);
  const places = choices.map(() => null);
  const fill = find =>
    choices.forEach((choice, i) => {
      const column = places[i] ? null : find(choice, i);
      if (!column) return;
      free.delete(column);
      places[i] = column;
    });
  fill((choice, i) => others[i] && isSame(others[i].choice, choice) && others[i]);
  fill(choice => [...free].find(column => isSame(column.choice, choice)));
  fill((_, i) => (free.has(others[i]) ? others[i] : [...free][0]));
  return {places: [live, ...places], left: [...free]};
}

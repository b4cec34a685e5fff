// Parts of the position lab's markup: choices by number, and a class before and after.
import {probability} from '../record/figures.js';
import {el} from '../page/dom.js';

const LISTED = 6; // classes, at most

/** Fills a select with `count` names of numbers from 0, and one more after them. */
export function options(select, count, name, last = null) {
  const texts = [...Array.from({length: count}, (_, i) => name(i)), ...(last ? [last] : [])];
  select.replaceChildren(
    ...texts.map((text, i) => {
      const option = el('option', '', text);
      option.value = i;
      return option;
    }),
  );
}

/** One class with its probability before and after, as two tracks. */
export function barOf({name, before, after}) {
  const row = el('li', 'av-change');
  const figures = `${probability(before)} → ${probability(after)}`;
  row.append(el('span', 'av-change-name', name), el('span', 'av-change-figures', figures));
  for (const [kind, share] of [
    ['before', before],
    ['after', after],
  ]) {
    const track = el('span', 'av-track');
    const fill = el('span', `av-fill is-${kind}`);
    fill.style.width = `${share * 100}%`;
    track.append(fill);
    row.append(track);
  }
  return row;
}

/** The classes that are the most probable before or after. */
export const likeliest = bars =>
  [...bars]
    .sort((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after))
    .slice(0, LISTED);

// A class with its probability, as a bar.
import {button, el} from '../page/dom.js';
import {probability} from '../record/figures.js';

/** One class: its name, its probability, and a bar of that length; a click shows its map. */
export function bar({index, name, p}, first) {
  const line = el('li');
  const row = button(first ? 'av-pred is-first' : 'av-pred');
  const track = el('span', 'av-track');
  const fill = el('span', 'av-fill');
  row.dataset.index = String(index);
  fill.style.width = `${Math.max(0.4, p * 100)}%`;
  track.append(fill);
  row.append(el('span', 'av-pred-name', name), el('span', 'av-pred-p', probability(p)), track);
  line.append(row);
  return line;
}

// A class with its probability, as a bar.
import {el} from '../page/dom.js';

/** One class: its name, its probability, and a bar of that length; a click asks for its map. */
export function bar({index, name, p}, first) {
  const line = el('li');
  const row = el('button', first ? 'av-pred is-first' : 'av-pred');
  const track = el('span', 'av-track');
  const fill = el('span', 'av-fill');
  row.type = 'button';
  row.dataset.index = index;
  fill.style.width = `${Math.max(0.4, p * 100)}%`;
  track.append(fill);
  row.append(el('span', 'av-pred-name', name), el('span', 'av-pred-p', probability(p)), track);
  line.append(row);
  return line;
}

/** .646, <.001, 1 where three digits would round it up. */
export const probability = p =>
  p < 0.0005 ? '<.001' : p > 0.9995 ? '1' : p.toFixed(3).replace(/^0/, '');

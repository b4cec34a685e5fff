// A class with its probability, as a bar.
import {button, el} from '../page/dom.js';

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

/** .646, <.001, 1 where three digits would round it up. */
export function probability(p) {
  if (p < 0.0005) return '<.001';
  return p > 0.9995 ? '1' : p.toFixed(3).replace(/^0/, '');
}

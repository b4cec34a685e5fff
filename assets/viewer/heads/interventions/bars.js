// Classes before and after a change: two bars each, and the change of the probability.
import {button, el} from '../../page/dom.js';
import {probability} from '../../record/figures.js';

const LEAST = 0.4; // % of a bar that stays visible

/** Rows for [{index, name, before, after}]; the class `target` is pressed. */
export function shifts(bars, target) {
  return bars.map(({index, name, before, after}) => {
    const line = el('li');
    const row = button(index === target ? 'av-shift is-asked' : 'av-shift');
    row.dataset.index = String(index);
    row.setAttribute('aria-pressed', String(index === target));
    const change = el('span', 'av-shift-change', signed(after - before));
    row.append(
      el('span', 'av-pred-name', name),
      change,
      el('span', 'av-shift-pair', `${probability(before)} → ${probability(after)}`),
      track('is-before', before),
      track('is-after', after),
    );
    line.append(row);
    return line;
  });
}

/** A change of a probability with its sign: +0.134, −0.045, 0. */
const signed = value => (value > 0.0005 ? '+' : '') + probability(value);

function track(kind, share) {
  const bar = el('span', `av-track ${kind}`);
  const fill = el('span', 'av-fill');
  fill.style.width = `${Math.max(LEAST, share * 100)}%`;
  bar.append(fill);
  return bar;
}

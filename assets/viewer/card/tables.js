// Tables whose cells are shaded by their share, and the reliability diagram, for the model card.
import {fixed, probability} from '../record/figures.js';
import {el} from '../page/dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 360;
const HEIGHT = 220;
const LEFT = 40;
const BOTTOM = 32;
const TOP = 8;
const RIGHT = 12;

/** A table; a cell is a text, or {share, strong, plain}: a figure shaded from 0 to 1. */
export function table(heads, rows) {
  const node = el('table', 'av-figures-table');
  const head = el('tr');
  const body = el('tbody');
  head.append(...heads.map(text => Object.assign(el('th', '', text), {scope: 'col'})));
  for (const [title, ...cells] of rows) {
    const row = el('tr');
    row.append(Object.assign(el('th', '', title), {scope: 'row'}), ...cells.map(cell));
    body.append(row);
  }
  const top = el('thead');
  top.append(head);
  node.append(top, body);
  return node;
}

function cell(content) {
  if (typeof content === 'string') return el('td', '', content);
  const {share, strong, plain} = content;
  const node = el('td', strong ? 'is-strong' : '', probability(share));
  if (!plain) node.style.setProperty('--share', String(share));
  return node;
}

/** Mean probability against share right; a dot's area follows the number of scenes in its bin. */
export function reliability(bins) {
  const root = shape('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', class: 'av-plot'});
  root.setAttribute(
    'aria-label',
    bins
      .map(bin => `at ${fixed(bin.probability)}: ${fixed(bin.right)} right of ${bin.n}`)
      .join('; '),
  );
  const x = v => LEFT + v * (WIDTH - LEFT - RIGHT);
  const y = v => HEIGHT - BOTTOM - v * (HEIGHT - BOTTOM - TOP);
  root.append(shape('line', {x1: x(0), y1: y(0), x2: x(1), y2: y(1), class: 'av-plot-ideal'}));
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    root.append(
      shape('line', {x1: x(0), x2: x(1), y1: y(tick), y2: y(tick), class: 'av-plot-grid'}),
      label(x(0) - 6, y(tick) + 4, String(tick), 'end'),
      label(x(tick), y(0) + 14, String(tick), 'middle'),
    );
  }
  root.append(label((x(0) + x(1)) / 2, HEIGHT - 4, 'highest probability', 'middle'));
  const up = label(10, (y(0) + y(1)) / 2, 'share right', 'middle');
  up.setAttribute('transform', `rotate(-90 10 ${(y(0) + y(1)) / 2})`);
  const path = bins
    .map((bin, i) => `${i ? 'L' : 'M'}${x(bin.probability)} ${y(bin.right)}`)
    .join('');
  root.append(up, shape('path', {d: path, class: 'av-plot-line'}));
  const most = Math.max(...bins.map(bin => bin.n));
  for (const bin of bins) {
    const dot = shape('circle', {
      cx: x(bin.probability),
      cy: y(bin.right),
      r: 2.5 + 5 * Math.sqrt(bin.n / most),
      class: 'av-plot-dot',
    });
    const title = shape('title', {});
    const [sure, right] = [fixed(bin.probability), fixed(bin.right)];
    title.textContent = `${bin.n} scenes: ${sure} sure, ${right} right`;
    dot.append(title);
    root.append(dot);
  }
  return root;
}

function label(x, y, text, anchor) {
  const node = shape('text', {x, y, 'text-anchor': anchor});
  node.textContent = text;
  return node;
}

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

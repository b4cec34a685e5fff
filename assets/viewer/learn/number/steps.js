// The drawer's steps: from query and key to the weight, and what it adds to the token.
import {el} from '../../page/dom.js';
import {phraseOf} from '../../record/grid.js';
import {figure} from '../cards/prose.js';
import {bars, summary} from '../cards/strips.js';

const LISTED = 12; // products written as numbers, at most
const times = '\u2009×\u2009';

/** The steps as list items; `draw(palette)` paints their bars once they have a size. */
export function stepsOf(number, meta) {
  const painted = [];
  const row = (title, ...content) => {
    const line = el('li', 'av-number-step');
    line.append(el('h3', '', title), ...content);
    return line;
  };
  const chart = (name, values) => {
    const box = el('figure', 'av-part av-part-bars');
    const canvas = el('canvas', 'av-part-canvas');
    box.append(el('figcaption', 'av-part-label', name), canvas);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${name}: ${summary(values)}`);
    painted.push(palette => bars(canvas, values, palette));
    return box;
  };
  const lines = [
    row('Query and key', chart('query', number.query), chart('key', number.key)),
    products(row, chart, number),
    scale(row, number),
    denominator(row, number, meta),
    weight(row, number),
    carried(row, chart, number),
  ];
  return {lines, draw: palette => painted.forEach(paint => paint(palette))};
}

const sum = (text, name, value) => {
  const line = el('p', 'av-number-sum', text);
  const result = el('b', 'av-number', figure(value));
  result.dataset.number = name;
  line.append(result);
  return line;
};

function products(row, chart, {products: all, score}) {
  const sorted = [...all].sort((a, b) => b - a);
  const few = sorted.slice(0, LISTED / 2);
  const rest = sorted.slice(-LISTED / 2);
  const short = all.length > LISTED;
  const text = (short ? [...few.map(figure), '…', ...rest.map(figure)] : sorted.map(figure))
    .join(' + ')
    .replace(/\+ −/g, '− ');
  return row(
    'Products, number by number',
    chart('largest first', sorted),
    el('p', 'av-number-terms', text),
    sum(`The ${all.length} products sum to `, 'score', score),
  );
}

const scale = (row, {score, root, query, scaled}) =>
  row(
    'Scale',
    sum(
      `${figure(score)} / √${query.length} = ${figure(score)} / ${figure(root)} = `,
      'scaled',
      scaled,
    ),
  );

/** The softmax's denominator: its five largest terms, and all others together. */
function denominator(row, {terms, rest, total, largest, to}, meta) {
  const list = el('table', 'av-number-table');
  const most = terms[0].exponential;
  const add = (name, first, value, mark) => {
    const line = el('tr', mark ? 'is-chosen' : '');
    const head = el('th', '', name);
    const bar = el('td');
    const fill = el('span', 'av-fill');
    head.scope = 'row';
    fill.style.width = `${Math.min(1, value / most) * 100}%`;
    bar.append(fill);
    line.append(head, el('td', '', first), el('td', '', figure(value)), bar);
    list.append(line);
  };
  for (const {token, scaled, exponential} of terms) {
    add(phraseOf(token, meta), `e^(${figure(scaled - largest)})`, exponential, token === to);
  }
  if (rest.count) add(`${figure(rest.count)} others`, '', rest.sum, false);
  return row(
    'The softmax’s denominator',
    el('p', '', `e to the power of each score, the largest score ${figure(largest)} taken off.`),
    list,
    sum('Together ', 'total', total),
  );
}

function weight(row, {exponential, total, weight: value, record}) {
  const line = sum(`${figure(exponential)} / ${figure(total)} = `, 'weight', value);
  const check = sum('The pass recorded ', 'record', record);
  return row('The weight', line, check);
}

function carried(row, chart, {value, weight: share, carried: length, output}) {
  if (length === null) {
    return row(
      'What it carries',
      chart('value', value),
      el(
        'p',
        '',
        'This model norms what its heads bring in, so no part of it belongs to one weight.',
      ),
    );
  }
  return row(
    'What it carries',
    chart('value', value),
    sum(
      `The value, projected to the hidden width, times ${figure(share)}: a vector of length `,
      'carried',
      length,
    ),
    sum('All that attention adds here has length ', 'output', output),
    el('p', '', `A weight alone says little: ${figure(share)}${times}a short value is little.`),
  );
}

// The confusion matrix: a table whose cells off the diagonal are buttons, shaded by their counts.
import {button, closest, el} from '../page/dom.js';

/**
 * `counts` [C][C+1], the last column "none of these"; a click on a button calls `choose` with
 * {drawn, answer}, a second click with null.
 */
export function confusion(labels, counts, choose) {
  const answers = [...labels, 'none of these'];
  const table = el('table', 'av-confusion-table');
  const most = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)));
  table.append(heads(answers));
  const body = el('tbody');
  counts.forEach((row, i) => {
    const line = el('tr');
    line.append(Object.assign(el('th', '', labels[i]), {scope: 'row'}));
    row.forEach((count, j) => line.append(square(count, i === j, most, labels[i], answers[j])));
    body.append(line);
  });
  table.append(body);
  table.addEventListener('click', event => pick(table, closest(event, 'button'), choose));
  return table;
}

function heads(answers) {
  const head = el('thead');
  const line = el('tr');
  line.append(
    el('td'),
    ...answers.map(name => {
      const cell = Object.assign(el('th'), {scope: 'col'});
      cell.append(el('span', '', name));
      return cell;
    }),
  );
  head.append(line);
  return head;
}

function square(count, right, most, drawn, answer) {
  const cell = el('td', right ? 'is-right' : '');
  if (!count) return cell;
  if (right) {
    cell.textContent = String(count);
    return cell;
  }
  const node = button('', String(count));
  node.style.setProperty('--share', String(count / most));
  Object.assign(node.dataset, {drawn, answer});
  node.setAttribute('aria-label', `${drawn} answered as ${answer}: ${count}`);
  node.setAttribute('aria-pressed', 'false');
  cell.append(node);
  return cell;
}

function pick(table, chosen, choose) {
  if (!chosen) return;
  const off = chosen.getAttribute('aria-pressed') === 'true';
  for (const node of table.querySelectorAll('button')) node.setAttribute('aria-pressed', 'false');
  chosen.setAttribute('aria-pressed', String(!off));
  choose(off ? null : {drawn: chosen.dataset.drawn, answer: chosen.dataset.answer});
}

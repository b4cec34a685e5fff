// The confusion matrix: a table of buttons, off the diagonal shaded by how often, empty cells quiet.
import {el} from '../page/dom.js';

/** `counts` [C][C+1], the last column "none of these"; `choose` gets {drawn, answer} or null. */
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
  table.addEventListener('click', event => pick(table, event.target.closest('button'), choose));
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
    cell.textContent = count;
    return cell;
  }
  const button = el('button', '', String(count));
  button.type = 'button';
  button.style.setProperty('--share', (count / most).toFixed(3));
  Object.assign(button.dataset, {drawn, answer});
  button.setAttribute('aria-label', `${drawn} answered as ${answer}: ${count}`);
  button.setAttribute('aria-pressed', 'false');
  cell.append(button);
  return cell;
}

function pick(table, button, choose) {
  if (!button) return;
  const off = button.getAttribute('aria-pressed') === 'true';
  for (const other of table.querySelectorAll('button')) other.setAttribute('aria-pressed', 'false');
  button.setAttribute('aria-pressed', String(!off));
  choose(off ? null : {drawn: button.dataset.drawn, answer: button.dataset.answer});
}

// Controls of the section Positions: the table, its layer and head, and the grid.
import {button, dataOf, numberIn} from '../../page/dom.js';
import {endGesture} from '../../state/steps.js';
import {options} from '../changes.js';
import {TABLES} from './words.js';

const LARGEST = 32; // rows or columns that the slider reaches, at least

export function wireTiles(find, {show, turn, resize}) {
  find('slider').addEventListener('input', event => resize(numberIn(event)));
  find('slider').addEventListener('change', () => endGesture());
  find('table').addEventListener('click', event => {
    const {to} = dataOf(event, '[data-set]');
    if (to) show(to);
  });
  for (const name of ['layer', 'head']) {
    find(name).addEventListener('change', () =>
      turn(['layer', 'head'].map(one => Number(find(one).value))),
    );
  }
}

/** Fills the controls with the choices that a model has. */
export function fill(find, {facts, tables}, meta) {
  find('table').replaceChildren(
    ...tables.map(name => {
      const choice = button('', TABLES[name]);
      Object.assign(choice.dataset, {set: 'table', to: name});
      return choice;
    }),
  );
  find('table').hidden = tables.length < 2;
  const {layers = 1, heads = 1} = facts.rotary ?? {};
  for (const [name, count] of [
    ['layer', layers],
    ['head', heads],
  ]) {
    options(find(name), count, i => `${name} ${i + 1}`);
    find(name).hidden = count < 2;
  }
  const small = sideOf(meta);
  const large = Math.max(meta.rows, meta.cols);
  const most = Math.ceil((Math.max(LARGEST, large) * small) / large);
  Object.assign(find('slider'), {min: 2, max: most, value: small});
}

/** The shorter side of a grid, in patches. */
export const sideOf = ({rows, cols}) => Math.min(rows, cols);

// The columns that a comparison starts with, and the choice of each column that is added.
import {PLAIN} from './choices.js';
import {another, sizesOf} from './sizes.js';

export const MOST = 4;
export const FEWEST = 2; // columns
const OPENING = 3;

/** The choices that a view opens with: the view itself, then its checkpoint at other sizes. */
export function planOf(meta, patches) {
  const sizes = sizesOf(meta, patches);
  const taken = [meta.patch];
  while (taken.length < Math.min(OPENING, sizes.length)) taken.push(another(sizes, taken));
  return taken.map((patch, i) => ({...PLAIN, patch: i ? patch : null}));
}

/** The choice of a new column: a copy of the last one with one change, and the field to open. */
export function copyOf(last, what, {columns, examples}) {
  const {
    patch,
    result: {meta, patches},
  } = last;
  const choice = {...last.choice, patch};
  if (what === 'patch') {
    const taken = columns.map(column => column.patch);
    return {choice: {...choice, patch: another(sizesOf(meta, patches), taken)}};
  }
  if (what === 'input') return {choice: {...choice, ...larger(meta)}, field: 'height'};
  if (what === 'example') {
    return {choice: {...choice, example: next(last, examples)}, field: 'example'};
  }
  if (what === 'head') {
    const head = last.head === meta.heads ? 0 : (last.head + 1) % meta.heads;
    return {choice: {...choice, head}};
  }
  return {choice, field: 'checkpoint'};
}

/** Half as many patches again on each side. */
function larger({input, patch}) {
  const [height, width] = input.map(side => patch * Math.round((side / patch) * 1.5));
  return {height, width};
}

/** The example after the present one. */
function next({result}, examples) {
  if (!examples.length) return null;
  const present = examples.findIndex(({index}) => index === result.example);
  return examples[(present + 1) % examples.length].index;
}

// The columns that a comparison starts with, and the choice of each column that is added.
import {another, sizesOf} from './sizes.js';

export const MOST = 4;
export const FEWEST = 2; // columns
const OPENING = 3;

/** Choices of the columns beside the live one: its own checkpoint at other patch sizes. */
export function beside({meta, patches}) {
  const sizes = sizesOf(meta, patches);
  const taken = [meta.patch];
  while (taken.length < Math.min(OPENING, sizes.length)) taken.push(another(sizes, taken));
  return taken.slice(1).map(patch => ({patch}));
}

/** The choice of a new column: a copy of the last one with one change, and the field to open. */
export function copyOf(last, what, {columns, examples}) {
  const {
    choice,
    result: {meta, patches},
  } = last;
  if (what === 'patch') {
    const taken = columns.map(column => column.choice.patch);
    return {choice: {...choice, patch: another(sizesOf(meta, patches), taken)}};
  }
  if (what === 'input') return {choice: {...choice, ...larger(meta)}, field: 'height'};
  if (what === 'example') {
    return {choice: {...choice, example: next(last, examples)}, field: 'example'};
  }
  if (what === 'head') {
    const head = choice.head === null ? 0 : (choice.head + 1) % meta.heads;
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

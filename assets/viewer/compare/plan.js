// The columns that a comparison starts with, and the choice of each column that is added.
import {FACETS} from '../record/directions.js';
import {PLAIN} from './choices.js';
import {another, around, neighbour, otherInput} from './sizes.js';

export const MOST = 4;
export const FEWEST = 2; // columns
const OPENING = 3;

/** The choices that a view opens with: the view itself, then its checkpoint at other sizes. */
export function planOf(meta, {sizes, free}) {
  const taken = free ? beside(meta.patch, sizes) : apart(meta.patch, sizes);
  return taken.map((patch, i) => ({...PLAIN, patch: i ? patch : null}));
}

/** The page's size, then the trained one and its neighbours, ascending. */
function beside(patch, sizes) {
  const trained = sizes.filter(size => size.trained).map(size => size.patch);
  const others = [...new Set([...trained, ...around(sizes)])].filter(one => one !== patch);
  return [patch, ...others.slice(0, OPENING - 1).sort((a, b) => a - b)];
}

/** The page's size, then sizes that are far from one another. */
function apart(patch, sizes) {
  const taken = [patch];
  while (taken.length < Math.min(OPENING, sizes.length)) taken.push(another(sizes, taken));
  return taken;
}

/** The choice of a new column: a copy of the last one with one change, and the field to open. */
export function copyOf(last, what, {columns, examples}) {
  const {
    patch,
    result: {meta, sizes, free},
  } = last;
  const choice = {...last.choice, patch};
  if (what === 'patch') {
    const taken = columns.map(column => column.patch);
    return {choice: {...choice, ...sized(last, (free ? neighbour : another)(sizes, taken))}};
  }
  if (what === 'input') {
    return {choice: {...choice, ...differentInput(last, columns)}, field: 'height'};
  }
  if (what === 'example') {
    return {choice: {...choice, own: null, example: next(last, examples)}, field: 'example'};
  }
  if (what === 'facet') {
    const after = FACETS[(FACETS.indexOf(last.facet) + 1) % FACETS.length];
    return {choice: {...choice, facet: after}, field: null};
  }
  if (what === 'head') {
    const head = last.head === meta.heads ? 0 : (last.head + 1) % meta.heads;
    return {choice: {...choice, head}};
  }
  return {choice, field: 'checkpoint'};
}

/** Another input size than the columns have: of a checkpoint that takes any, a usual one. */
function differentInput({result: {meta, free}}, columns) {
  const taken = columns.map(({result}) => Math.max(...(result?.meta.input ?? [0])));
  return (free ? otherInput(meta, taken) : null) ?? larger(meta);
}

/** The part of a choice for another patch size; an input of the column's own follows it. */
export function sized({choice, result}, patch) {
  const size = result?.sizes.find(one => one.patch === patch);
  if (!size || choice.height === null || choice.width === null) return {patch};
  return {patch, height: size.height, width: size.width};
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

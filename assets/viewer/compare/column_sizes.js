// The grid and the tokens of a column's choice, before the server's reply to it.
import {cut, near} from './sizes.js';

/** The requested grid of a column that has a reply; null where it would leave a rest. */
export function cutOf({patch, choice: {height, width}, result: {meta, free}}) {
  /** @type {[number, number]} */
  const input = [height ?? meta.input[0], width ?? meta.input[1]];
  return (free ? near : cut)(input, patch);
}

/** About how many tokens a choice has; 0 where nobody knows yet. */
export function tokensOf({checkpoint, patch, height, width}, {result, visits}) {
  const {meta: page} = visits.page;
  const key = checkpoint ?? page.checkpoint;
  const known = [result?.meta, page].find(meta => meta?.checkpoint === key);
  if (!known) return 0;
  /** @type {[number, number]} */
  const input = [height ?? known.input[0], width ?? known.input[1]];
  const {rows, cols} = near(input, patch ?? known.patch);
  return known.prefix + rows * cols;
}

// Matches between neighbouring columns: pairs of patches that are each other's nearest, fetched once
// for two maps, and which of them the pointer is on.
import {routes} from '../record/contract.js';
import {Gone} from '../record/decode.js';
import {cellOf, nameOf} from '../record/grid.js';
import {fixed, percent} from '../record/figures.js';
import {apartText, isAlike, origin, tokenIn} from './similar.js';

const NEAR = 1; // patches to each side within which a line belongs to the pointer
const OTHER_PICTURE = 'Both show one picture: choose another one to see what corresponds.';

/**
 * @typedef {import('../record/replies.js').MatchedPairs} MatchedPairs
 * @typedef {{left: any, right: any, reply: MatchedPairs | null, text: string}} Join two neighbours
 */

export class Pairs {
  /** @type {Map<string, MatchedPairs>} */ replies = new Map(); // of the columns as they stand
  /** @type {Map<string, string>} */ errors = new Map();
  underway = new Set();
  /** @type {Join[]} */ joins = [];

  /** `changed()` draws again. */
  constructor(changed) {
    this.changed = changed;
  }

  get waiting() {
    return this.underway.size > 0;
  }

  /** Joins the columns as they stand, from left to right; fetches what is not here. */
  follow(standing) {
    this.joins = [];
    const names = new Set();
    for (const column of standing) column.pairText = '';
    standing.slice(1).forEach((right, i) => {
      const left = standing[i];
      if ([left, right].every(isMatched)) names.add(this.join(left, right));
    });
    for (const known of [this.replies, this.errors]) {
      for (const name of [...known.keys()]) if (!names.has(name)) known.delete(name);
    }
  }

  /** Joins two neighbours; the name of their pairs, '' where they can have none. */
  join(left, right) {
    const name = isAlike(left.frame, right.frame) ? nameOfPair(left, right) : '';
    const reply = this.replies.get(name) ?? null;
    const error = this.errors.get(name);
    if (name && !reply && !error) this.fetch(name, left, right);
    right.pairText = textOf(left, right, {reply, error});
    if (reply) this.joins.push({left, right, reply, text: right.pairText});
    return name;
  }

  async fetch(name, left, right) {
    if (this.underway.has(name)) return;
    this.underway.add(name);
    try {
      const {record} = right.frame.result.trace;
      this.replies.set(name, await record.json(urlOf(left, right)));
    } catch (error) {
      if (error instanceof Gone) await Promise.all([left, right].map(one => one.recover(error)));
      else if (error.name !== 'AbortError') this.errors.set(name, error.message);
    } finally {
      this.underway.delete(name);
      this.changed();
    }
  }
}

const isMatched = ({frame, error}) => frame?.kind === 'matches' && !error;

const partOf = ({result: {meta}, layer, facet, head}) => [meta.token, layer, facet, head];
const nameOfPair = (left, right) => JSON.stringify([left, right].map(({frame}) => partOf(frame)));

function urlOf(left, right) {
  const {layer, facet, head, result} = right.frame;
  const one = head === result.meta.heads || facet === 'token' ? null : head;
  return routes.matches(result.trace.record.url, layer + 1, {
    other: left.frame.result.meta.token,
    other_layer: left.frame.layer + 1,
    facet,
    head: one,
  });
}

/** What the lines from the left column to the right one are. */
function textOf(left, right, {reply, error = ''}) {
  if (!isAlike(left.frame, right.frame)) return `${apartText(left.frame, right.frame)} No lines.`;
  if (!reply) return error || 'The matches are being computed.';
  const [one, other] = [left, right].map(({frame}) => frame.result.meta);
  const count = reply.first.length;
  const patches = Math.min(one.rows * one.cols, other.rows * other.cols);
  const pairs = `${count} of ${patches} patches (${percent(count / patches)}) are each other's nearest`;
  return one.digest === other.digest
    ? `${pairs}. ${OTHER_PICTURE}`
    : `${pairs}, here and in the column before.`;
}

/** The lines of a join that the chosen patch is on, by their numbers; null where none is chosen. */
export function chosenLines({left, right, reply}, count, state, columns) {
  const cursor = state.pinned ?? state.hover;
  const column = cursor && origin(state, columns);
  if (column !== left && column !== right) return null;
  const {meta} = column.frame.result;
  const ends = (column === left ? reply.first : reply.second).slice(0, count);
  const here = cellOf(tokenIn(column, cursor), meta);
  const near = end => isNear(cellOf(end + meta.prefix, meta), here);
  return new Set(ends.flatMap((end, i) => (near(end) ? [i] : [])));
}

const isNear = (one, other) =>
  Math.abs(one.row - other.row) <= NEAR && Math.abs(one.col - other.col) <= NEAR;

/** "(5, 9) of cat is (6, 2) of lion: cosine 0.71, margin 0.12"; '' for none. */
export function lineText({left, right, reply}, i) {
  const [one, other] = [left, right].map(({frame}) => frame.result.meta);
  const first = nameOf(reply.first[i] + one.prefix, one);
  const second = nameOf(reply.second[i] + other.prefix, other);
  return (
    `${first} of ${one.picture_name || 'the left picture'} and ${second} of ` +
    `${other.picture_name || 'the right one'}: cosine ${fixed(reply.cosine[i])}, margin ` +
    `${fixed(reply.margin[i])}`
  );
}

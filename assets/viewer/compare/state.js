// The state of the Compare screen: what is under the pointer, and the page's facts as fields. Its
// cursor is a point of the picture; the page's query is the patch of its own view there.
import {centreOf, patchAt} from '../draw/eye.js';
import {isPatch} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {pageState} from '../state/page.js';
import {reading} from '../state/read.js';

/** Facts of the page whose change may need numbers of the server. */
export const FETCHED = [
  ...['pass', 'columns', 'kind', 'layer', 'end', 'head', 'target', 'top', 'query', 'place'],
  ...['depth', 'facet', 'facet_head', 'match_depth', 'match_facet', 'axes'],
  ...['threshold', 'segments', 'segments_by'],
];

/** Facts of the page that only draw. */
export const LOOKS = ['smooth', 'grid', 'opacity', 'colormap', 'coding', 'pairs', 'source'];

const DIGITS = 1e4; // a place is as exact as a link writes it

/** The state a screen opens with. */
export function opening() {
  const state = reading(
    {
      meta: null, // of the page's own view
      bare: false,
      hover: null,
      over: null, // the column under the pointer
      touching: false, // a finger moves the cursor
      foreign: null, // {index, name, checkpoint}: a class of another checkpoint than the page's
    },
    ['kind', 'target', 'axes', 'threshold', 'segments', 'segmentsBy', ...LOOKS],
  );
  const fields = {
    layer: () => layerOf(state.kind), // -1: the embedding; null: the usual one
    head: () => pageState.facts[KINDS[state.kind].heads], // null: the mean, or all of them
    facet: () => pageState.facts[KINDS[state.kind].facet],
    pinned: () => (state.touching ? null : pinned(state.meta)),
  };
  for (const [name, get] of Object.entries(fields)) {
    Object.defineProperty(state, name, {enumerable: true, get});
  }
  return state;
}

/** The layer that every screen shows, from 0 on. */
function layerOf(kind) {
  const {depth, stages} = KINDS[kind];
  const value = pageState.facts[depth];
  return value === null || !stages ? value : value - 1;
}

/** The fact of a layer of a kind of map, and its value: stages count from the embedding on. */
export function depthFact(kind, layer) {
  const {depth, stages} = KINDS[kind];
  return {[depth]: stages ? layer + 1 : layer};
}

/** The page's cursor: the chosen point, else the centre of the chosen patch. */
function pinned(meta) {
  const {place, query} = pageState.facts;
  if (!meta) return null;
  if (place) return pointAt(place, meta);
  const known = query !== null && query < meta.tokens && isPatch(query, meta);
  return known ? centreOf(query, meta) : null;
}

/** A cursor at shares of a crop, which may lie beside it. */
function pointAt(/** @type {number[]} */ [right, down], meta) {
  const [left, top, width, height] = meta.crop;
  return {digest: meta.digest, right, down, x: left + right * width, y: top + down * height};
}

/** The facts that a cursor is, on the page's own view. */
export function factsOf(cursor, meta) {
  if (!cursor) return {query: null, place: null};
  const exact = sharesOf(cursor, meta);
  const token = patchAt(pointAt(exact, meta), meta);
  if (token !== null && isCentre(exact, token, meta)) return {query: token, place: null};
  const place = exact.map(written);
  return {query: patchAt(pointAt(place, meta), meta), place};
}

function sharesOf(cursor, meta) {
  const [left, top, width, height] = meta.crop;
  if (cursor.digest !== meta.digest) return [cursor.right, cursor.down];
  return [(cursor.x - left) / width, (cursor.y - top) / height];
}

function isCentre(/** @type {number[]} */ [right, down], token, meta) {
  const centre = centreOf(token, meta);
  return Math.abs(centre.right - right) < 1e-9 && Math.abs(centre.down - down) < 1e-9;
}

/** Rounded; the edge of the crop stays inside it. */
function written(share) {
  const rounded = Math.round(share * DIGITS) / DIGITS;
  return share < 1 ? Math.min(rounded, 1 - 1 / DIGITS) : rounded;
}

// A region as a query. Everything on the page that takes a token as its query takes a region as a
// number below EVERY: the same number for the same region, whose tokens depend on the grid.
import {circled} from './lasso.js';
import {regionText} from './region_text.js';

/**
 * @typedef {import('./replies.js').BlockRegion | import('./replies.js').LassoMask} Region
 */

const HALF = 0.5 - 1e-6; // share inside from which a patch belongs to a region
const FIRST = -2;

/** @type {{region: Region, text: string, tokens: Map<string, number[]>}[]} */ const known = [];
/** @type {Map<string, number>} */ const numbers = new Map();

/** The query that stands for a region. */
export function queryOfRegion(/** @type {Region} */ region) {
  const text = regionText(region);
  if (!numbers.has(text)) {
    numbers.set(text, FIRST - known.length);
    known.push({region, text, tokens: new Map()});
  }
  return /** @type {number} */ (numbers.get(text));
}

/** The query of a chosen region among some; null where none is chosen. */
export function chosenRegion(regions, chosen) {
  const region = chosen === null ? null : regions?.[chosen];
  return region ? queryOfRegion(region) : null;
}

export const isRegion = query => query <= FIRST;

/** The text of a region, as a route takes it. */
export const textOfQuery = query => known[FIRST - query].text;

/** The tokens of a region's query on a grid, in rising order; never none. */
export function tokensOfQuery(query, grid) {
  const {region, tokens} = known[FIRST - query];
  const name = [grid.rows, grid.cols, grid.prefix].join();
  if (!tokens.has(name)) tokens.set(name, tokensOf(region, grid));
  return /** @type {number[]} */ (tokens.get(name));
}

/** "region of 12 patches". */
export function regionName(query, grid) {
  const count = tokensOfQuery(query, grid).length;
  return `region of ${count} ${count === 1 ? 'patch' : 'patches'}`;
}

/** The closed line of a region through points [right, down]. */
export function outlineOf(/** @type {Region} */ region) {
  if (region.kind === 'lasso') return region.points;
  const {top, bottom, left, right} = region;
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/**
 * The tokens of a region on a grid, in rising order: patches at least half inside, else the one in
 * which the line lies, as vit/tasks/outlines.py has it.
 */
export function tokensOf(/** @type {Region} */ region, {rows, cols, prefix}) {
  const points = outlineOf(region);
  const tokens = [];
  circled(points, {rows, cols}).forEach((share, i) => {
    if (share >= HALF) tokens.push(prefix + i);
  });
  if (tokens.length) return tokens;
  const mean = axis => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const within = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return [prefix + within(mean(1), rows) * cols + within(mean(0), cols)];
}

// The page's query on the grids of this screen: the cell that it lies in, and a cell as the query.
import {centreOf, cursorAt, patchAt, seenAt} from '../draw/eye.js';
import {isPatch} from '../record/grid.js';
import {choose} from '../state/choices.js';
import {pageState} from '../state/page.js';

const DIGITS = 4; // of a place: as many as a link writes
const WHOLE = [1, 1];

/** The query as a cell of the grid that a section shows: `grid()` is {rows, cols, covers}. */
export class QueryCell {
  constructor(page, grid) {
    this.page = page;
    this.grid = grid;
  }

  /** The cell that holds the query; null without one. */
  get pinned() {
    return cellOfQuery(this.grid(), this.page.state);
  }

  /** Chooses a cell; null gives the query up. */
  pin(cell) {
    if (cell === null) choose({query: null});
    else chooseCell(cell, this.grid(), this.page.state.meta);
  }

  /** A second click on the same cell lets it go. */
  toggle(cell) {
    this.pin(this.pinned === cell ? null : cell);
  }
}

/**
 * The cell of a grid {rows, cols, covers} that holds the query, row by row; null where the query
 * is no patch or lies beside the grid.
 */
function cellOfQuery(grid, {meta, pinned}) {
  if (pinned === null || !isPatch(pinned, meta)) return null;
  return patchAt(pointOf(pinned, meta), seenBy(grid, meta));
}

/** Chooses the patch in the middle of a cell and, where the grid is another one, that point. */
function chooseCell(cell, grid, meta) {
  if (isOwn(grid, meta)) {
    choose({query: meta.prefix + cell});
    return;
  }
  const point = seenAt(centreOf(cell, seenBy(grid, meta)), meta);
  const place = point.map(share => +share.toFixed(DIGITS));
  const before = pageState.facts.place;
  const query = patchAt(cursorAt(place, meta), meta);
  choose({query, place: before?.join() === place.join() ? before : place});
}

/** The point of a query: the one that was chosen inside its patch, else the middle. */
function pointOf(query, meta) {
  const {place} = pageState.facts;
  const exact = place && cursorAt(place, meta);
  return exact && patchAt(exact, meta) === query ? exact : centreOf(query, meta);
}

/** A grid over the picture of a view, as the eye has it: see Overlay.mark for `covers`. */
function seenBy({rows, cols, covers: [down, across] = WHOLE}, {crop, digest}) {
  const [left, top, width, height] = crop;
  return {rows, cols, prefix: 0, digest, crop: [left, top, width * across, height * down]};
}

const isOwn = ({rows, cols, covers = WHOLE}, meta) =>
  rows === meta.rows && cols === meta.cols && covers.every(share => share === 1);

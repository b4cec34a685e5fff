// What a person does with regions: draw, grow, choose and remove them. A choice is one step of undo.
import {isPatch, middle, step, tokenAt} from '../record/grid.js';
import {thinned} from '../record/lasso.js';
import {limits} from '../record/limits.js';
import {outlineOf, queryOfRegion} from '../record/region_query.js';
import {writable, writableShare} from '../record/region_text.js';
import {blockBetween, cornersOf} from '../record/regions.js';
import {chosenQuery} from '../screen/query.js';
import {choose} from '../state/choices.js';
import {pageState} from '../state/page.js';

/** Methods that have no map of a region, or none here -> what shows one. */
const SHOWS = {
  class: () => ({method: 'attention'}),
  positions: () => ({method: 'attention'}),
  features: () => ({feature: 'similarity'}),
};
const NEW = {attention: {}, rollout: {}};

/** A map of the region, where the present one is of something else. */
const mapOf = ({method}) => NEW[method] ?? SHOWS[method]?.() ?? {};

/** A block or a line as exact as a link writes it. */
function written(region) {
  if (region.kind === 'lasso') return {kind: 'lasso', points: region.points.map(writable)};
  const edges = ['top', 'bottom', 'left', 'right'].map(edge => [edge, writableShare(region[edge])]);
  return {kind: 'block', ...Object.fromEntries(edges)};
}

/** The region of a line that a pointer drew: the patches between its ends, or the line itself. */
export function regionOf(tool, points, meta) {
  if (tool === 'lasso') return written({kind: 'lasso', points: thinned(points)});
  const at = ([right, down]) =>
    tokenAt(Math.floor(down * meta.rows), Math.floor(right * meta.cols), meta);
  return written(blockBetween(at(points[0]), at(points.at(-1)), meta));
}

/** `redraw` after a change of what is being drawn; `full` says that no more regions are kept. */
export function regionActions(s, {redraw, full}) {
  let corner = null; // the patch that the arrows move: {region, fixed, moving}
  const at = () => pageState.facts.chosen_region;

  /** Keeps a region in place of the chosen one, or beside the others. */
  function keep(region, {beside = false, gesture = null} = {}) {
    const regions = [...s.regions];
    const place = beside || !s.region ? regions.length : at();
    if (place >= limits.mostRegions) return full();
    regions[place] = region;
    choose({regions, chosen_region: place, ...mapOf(s)}, {gesture});
  }

  function grow(down, right) {
    const {meta} = s.trace;
    const before = cornerOf(meta);
    const moving = step(before.moving, [down, right], meta);
    const region = written(blockBetween(before.fixed, moving, meta));
    corner = {region, fixed: before.fixed, moving};
    keep(region, {gesture: 'region'});
  }

  /** The corners of the chosen block, or the query's own patch. */
  function cornerOf(meta) {
    const {region} = s;
    if (region && corner?.region === region) return corner;
    if (region?.kind === 'block') {
      const [fixed, moving] = cornersOf(region, meta);
      return {fixed, moving};
    }
    const query = chosenQuery(s);
    const token = query !== null && isPatch(query, meta) ? query : middle(meta);
    return {fixed: token, moving: token};
  }

  return {
    draw(tool, points) {
      s.hover = null;
      const region = regionOf(tool, points, s.trace.meta);
      s.drawing = queryOfRegion(region);
      s.drawn = tool === 'lasso' ? points : outlineOf(region);
      redraw();
    },
    drawn(tool, points, beside) {
      s.drawing = s.drawn = null;
      keep(regionOf(tool, points, s.trace.meta), {beside});
      redraw();
    },
    undrawn() {
      s.drawing = s.drawn = null;
      redraw();
    },
    addPatch: token => keep(written(blockBetween(token, token, s.trace.meta)), {beside: true}),
    grow: (down, right) => {
      if (s.trace) grow(down, right);
    },
    chooseRegion: i => choose({chosen_region: at() === i ? null : i, ...mapOf(s)}),
    removeRegion(i = at()) {
      if (i === null || !s.regions[i]) return;
      const regions = s.regions.filter((_, place) => place !== i);
      const chosen = at();
      const next = chosen === null || chosen === i ? null : chosen - Number(chosen > i);
      choose({regions: regions.length ? regions : null, chosen_region: next});
    },
  };
}

// What stays of the choices with another view of the page: all that still means the same.
import {centreOf, patchAt} from '../draw/eye.js';
import {isPatch} from '../record/grid.js';
import {inFrame} from '../record/regions.js';

const OF_ANSWER = {target: null, threshold: null, against: null, tag: null};
const NO_REGION = {regions: null, chosen_region: null};
const OF_MODEL = {
  ...{
    layer: null,
    head: null,
    end: null,
    depth: null,
    start: 0,
    at: null,
    pins: null,
    blend: false,
  },
  ...{facet_head: null, columns: null, table: null, turn: null, filter: 0, filter_patch: null},
  ...{match_depth: null, source: 0},
};

/**
 * The facts that change with another view; nothing for the first one. `kept` says that the picture
 * takes the place of one that was missing.
 * @param {any} facts
 * @param {import('../record/replies.js').Descriptor} meta
 * @param {boolean} kept
 */
export function carried(facts, meta, kept) {
  const before = facts.pass?.meta;
  if (!before) return {};
  const same = names => names.every(name => before[name] === meta[name]);
  const picture = kept || same(['digest']);
  const rules = [
    [picture, placed(facts, before, meta), {query: null, place: null, ...NO_REGION}],
    [picture || facts.clip !== 'pan', {}, {moment: 0, followed: null}],
    [picture && facts.regions, framed(facts, before, meta), {}],
    [picture && same(['checkpoint']), {}, OF_ANSWER],
    [same(['checkpoint']), {}, {...OF_MODEL, ...methodOf(facts)}],
    [same(['checkpoint', 'rows', 'cols']), {}, {change: null, sheet: null}],
    [picture && same(['checkpoint', 'rows', 'cols']), {}, {mask: null}],
  ];
  return Object.assign({}, ...rules.map(([holds, then, otherwise]) => (holds ? then : otherwise)));
}

/** Attention gives way to what another model opens with, which is features without classes. */
const methodOf = ({method}) => (method === 'attention' ? {method: null} : {});

/** A pinned patch keeps its place on the picture when only the grid or the crop changes. */
function placed({query, place}, before, after) {
  if (query === null) return {place: null}; // a point beyond the crop
  if (!isPatch(query, before)) return {query: query < after.prefix ? query : null};
  const same = before.digest === after.digest; // else shares of the crop stay
  const moved = same && before.crop.some((edge, i) => edge !== after.crop[i]);
  return {query: patchAt(centreOf(query, before), after), place: moved ? null : place};
}

/** Regions stay where they are on the picture when the crop moves; one that leaves it is gone. */
function framed({regions, chosen_region: chosen}, before, after) {
  const moved = before.crop.some((edge, i) => edge !== after.crop[i]);
  if (!regions || !moved) return {};
  const placed = regions.map(region => inFrame(region, before.crop, after.crop));
  const left = placed.filter(Boolean);
  const at = placed[chosen] ? left.indexOf(placed[chosen]) : null;
  return left.length ? {regions: left, chosen_region: at} : NO_REGION;
}

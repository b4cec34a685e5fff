// What the matrix can show of each head instead of its map: one figure of that map, as a colour.
import {distance, entropy, prefixMass} from '../record/measures.js';
import {isRegion} from '../record/region_query.js';
import {phraseOf} from '../record/grid.js';
import {fixed, number, percent} from '../record/figures.js';

/** `of` a map [N] whose sum is 1; `most` is the largest there can be, NaN where it has none. */
const FIGURES = {
  entropy: {
    of: entropy,
    most: (query, {tokens}) => Math.log2(tokens),
    write: value => `${fixed(value, 1)} bit`,
  },
  distance: {of: distance, most: farthest, write: value => `${number(value)} px`},
  prefix: {
    of: (values, query, {prefix}) => prefixMass(values, prefix),
    most: () => 1,
    write: share => percent(share),
  },
};

/** Pixels from a patch to the one farthest from it; NaN for what is no patch. */
function farthest(query, {prefix, rows, cols, patch}) {
  if (query < prefix) return NaN;
  const row = Math.floor((query - prefix) / cols);
  const col = (query - prefix) % cols;
  return Math.hypot(Math.max(row, rows - 1 - row), Math.max(col, cols - 1 - col)) * patch;
}

/** Map -> its figure as a share of the largest there can be, NaN where it has none; null: maps. */
export function cellUnit({cells, trace: {meta}}, query) {
  const figure = FIGURES[cells];
  if (!figure) return null;
  const most = figure.most(query, meta);
  return values => {
    const sum = values.reduce((all, value) => all + value, 0) || 1;
    return (
      figure.of(
        values.map(value => value / sum),
        query,
        meta,
      ) / most
    );
  };
}

/** What all maps show, or from which to which value the cells' colours go: "0 to 7.2 bit". */
export function cellsText({cells, direction, trace: {meta}}, query) {
  const figure = FIGURES[cells];
  if (cells === 'weights') return 'query down, key across';
  if (!figure && direction === 'received') return 'attention received';
  if (!figure && isRegion(query)) return `attention ${direction} the region`;
  if (!figure) return `attention ${direction} ${phraseOf(query, meta)}`;
  const most = figure.most(query, meta);
  return Number.isNaN(most) ? 'only from a patch' : `dark 0 to light ${figure.write(most)}`;
}

// Which positions the section Positions draws, as the page's facts say.
import {clamp} from '../../record/grid.js';
import {pageState} from '../../state/page.js';

/** The facts that say it. */
export const CHOICE = ['table', 'sheet', 'turn'];

/** What the page's facts say of a model: {table, rows, cols, layer, head}. */
export function wishOf({facts: {rotary}, tables}, meta) {
  const {table, sheet, turn} = pageState.facts;
  const [rows, cols] = sheet ?? [meta.rows, meta.cols];
  const {layers, heads} = rotary ?? {layers: 1, heads: 1};
  const [layer, head] = turn ?? [0, 0];
  return {
    table: tables.includes(table) ? table : tables[0],
    ...{rows, cols},
    layer: clamp(layer, 0, layers - 1),
    head: clamp(head, 0, heads - 1),
  };
}

/** What a table is held beside: the model's own if it is not that, else sinusoidal positions. */
export const beside = (table, tables) =>
  (table === 'learned' ? 'sinusoidal' : tables.find(name => name !== table)) ?? null;

// The sentences of the section Positions.
import {POINT} from '../../page/pointing.js';
import {figure, number} from '../../record/figures.js';

const cellText = (cell, {cols}) => `(${Math.floor(cell / cols)}, ${cell % cols})`;

/** What a table of positions is called on a button. */
export const TABLES = {learned: 'Learned', rotary: 'Rotary', sinusoidal: 'Sinusoidal'};

const NAMES = {
  learned: 'Position similarity',
  sinusoidal: 'Sinusoidal similarity',
  rotary: 'Rotary similarity',
};

/** What kind of positions the model has. */
export function kindText({kind, stored: [rows, cols], prefix, refusal, rotary}, meta) {
  const turns = rotary ? rotaryText(rotary) : '';
  const width = meta.position_width;
  if (refusal) return turns;
  if (kind === 'sinusoidal') return `Sine and cosine of width ${width}: a formula, not learned.`;
  const names = prefix.map(({name}) => `the ${name}`);
  const apart = names.length > 2 ? `${names.length} tokens beside them` : names.join(' and ');
  const table =
    `Learned: a table of ${rows} × ${cols} positions of width ${width}` +
    (apart ? `, and those of ${apart}.` : '; tokens beside the patches have none.');
  return `${table} ${turns}`.trim();
}

function rotaryText({kind, heads, pairs}) {
  const each = heads > 1 ? 'learned for every layer and head' : 'the same in every layer and head';
  return (
    `Rotary: ${pairs} pairs of a query’s and key’s channels turn by where a patch lies, ` +
    `${each} (${kind}). The similarity is what that alone gives a query and an equal key.`
  );
}

/** Where the positions of a choice come from. */
export function gridText({rows, cols, table}, {stored, resampling}, meta) {
  const used = rows === meta.rows && cols === meta.cols ? 'the grid in use' : '';
  if (table !== 'learned') return used || 'by the formula, on another grid';
  const own = rows === stored[0] && cols === stored[1];
  const origin = own
    ? 'as stored'
    : `${resampling === 'bicubic' ? 'bicubic' : 'bilinear'} from ${stored[0]} × ${stored[1]}`;
  return [origin, used].filter(Boolean).join(', ');
}

export function lengthText(norms) {
  const mean = norms.reduce((sum, value) => sum + value, 0) / norms.length;
  return `Mean length ${number(mean)}.`;
}

/** How fast similarity falls along each axis: the distance at which half of its fall is over. */
export function profileText({rows, cols}) {
  const half = values => {
    const least = Math.min(...values);
    const middle = (1 + least) / 2;
    return values.findIndex(value => value < middle);
  };
  const distance = k => (k < 1 ? 'not at all' : k === 1 ? '1 patch' : `${k} patches`);
  return `Half of the fall is over after ${distance(half(rows))} down and ${distance(half(cols))} across.`;
}

/** The heading and the status line for one position. */
export function stage({grid, values, query, at, probe, table}, pinned = false, hovered = false) {
  const here = cellText(query, grid);
  const name = NAMES[table];
  return {
    title: `${name} with ${here}`,
    where: pinned ? 'pinned; Esc releases it' : hovered ? '' : `${POINT} to move it`,
    line:
      `${name}   ${here} and ${cellText(at, grid)}${probe === null ? ' (peak)' : ''}: ` +
      `cosine ${figure(values[at], false)}`,
  };
}

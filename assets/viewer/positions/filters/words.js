// The sentences of the section Embedding filters.
import {figure, percent} from '../../record/figures.js';

/** Which kernel the filters come from. */
export function sizeText({patch, rows, cols}, meta) {
  const cut = `The picture has ${rows} × ${cols} patches of this size.`;
  if (patch === meta.patch) return `The kernel in use. ${cut}`;
  return `The kernel resized to patches of ${patch} px, as the model does it. ${cut}`;
}

export function spreadText({shares, count}) {
  const sum = shares.reduce((a, b) => a + b, 0);
  return (
    `The first ${count} components hold ${percent(sum)} of the filters’ variance, the first ` +
    `alone ${percent(shares[0])}. Each is scaled by its own largest entry; grey is zero.`
  );
}

export const filterTitle = ({index, share}) => `Filter ${index + 1}, ${percent(share)} of variance`;

export function filterLine({grid, index, values, at, top}) {
  const cell = `(${Math.floor(at / grid.cols)}, ${at % grid.cols})`;
  const value = figure(values[at], false);
  const note = at === top ? ' (strongest)' : '';
  return `Filter ${index + 1}   response ${value} in patch ${cell}${note}`;
}

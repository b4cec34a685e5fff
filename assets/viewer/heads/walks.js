// The pictures of all heads for the keyboard: the arrow keys go from head to head as they lie there.
import {tellPlace, walking} from '../page/walking.js';
import {clamp} from '../record/grid.js';
import {headName} from '../screen/figures.js';

/**
 * Arrow keys on a picture of heads choose one. `part` is {canvas, next(cell, down, right)}, the
 * head that lies so far from another, {layer, head}; `choose(cell)` makes it the chosen one.
 */
export function walkHeads(part, state, choose) {
  walking(part.canvas, {
    move: (down, right) => {
      if (state.trace) choose(part.next({layer: state.layer, head: state.head}, down, right));
    },
  });
}

/** Writes a head as the value of such pictures. */
export function tellHead(canvases, {layer, head}, {layers, heads}) {
  const value = {
    at: layer * heads + head,
    count: layers * heads,
    text: headName({layer, head}, heads),
  };
  for (const canvas of canvases) tellPlace(canvas, value);
}

/** The head so far from another where layers lie below one another and heads side by side. */
export const nextInGrid = ({layers, heads}, {layer, head}, down, right) => ({
  layer: clamp(layer + down, 0, layers - 1),
  head: clamp(head + right, 0, heads - 1),
});

/** The same where heads lie in the order of numbers layer * heads + head, in lines of `columns`. */
export function nextInOrder({order, heads, columns}, {layer, head}, down, right) {
  const from = order.indexOf(layer * heads + head);
  if (from < 0) return {layer, head}; // nothing is drawn yet
  const i = order[clamp(from + right + (down && down * columns), 0, order.length - 1)];
  return {layer: Math.floor(i / heads), head: i % heads};
}

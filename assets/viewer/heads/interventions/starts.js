// What can be tried with one click while nothing is changed yet, in the place of the map after it.
import {button, dataOf, el} from '../../page/dom.js';
import {cellOf, nameOf} from '../../record/grid.js';
import {headName} from '../../screen/figures.js';
import {isChanged, placeOf} from './change.js';

const HOT = 4; // temperature of a start
const HALF = 0.5; // share of a patch that is object, from which it is masked

export class Starts {
  text = '';
  parts = []; // of a change, one for each start

  /** `put` takes a part of a change. */
  constructor(box, put) {
    this.box = box;
    box.addEventListener('click', event => {
      const {start} = dataOf(event);
      if (start !== undefined) put(this.parts[Number(start)]);
    });
  }

  /** The starts for a state; `peak` is the token with the largest weight of the map in sight. */
  paint(state, layer, peak) {
    this.box.hidden = isChanged(state.change) || state.brush !== 'look';
    if (this.box.hidden) return;
    const starts = [...ofHeads(state), ...ofLayer(state, layer), ofPatches(state, peak)];
    const text = starts.map(start => start.text).join();
    this.parts = starts.map(start => start.part);
    if (this.text === text) return;
    this.text = text;
    this.box.replaceChildren(
      el('p', 'av-starts-head', 'Nothing is changed yet. Try:'),
      ...starts.map((start, i) => {
        const node = button('av-toggle', start.text);
        node.dataset.start = String(i);
        return node;
      }),
      el('p', '', 'Or click heads at the right, mask patches of the picture, move a temperature.'),
    );
  }
}

/** The heads that are worth most and least to the class, by the first-order figure. */
function ofHeads({importance, target, before: {meta}}) {
  const first = importance.result?.first;
  if (!first || !target) return [];
  const order = [...first.keys()].sort((a, b) => first[b] - first[a]);
  const least = [...order].sort((a, b) => Math.abs(first[a]) - Math.abs(first[b]))[0];
  const off = (index, words) => {
    const place = {layer: Math.floor(index / meta.heads), head: index % meta.heads};
    const text = `${headName(place, meta.heads)} off: ${words}`;
    return {text, part: {off: new Set([placeOf(place.layer, place.head)])}};
  };
  return [off(order[0], `worth most to ${target.name}`), off(least, 'worth least')];
}

/** All heads of the layer in sight, and its temperature. */
function ofLayer({before: {meta}}, layer) {
  const heads = Array.from({length: meta.heads}, (_, head) => placeOf(layer, head));
  return [
    {text: `All heads of layer ${layer + 1} off`, part: {off: new Set(heads)}},
    {
      text: `Layer ${layer + 1} at temperature ${HOT}`,
      part: {temperature: new Map([[layer, HOT]])},
    },
  ];
}

/** The patch of a token and those beside it, counted from 0. */
function nearTo(token, {prefix, rows, cols}) {
  const {row, col} = cellOf(token, {prefix, cols});
  return Array.from({length: rows * cols}, (_, patch) => patch).filter(
    patch => Math.abs(Math.floor(patch / cols) - row) <= 1 && Math.abs((patch % cols) - col) <= 1,
  );
}

/** The patches of a drawn object, or those around the peak of the map. */
function ofPatches({before}, peak) {
  const {meta, record} = before;
  const {names, coverage} = record.objects ?? {};
  if (names?.length) {
    const inside = [...coverage[0].keys()].filter(patch => coverage[0][patch] >= HALF);
    if (inside.length && inside.length < meta.rows * meta.cols) {
      const count = inside.length === 1 ? 'the patch' : `the ${inside.length} patches`;
      return {text: `Mask ${count} of the ${names[0]}`, part: {hidden: new Set(inside)}};
    }
  }
  const around = nearTo(peak, meta);
  return {
    text: `Mask the ${around.length} patches around ${nameOf(peak, meta)}`,
    part: {hidden: new Set(around)},
  };
}

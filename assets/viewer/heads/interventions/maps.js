// One map before and after a change, side by side with one cursor, and the brush that masks.
import {times} from '../../record/figures.js';
import {colormap} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {fit, frame, patchBox} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {pointing} from '../../page/pointing.js';
import {say} from '../../page/dom.js';
import {cellOf, isPatch, phraseOf, startOf} from '../../record/grid.js';
import {countAbove, peak} from '../../record/measures.js';
import {uniformScale} from '../../record/scale.js';
import {sinksOf} from '../../record/sinks.js';

const MEAN_COLOUR = '#7a7873';
const VEIL = 'rgba(0,0,0,.72)';
const CROSS = 'rgba(255,255,255,.55)';

/** Both maps [N] of a layer, a head and the query in sight; null for one that is not here. */
export function mapsOf({before, after, pinned, query}, {layer, head}) {
  const fallback = pinned ?? startOf(before.meta);
  return [before, after].map(trace => {
    trace?.attend(query, 'from', {first: layer, last: layer, fallback});
    return trace && trace.origins[layer] !== 'missing' ? trace.map(layer, head) : null;
  });
}

export class Pair {
  meta = null;
  brush = 'look'; // as drawn last
  stroke = null; // id of the pointer that draws one

  /**
   * @param {(name: string) => any} find
   * @param {any} actions point(token), pin(token), openNumber(token, side) with side 0 before and 1
   *   after, stroke(patch, began), endGesture(), markHere()
   */
  constructor(find, actions) {
    this.find = find;
    this.plates = ['before', 'after'].map(name => new Plate(find(name)));
    this.legend = new Legend(find);
    this.plates.forEach((plate, side) => {
      this.wireLooking(plate, actions, side);
      this.wireBrush(plate, actions);
    });
  }

  wireLooking(plate, actions, side) {
    const at = event => (this.meta ? plate.tokenAt(event, this.meta) : null);
    const unless = act => token => {
      if (this.meta && this.brush === 'look') act(token);
    };
    pointing(plate.canvas, at, {
      hover: unless(actions.point),
      pin: unless(actions.pin),
      ask: unless(actions.pin),
      number: unless(token => actions.openNumber(token, side)),
    });
  }

  wireBrush(plate, actions) {
    const {canvas} = plate;
    const at = event => plate.tokenAt(event, this.meta) - this.meta.prefix;
    canvas.addEventListener('pointerdown', event => {
      if (!this.meta || this.brush === 'look' || event.button) return;
      canvas.setPointerCapture(event.pointerId);
      this.stroke = event.pointerId;
      actions.stroke(at(event), true);
    });
    canvas.addEventListener('pointermove', event => {
      if (this.stroke === event.pointerId) actions.stroke(at(event), false);
    });
    for (const name of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(name, () => {
        if (this.stroke === null) return;
        this.stroke = null;
        actions.endGesture();
      });
    }
    canvas.addEventListener('keydown', event => {
      if (event.key === 'Enter') actions.markHere();
    });
  }

  measure({meta}) {
    this.meta = meta;
    for (const plate of this.plates) plate.measure(meta);
  }

  /** Draws both maps [N] of a head, null for one that is not here, its sinks, and what is masked. */
  draw(look, maps, {change, query, brush, before, after}, place) {
    const {meta} = look.trace;
    const scale = uniformScale(meta.tokens);
    const map = colormap('inferno');
    const cursor = isPatch(query, meta) ? query : null;
    this.brush = brush;
    this.plates.forEach((plate, i) => {
      const values = maps[i];
      plate.canvas.classList.toggle('is-brushed', brush !== 'look');
      plate.paint(look, [values && {values, scale, map}]);
      if (i) this.masks(plate, change, meta);
      const pass = i ? after : before;
      const sinks = pass ? sinksOf(pass.record, place) : [];
      plate.mark(look, cursor, values && peak(values, meta.prefix, query), sinks);
      this.label(plate, i ? 'After' : 'Before', values && `peak ${peakText(values, query, meta)}`);
    });
    const values = maps[1] ?? maps[0];
    if (values) this.explain(values, query, {meta, scale, map});
  }

  label(plate, name, text) {
    say(this.find(`${name.toLowerCase()}-says`), text ?? '');
    plate.canvas.setAttribute('aria-label', `${name}: ${text ?? 'no map yet'}`);
  }

  /** The legend, at the peak of a map. */
  explain(values, query, {meta, scale, map}) {
    const limit = scale.top * 1.000001;
    const itself = isPatch(query, meta) && values[query] > limit;
    const beyond = countAbove(values, meta.prefix, limit);
    const at = peak(values, meta.prefix, query);
    this.legend.draw({scale, map, values, at, beyond, itself});
  }

  /** Patches masked in pixels and in attention, over the picture after the change. */
  masks(plate, {hidden, blanked}, meta) {
    if (!plate.boxes || !(plate.width > 0)) return;
    const context = fit(plate.ground, plate.width, plate.height);
    const [box] = plate.boxes;
    for (const patch of blanked) {
      const [x, y, width, height] = patchBox(patch, meta, box);
      context.fillStyle = MEAN_COLOUR;
      context.fillRect(x, y, width, height);
    }
    for (const patch of hidden) crossed(context, patchBox(patch, meta, box), blanked.has(patch));
    for (const patch of blanked) frame(context, inner(patchBox(patch, meta, box)), '#fff', 0.75);
  }
}

function crossed(context, box, isBlanked) {
  const [x, y, width, height] = box;
  context.fillStyle = isBlanked ? 'rgba(0,0,0,.4)' : VEIL;
  context.fillRect(x, y, width, height);
  context.strokeStyle = CROSS;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width, y + height);
  context.moveTo(x + width, y);
  context.lineTo(x, y + height);
  context.stroke();
}

/** @param {number[]} box */
const inner = ([x, y, width, height]) => [x + 1.5, y + 1.5, width - 3, height - 3];

/** Place and height of a map's peak: "(3, 4) 12× uniform". */
export function peakText(values, query, meta) {
  const top = peak(values, meta.prefix, query);
  const {row, col} = cellOf(top, meta);
  return `(${row}, ${col}) ${timesText(values[top], meta)}`;
}

/** A weight as a multiple of uniform attention: 12× uniform, 0.31× uniform. */
function timesText(value, {tokens}) {
  return `${times(value * tokens)}× uniform`;
}

/** Half the summed difference of two maps [N]: the share of the attention that went elsewhere. */
export function movedShare(one, other) {
  let sum = 0;
  for (let j = 0; j < one.length; j++) sum += Math.abs(one[j] - other[j]);
  return sum / 2;
}

/** "from patch (3, 4)", "from the class token". */
export const fromText = (query, meta) => `from ${phraseOf(query, meta)}`;

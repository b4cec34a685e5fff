// One map before and after a change, side by side under one cursor, and the brush that masks.
import {colormap} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {fit, frame, patchBox} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {pointing} from '../../page/pointing.js';
import {say} from '../../page/dom.js';
import {cellOf, isPatch, phraseOf} from '../../record/grid.js';
import {countAbove, peak} from '../../record/measures.js';
import {uniformScale} from '../../record/scale.js';

const MEAN_COLOUR = '#7a7873';
const VEIL = 'rgba(0,0,0,.72)';
const CROSS = 'rgba(255,255,255,.55)';

export class Pair {
  /** `actions`: hover, pin, ask as for any picture; brush(patch, began) while one is marked. */
  constructor(find, actions) {
    this.find = find;
    this.plates = ['before', 'after'].map(name => new Plate(find(name)));
    this.legend = new Legend(find);
    for (const plate of this.plates) this.wire(plate, actions);
  }

  wire(plate, actions) {
    const {canvas} = plate;
    const at = event => plate.tokenAt(event, this.meta);
    const unless = act => token => {
      if (this.meta && this.brush === 'look') act(token);
    };
    const looking = {
      hover: unless(actions.hover),
      pin: unless(actions.pin),
      ask: unless(actions.ask),
      number: unless(token => actions.number(token, plate)),
    };
    pointing(canvas, event => (this.meta ? at(event) : null), looking);
    canvas.addEventListener('pointerdown', event => {
      if (!this.meta || this.brush === 'look' || event.button) return;
      canvas.setPointerCapture(event.pointerId);
      this.stroke = event.pointerId;
      actions.brush(at(event) - this.meta.prefix, true);
    });
    canvas.addEventListener('pointermove', event => {
      if (this.stroke === event.pointerId) actions.brush(at(event) - this.meta.prefix, false);
    });
    for (const name of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(name, () => {
        this.stroke = null;
      });
    }
    canvas.addEventListener('keydown', event => {
      if (event.key === 'Enter') actions.here();
    });
  }

  measure({meta}) {
    this.meta = meta;
    for (const plate of this.plates) plate.measure(meta);
  }

  /** Both maps [N] of one query (null for one that is not here), and what is masked. */
  draw(look, maps, change, {query, cursor, brush}) {
    const {meta} = look.trace;
    const scale = uniformScale(meta.tokens);
    const map = colormap('inferno');
    this.brush = brush;
    this.plates.forEach((plate, i) => {
      plate.canvas.classList.toggle('is-brushed', brush !== 'look');
      plate.paint(look, [maps[i] && {values: maps[i], scale, map}]);
      if (i) this.masks(plate, change, meta);
      const top = maps[i] && peak(maps[i], meta.prefix, query);
      plate.mark(look, cursor, top);
      const name = i ? 'After' : 'Before';
      const said = maps[i] ? `peak ${peakText(maps[i], query, meta)}` : '';
      say(this.find(`${name.toLowerCase()}-says`), said);
      plate.canvas.setAttribute('aria-label', `${name}: ${said || 'no map yet'}`);
    });
    const values = maps[1] ?? maps[0];
    if (values) this.explain(values, query, {meta, scale, map});
  }

  explain(values, query, {meta, scale, map}) {
    const limit = scale.top * 1.000001;
    const itself = isPatch(query, meta) && values[query] > limit;
    const beyond = countAbove(values, meta.prefix, limit);
    const at = peak(values, meta.prefix, query);
    this.legend.draw({scale, map, values, at, beyond, itself});
  }

  /** What the model does not see, or what no token attends to, over the picture after. */
  masks(plate, {hidden, blanked}, meta) {
    if (!plate.boxes || !(plate.width > 0)) return;
    const context = fit(plate.ground, plate.width, plate.height);
    const [box] = plate.boxes;
    for (const patch of blanked) {
      context.fillStyle = MEAN_COLOUR;
      context.fillRect(...patchBox(patch, meta, box));
    }
    for (const patch of hidden) crossed(context, patchBox(patch, meta, box), blanked.has(patch));
    for (const patch of blanked) frame(context, inner(patchBox(patch, meta, box)), '#fff', 0.75);
  }
}

function crossed(context, [x, y, width, height], seen) {
  context.fillStyle = seen ? 'rgba(0,0,0,.4)' : VEIL;
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

const inner = ([x, y, width, height]) => [x + 1.5, y + 1.5, width - 3, height - 3];

/** Where a map's peak is, and how high: "(3, 4) 12× uniform". */
export function peakText(values, query, meta) {
  const top = peak(values, meta.prefix, query);
  const {row, col} = cellOf(top, meta);
  return `(${row}, ${col}) ${timesText(values[top], meta)}`;
}

/** A weight as multiples of an even one: 12× uniform, .31× uniform. */
function timesText(value, {tokens}) {
  const times = value * tokens;
  return `${times >= 9.95 ? Math.round(times) : times.toPrecision(2).replace(/^0/, '')}× uniform`;
}

/** Half the summed difference of two maps [N]: the share of the attention that went elsewhere. */
export function movedShare(one, other) {
  let sum = 0;
  for (let j = 0; j < one.length; j++) sum += Math.abs(one[j] - other[j]);
  return sum / 2;
}

/** "from patch (3, 4)", "from the class token". */
export const fromText = (query, meta) => `from ${phraseOf(query, meta)}`;

// Everything the head finder draws: the picture with what is circled, the cells, the thumbnails.
import {QUERY, colormap} from '../../draw/colormap.js';
import {frame, patchBox, ramp} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {el, press, say} from '../../page/dom.js';
import {isPatch, phraseOf} from '../../record/grid.js';
import {uniformScale} from '../../record/scale.js';
import {preciseShare} from '../../record/figures.js';
import {Board} from '../board.js';
import {maskName, patchWords, statusOf, verdict} from './words.js';
import {Ranking} from '../ranking.js';
import {headName} from '../statistics/words.js';

const LOOK = {opacity: 0.82, smooth: false, grid: true};
const VEIL = 'rgba(0,0,0,.5)';
const HALO = 'rgba(0,0,0,.75)';

/** The fields of a block, in the order top, bottom, left, right. */
export const EDGES = ['top', 'bottom', 'left', 'right'];

export class FinderView {
  constructor(find, finder) {
    Object.assign(this, {
      find,
      finder,
      plate: new Plate(find('stage')),
      board: new Board(find('board')),
      ranking: new Ranking(find('ranking')),
      map: colormap('inferno'),
    });
    ramp(find('ramp'), this.map);
  }

  open(meta, objects) {
    const {find} = this;
    const names = objects?.names ?? [];
    find('objects').replaceChildren(
      ...names.map((name, index) => {
        const button = el('button', '', `the ${name}`);
        button.type = 'button';
        Object.assign(button.dataset, {set: 'object', to: String(index)});
        return button;
      }),
    );
    find('objects').hidden = !names.length;
    EDGES.forEach((edge, i) =>
      Object.assign(find(edge), {min: 0, max: (i < 2 ? meta.rows : meta.cols) - 1, value: ''}),
    );
  }

  /** New maps of every head, all on the scale of multiples of uniform. */
  write(trace) {
    const {unit} = uniformScale(trace.meta.tokens);
    this.ranking.write(trace, () => unit, this.map);
  }

  measure({trace: {meta}}) {
    const room = name => this.find(name).parentElement.clientHeight;
    this.plate.measure(meta);
    this.board.measure(meta, room('board'));
    this.ranking.measure(meta, room('ranking'));
  }

  paint(s, now, palette) {
    const {find, finder, board, ranking} = this;
    const {values, order} = now;
    const {meta} = s.trace;
    const most = values ? values.reduce((a, b) => Math.max(a, b), 0) || 1 : 1;
    const asked = () => true;
    board.paint({values, unit: value => value / most, map: this.map, asked}, palette);
    const missing = i => s.trace.made[Math.floor(i / meta.heads)] === 'missing';
    const {query, mask} = finder;
    const words = values ? i => preciseShare(values[i]) : nameAt(meta);
    ranking.paint({trace: s.trace, order, asked, missing, query, words}, palette);
    find('legend').hidden = !values;
    say(find('high'), preciseShare(most));
    say(find('order'), values ? 'Their maps, most inside first' : 'Their maps');
    say(find('verdict'), verdict(finder, now, meta));
    say(find('patch'), patchWords(query, meta));
    press(find('chips'), 'query', isPatch(query, meta) ? 'patch' : String(query));
    press(find('objects'), 'object', mask?.kind === 'object' ? String(mask.index) : '');
    find('only').setAttribute('aria-pressed', String(finder.patchesOnly));
    find('clear').disabled = !mask;
    if (mask?.kind !== 'block') for (const edge of EDGES) find(edge).value = '';
  }

  mark(s, now, palette) {
    const {
      lens,
      trace: {meta},
    } = s;
    const chosen = {layer: s.layer, head: s.head};
    const cell = lens ?? chosen;
    this.board.mark(chosen, lens, palette);
    this.ranking.mark(chosen, lens, palette);
    this.picture(s, cell);
    const {mask, objects, query} = this.finder;
    const circled = mask ? `, circled: ${maskName(mask, objects)}` : '';
    say(this.find('title'), headName(cell));
    say(this.find('from'), `from ${phraseOf(query, meta)}`);
    this.find('stage').setAttribute(
      'aria-label',
      `${meta.picture_name || 'Picture'} with the map ` +
        `of ${headName(cell)}${circled}; a drag circles, arrow keys move the query`,
    );
  }

  picture(s, {layer, head}) {
    const {plate, finder} = this;
    const {
      trace,
      trace: {meta},
    } = s;
    const look = {...s, ...LOOK};
    const here = trace.made[layer] !== 'missing';
    const view = here
      ? {values: trace.map(layer, head), scale: uniformScale(meta.tokens), map: this.map}
      : null;
    plate.paint(look, [view]);
    plate.mark(look, null, null);
    if (s.bare) return;
    const context = plate.canvas.getContext('2d');
    const [box] = plate.boxes;
    if (finder.cover) this.veil(context, meta, box);
    if (finder.mask?.kind === 'lasso') outline(context, finder.mask.points, box);
    if (isPatch(finder.query, meta)) {
      frame(context, patchBox(finder.query - meta.prefix, meta, box), QUERY, 2);
    }
  }

  /** Darkens what lies outside, each patch as far as it does. */
  veil(context, meta, box) {
    context.fillStyle = VEIL;
    this.finder.cover.forEach((share, i) => {
      context.globalAlpha = 1 - share;
      if (share < 1) context.fillRect(...patchBox(i, meta, box));
    });
    context.globalAlpha = 1;
  }

  line(s, now) {
    return statusOf(this.finder, now, s.lens ?? s, s.trace.meta);
  }
}

const nameAt =
  ({heads}) =>
  i =>
    headName({layer: Math.floor(i / heads), head: i % heads});

function outline(context, points, [, , width, height]) {
  for (const [colour, line] of [
    [HALO, 4],
    ['#fff', 2],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.lineJoin = 'round';
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x * width, y * height);
    context.closePath();
    context.stroke();
  }
}

// What the head finder draws: the picture with what is circled, the cells, the thumbnails.
import {QUERY, colormap} from '../../draw/colormap.js';
import {frame, patchBox, ramp} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {button, press, say} from '../../page/dom.js';
import {isPatch, phraseOf} from '../../record/grid.js';
import {uniformScale} from '../../record/scale.js';
import {sinksOf} from '../../record/sinks.js';
import {percent} from '../../record/figures.js';
import {headName} from '../../screen/figures.js';
import {Board} from '../board.js';
import {maskName, patchWords, statusOf, verdict} from './words.js';
import {Ranking} from '../ranking.js';
import {tellHead} from '../walks.js';

const LOOK = {opacity: 0.82, smooth: false, grid: true};
const VEIL = 'rgba(0,0,0,.5)';
const HALO = 'rgba(0,0,0,.75)';

/** The fields of a block, in the order top, bottom, left, right. */
export const EDGES = ['top', 'bottom', 'left', 'right'];

export class FinderView {
  map = colormap('inferno');

  constructor(find, finder) {
    this.find = find;
    this.finder = finder;
    this.plate = new Plate(find('stage'));
    this.board = new Board(find('board'));
    this.ranking = new Ranking(find('ranking'));
    ramp(find('ramp'), this.map);
  }

  open(meta, objects) {
    const {find} = this;
    const names = objects?.names ?? [];
    find('objects').replaceChildren(
      ...names.map((name, index) => {
        const choice = button('', `the ${name}`);
        Object.assign(choice.dataset, {set: 'object', to: String(index)});
        return choice;
      }),
    );
    find('objects').hidden = !names.length;
    EDGES.forEach((edge, i) =>
      Object.assign(find(edge), {min: 0, max: (i < 2 ? meta.rows : meta.cols) - 1, value: ''}),
    );
  }

  /** Colours the maps of every head, all on the scale of multiples of uniform. */
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

  paint(s, summary, palette) {
    const {find, finder} = this;
    const {values} = summary;
    const {meta} = s.trace;
    const most = values?.reduce((a, b) => Math.max(a, b), 0) || 1;
    this.heads(s, summary, most, palette);
    find('legend').hidden = !values;
    say(find('high'), percent(most));
    say(find('order'), values ? 'Their maps, most inside first' : 'Their maps');
    say(find('verdict'), verdict(finder, summary, meta));
    this.controls(finder, meta);
  }

  /** Cells and thumbnails, all in full colours. */
  heads({trace}, {values, order}, most, palette) {
    const {board, ranking} = this;
    const {meta} = trace;
    const {query} = this.finder;
    const selected = () => true;
    const missing = i => trace.origins[Math.floor(i / meta.heads)] === 'missing';
    const words = values ? i => percent(values[i]) : nameAt(meta);
    const sinks = i =>
      sinksOf(trace.record, {layer: Math.floor(i / meta.heads), head: i % meta.heads});
    const marked = i => sinks(i).length > 0;
    board.paint({values, unit: value => value / most, map: this.map, selected, marked}, palette);
    ranking.paint({trace, order, selected, missing, query, words, sinks}, palette);
  }

  controls({query, mask, patchesOnly}, meta) {
    const {find} = this;
    say(find('patch'), patchWords(query, meta));
    press(find('chips'), 'query', isPatch(query, meta) ? 'patch' : String(query));
    press(find('objects'), 'object', mask?.kind === 'object' ? String(mask.index) : '');
    find('only').setAttribute('aria-pressed', String(patchesOnly));
    find('clear').disabled = !mask;
    if (!find('block').contains(document.activeElement)) this.edges(mask);
  }

  /** The fields of a block, wherever it comes from; empty where something else is circled. */
  edges(mask) {
    for (const edge of EDGES) {
      this.find(edge).value = mask?.kind === 'block' ? String(mask[edge]) : '';
    }
  }

  mark(s, palette) {
    const {
      lens,
      trace: {meta},
    } = s;
    const chosen = {layer: s.layer, head: s.head};
    const cell = lens ?? chosen;
    this.board.mark(chosen, lens, palette);
    this.ranking.mark(chosen, lens, palette);
    tellHead([this.board.canvas, this.ranking.canvas], chosen, meta);
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
    const here = trace.origins[layer] !== 'missing';
    const view = here
      ? {values: trace.map(layer, head), scale: uniformScale(meta.tokens), map: this.map}
      : null;
    plate.paint(look, [view]);
    plate.mark(look, null, null, here ? sinksOf(trace.record, {layer, head}) : []);
    if (s.bare) return;
    const context = plate.canvas.getContext('2d');
    const [box] = plate.boxes;
    if (finder.cover) this.veil(context, meta, box);
    if (finder.mask?.kind === 'lasso') outline(context, finder.mask.points, box);
    if (isPatch(finder.query, meta)) {
      frame(context, patchBox(finder.query - meta.prefix, meta, box), QUERY, 2);
    }
  }

  /** Darkens each patch by its share outside. */
  veil(context, meta, box) {
    context.fillStyle = VEIL;
    this.finder.cover.forEach((share, i) => {
      context.globalAlpha = 1 - share;
      if (share >= 1) return;
      const [x, y, width, height] = patchBox(i, meta, box);
      context.fillRect(x, y, width, height);
    });
    context.globalAlpha = 1;
  }

  line(s, summary) {
    return statusOf(this.finder, summary, s.lens ?? s, s.trace.meta);
  }
}

const nameAt =
  ({heads}) =>
  i =>
    headName({layer: Math.floor(i / heads), head: i % heads});

/** Draws a closed line through points [x, y], in fractions of the picture's box. */
function outline(context, points, box) {
  const [, , width, height] = box;
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

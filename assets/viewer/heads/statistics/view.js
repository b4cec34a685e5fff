// What the Statistics section draws: plot, cells, thumbnails, token lengths, and the picture.
import {colormap} from '../../draw/colormap.js';
import {ramp} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {el, say} from '../../page/dom.js';
import {tellPlace, walking} from '../../page/walking.js';
import {clamp, startOf} from '../../record/grid.js';
import {uniformScale} from '../../record/scale.js';
import {sinksOf} from '../../record/sinks.js';
import {headName} from '../../screen/figures.js';
import {Board} from '../board.js';
import {Ranking} from '../ranking.js';
import {tellHead, walkHeads} from '../walks.js';
import {Norms} from './norms.js';
import {DepthPlot} from './plot.js';
import {leftOutOf, renormalised} from './sinks.js';
import {Tags, letterOf} from './tags.js';
import {figuresOf, keyOf, normsKey, pictureWords, statusOf} from './words.js';

const LOOK = {opacity: 0.82, smooth: false, grid: true};

export class StatView {
  map = colormap('inferno');
  reply = null; // the statistics of this picture
  written = null; // which maps the thumbnails have: "token/without"

  constructor(find, section) {
    this.find = find;
    this.section = section;
    this.plate = new Plate(find('picture'));
    this.board = new Board(find('board'));
    this.ranking = new Ranking(find('ranking'));
    this.plot = new DepthPlot(find('plot'));
    this.norms = new Norms(find('norms'));
    this.tags = new Tags(find('tags'), tag => section.select(section.tag === tag ? null : tag));
    this.wire(this.plot, find('plot'));
    this.wire(this.board, find('board'));
    this.wire(this.ranking, find('ranking'));
    this.wireNorms(find('norms'));
  }

  wire(part, canvas) {
    const {page} = this.section;
    const choose = cell => {
      this.section.depth = null; // a finger causes no pointerleave there
      page.choose(cell);
    };
    canvas.addEventListener('pointermove', event => {
      if (event.pointerType === 'mouse') page.lift(part.hit(event));
    });
    canvas.addEventListener('pointerleave', () => page.lift(null));
    canvas.addEventListener('click', event => {
      const cell = part.hit(event);
      if (cell) choose(cell);
    });
    walkHeads(part, page.state, choose);
  }

  wireNorms(canvas) {
    const point = depth => {
      if (depth === this.section.depth) return;
      this.section.depth = depth;
      this.section.page.redraw('mark');
    };
    canvas.addEventListener('pointermove', event => point(this.norms.hit(event)));
    canvas.addEventListener('click', event => point(this.norms.hit(event)));
    canvas.addEventListener('pointerleave', () => point(null));
    walking(canvas, {
      move: (down, right) => {
        const {length} = this.norms.layers;
        if (length) point(clamp((this.section.depth ?? -1) + down + right, 0, length - 1));
      },
    });
  }

  open({meta}, reply) {
    this.reply = reply;
    this.tags.open(reply.rules);
    this.norms.open(reply, meta);
    this.written = null;
    ramp(this.find('ramp'), this.map);
    say(this.find('norms-key'), normsKey(reply, meta));
  }

  /** A head's map [N]; without sinks it sums to 1 over the other tokens. */
  mapOf(trace, layer, head) {
    const values = trace.map(layer, head);
    if (!this.section.without) return values;
    const leftOut = leftOutOf(trace.record, {layer, head}, this.reply.outliers);
    return renormalised(values, trace.meta.prefix, leftOut);
  }

  /** Colours the thumbnails' maps where they are not those of the present state. */
  write({trace, trace: {meta}}) {
    const wanted = `${meta.token}/${this.section.without}`;
    const {unit} = uniformScale(meta.tokens);
    if (this.written === wanted) return;
    this.written = wanted;
    const map = (layer, head) => this.mapOf(trace, layer, head);
    this.ranking.write({meta, map}, () => unit, this.map);
  }

  measure({trace: {meta}}) {
    const room = name => this.find(name).parentElement.clientHeight;
    this.plate.measure(meta);
    this.plot.measure();
    this.norms.measure();
    this.board.measure(meta, room('board'));
    this.ranking.measure(meta, room('ranking'));
  }

  /** Until the figures are here: the picture alone. */
  wait(s) {
    this.picture(s, null);
  }

  paint(s, summary, palette) {
    const {board, ranking, find} = this;
    const {
      figure,
      values,
      axis: {low, high},
      selected,
    } = summary;
    const unit = value => (value - low) / (high - low);
    const {heads} = s.trace.meta;
    const letters = summary.tags.flat().map(letterOf);
    const sinks = i => sinksOf(s.trace.record, {layer: Math.floor(i / heads), head: i % heads});
    const marked = i => sinks(i).length > 0;
    board.paint({values, unit, map: this.map, selected, letters, marked}, palette);
    this.write(s);
    const missing = i => s.trace.origins[Math.floor(i / heads)] === 'missing';
    ranking.paint(
      {
        trace: s.trace,
        order: summary.order,
        selected,
        missing,
        query: startOf(s.trace.meta),
        sinks,
        words: i => figure.write(values[i]),
      },
      palette,
    );
    say(find('title'), figure.title);
    say(find('says'), figure.says);
    say(find('key'), keyOf(summary, s.trace.meta));
    say(find('low'), figure.write(low));
    say(find('high'), figure.write(high));
  }

  mark(s, summary, palette) {
    const {lens} = s;
    const chosen = {layer: s.layer, head: s.head};
    const cell = lens ?? chosen;
    const i = cell.layer * s.trace.meta.heads + cell.head;
    this.plot.draw({...summary, meta: s.trace.meta}, {chosen, lens}, palette);
    this.board.mark(chosen, lens, palette);
    this.ranking.mark(chosen, lens, palette);
    this.norms.draw(this.section.depth, palette);
    this.tags.draw(summary.tags, summary.tags[cell.layer][cell.head], this.section.tag);
    this.picture(s, cell);
    const query = startOf(s.trace.meta);
    const words = pictureWords(s.trace, summary, cell, this.section.depth, query);
    ['head', 'where'].forEach((name, at) => say(this.find(name), words[at]));
    this.figures(figuresOf(summary, i));
    this.label(summary, cell, i);
    this.tell(s);
  }

  /** The chosen head, and the layer whose lengths are on the picture, as values of the canvases. */
  tell({trace: {meta}, layer, head}) {
    const {depth} = this.section;
    const {length: count} = this.norms.layers;
    tellHead(['plot', 'board', 'ranking'].map(this.find), {layer, head}, meta);
    const text = depth === null ? 'no layer chosen' : depth ? `after layer ${depth}` : 'the input';
    tellPlace(this.find('norms'), {at: depth ?? 0, count, text});
  }

  /** The picture under the map of a head, or under the lengths of a layer's tokens. */
  picture(s, cell) {
    const {
      trace,
      trace: {meta},
    } = s;
    const {depth} = this.section;
    const look = {...s, ...LOOK};
    if (depth !== null) {
      this.lengths(s, depth);
      return;
    }
    const {map} = this;
    const here = cell && this.reply && trace.origins[cell.layer] !== 'missing';
    const values = here ? this.mapOf(trace, cell.layer, cell.head) : null;
    this.plate.paint(look, [values && {values, scale: uniformScale(meta.tokens), map}]);
    this.plate.mark(look, null, null, here ? sinksOf(trace.record, cell) : []);
  }

  lengths(s, depth) {
    const {map} = this;
    const {norms, outliers, outlier} = this.reply;
    const {meta} = s.trace;
    const values = norms[depth];
    const patches = values.slice(meta.prefix).sort((a, b) => a - b);
    const middle = patches[patches.length >> 1];
    const look = {...s, ...LOOK};
    const scale = {unit: v => Math.min(1, v / middle / outlier), signed: false};
    this.plate.paint(look, [{values, scale, map}]);
    const framed = outliers[depth].map(token => ({token}));
    this.plate.mark(look, null, null, framed);
  }

  figures(rows) {
    const list = this.find('figures');
    if (list.children.length !== rows.length) {
      list.replaceChildren(
        ...rows.map(({name}) => {
          const item = el('div');
          item.append(el('dt', '', name), el('dd'));
          return item;
        }),
      );
    }
    rows.forEach(({text}, at) => say(list.children[at].lastElementChild, text));
  }

  label({figure, values}, cell, i) {
    const text = `${figure.title} of every head; ${headName(cell)} ${figure.write(values[i])}`;
    for (const name of ['plot', 'board', 'ranking']) {
      this.find(name).setAttribute('aria-label', text);
    }
  }

  line(s, summary) {
    const cell = s.lens ?? s;
    return statusOf(summary, cell, cell.layer * s.trace.meta.heads + cell.head, s.trace);
  }
}

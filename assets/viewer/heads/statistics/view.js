// Everything the Statistics section draws: plot, cells, thumbnails, norms, and the picture.
import {colormap} from '../../draw/colormap.js';
import {frame, patchBox, ramp} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {el, say} from '../../page/dom.js';
import {startOf} from '../../record/grid.js';
import {uniformScale} from '../../record/scale.js';
import {Board} from '../board.js';
import {Ranking} from '../ranking.js';
import {Norms} from './norms.js';
import {DepthPlot} from './plot.js';
import {Tags, letterOf} from './tags.js';
import {figuresOf, headName, keyOf, normsKey, pictureWords, statusOf} from './words.js';

const LOOK = {opacity: 0.82, smooth: false, grid: true};
const OUT = '#e8b04a'; // the frame of an outlier, in both themes

export class StatView {
  constructor(find, section) {
    Object.assign(this, {
      find,
      section,
      plate: new Plate(find('picture')),
      board: new Board(find('board')),
      ranking: new Ranking(find('ranking')),
      plot: new DepthPlot(find('plot')),
      norms: new Norms(find('norms')),
    });
    this.tags = new Tags(find('tags'), tag =>
      section.change({tag: section.tag === tag ? null : tag}),
    );
    for (const part of [this.plot, this.board, this.ranking]) this.wire(part);
    this.wireNorms(find('norms'));
  }

  wire(part) {
    const {page} = this.section;
    const canvas = part.canvas ?? part.axes.canvas;
    canvas.addEventListener('pointermove', event => {
      if (event.pointerType === 'mouse') page.lift(part.hit(event));
    });
    canvas.addEventListener('pointerleave', () => page.lift(null));
    canvas.addEventListener('click', event => {
      const cell = part.hit(event);
      if (!cell) return;
      this.section.depth = null; // a finger does not leave the plot of lengths by itself
      page.choose(cell);
    });
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
  }

  open(trace, told) {
    const {meta} = trace;
    const map = colormap('inferno');
    this.told = told;
    this.map = map;
    this.tags.open(told.rules);
    this.norms.open(told, meta);
    this.written = null;
    ramp(this.find('ramp'), map);
    say(this.find('norms-key'), normsKey(told, meta));
  }

  /** A head's map [N]; where sinks are left out, over the other tokens alone, summing to 1. */
  mapOf(trace, layer, head) {
    const values = trace.map(layer, head);
    return this.section.without
      ? renormalised(values, trace.meta.prefix, this.told.outliers[layer])
      : values;
  }

  /** The thumbnails' maps, when others are asked for than those that are drawn. */
  write({trace, trace: {meta}}) {
    const asked = `${meta.token}/${this.section.without}`;
    const {unit} = uniformScale(meta.tokens);
    if (this.written === asked) return;
    this.written = asked;
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

  /** Before the figures are here: the picture alone. */
  wait(s) {
    this.picture(s, null);
  }

  paint(s, now, palette) {
    const {board, ranking, find} = this;
    const {
      figure,
      values,
      axis: {low, high},
      asked,
    } = now;
    const unit = value => (value - low) / (high - low);
    const {heads} = s.trace.meta;
    board.paint(
      {values, unit, map: this.map, asked, letters: now.tags.flat().map(letterOf)},
      palette,
    );
    this.write(s);
    const missing = i => s.trace.made[Math.floor(i / heads)] === 'missing';
    ranking.paint(
      {
        trace: s.trace,
        order: now.order,
        asked,
        missing,
        query: startOf(s.trace.meta),
        words: i => figure.write(values[i]),
      },
      palette,
    );
    say(find('title'), figure.title);
    say(find('says'), figure.says);
    say(find('key'), keyOf(now, s.trace.meta));
    say(find('low'), figure.write(low));
    say(find('high'), figure.write(high));
  }

  mark(s, now, palette) {
    const {lens} = s;
    const chosen = {layer: s.layer, head: s.head};
    const cell = lens ?? chosen;
    const i = cell.layer * s.trace.meta.heads + cell.head;
    this.plot.draw({...now, meta: s.trace.meta}, {chosen, lens}, palette);
    this.board.mark(chosen, lens, palette);
    this.ranking.mark(chosen, lens, palette);
    this.norms.draw(this.section.depth, palette);
    this.tags.draw(now.tags, now.tags[cell.layer][cell.head], this.section.tag);
    this.picture(s, cell);
    const words = pictureWords(s, now, cell, this.section.depth, startOf(s.trace.meta));
    ['head', 'where'].forEach((name, at) => say(this.find(name), words[at]));
    this.figures(figuresOf(now, i));
    this.label(now, cell, i);
  }

  /** The picture under the map of a head, or under the lengths of a layer's tokens. */
  picture(s, cell) {
    const {
      trace,
      trace: {meta},
    } = s;
    const {depth} = this.section;
    const look = {...s, ...LOOK};
    const map = this.map ?? colormap('inferno');
    if (depth !== null) {
      this.lengths(s, depth, map);
      return;
    }
    const here = cell && this.told && trace.made[cell.layer] !== 'missing';
    const values = here ? this.mapOf(trace, cell.layer, cell.head) : null;
    this.plate.paint(look, [values && {values, scale: uniformScale(meta.tokens), map}]);
    this.plate.mark(look, null, null);
  }

  lengths(s, depth, map) {
    const {norms, outliers, outlier} = this.told;
    const {meta} = s.trace;
    const values = norms[depth];
    const patches = values.slice(meta.prefix).sort((a, b) => a - b);
    const middle = patches[patches.length >> 1];
    const look = {...s, ...LOOK};
    const scale = {unit: v => Math.min(1, v / middle / outlier), signed: false};
    this.plate.paint(look, [{values, scale, map}]);
    this.plate.mark(look, null, null);
    const context = this.plate.canvas.getContext('2d');
    for (const token of outliers[depth]) {
      frame(context, patchBox(token - meta.prefix, meta, this.plate.boxes[0]), OUT, 1.5);
    }
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

  label(now, cell, i) {
    const text =
      `${now.figure.title} of every head; ${headName(cell)} ` +
      `${now.figure.write(now.values[i])}`;
    for (const name of ['plot', 'board', 'ranking']) {
      this.find(name).setAttribute('aria-label', text);
    }
  }

  line(s, now) {
    const cell = s.lens ?? s;
    return statusOf(now, cell, cell.layer * s.trace.meta.heads + cell.head, s.trace.meta);
  }
}

/** A map without the prefix tokens and the outliers, the rest of it summing to 1. */
export function renormalised(values, prefix, outliers) {
  const kept = values.slice().fill(0, 0, prefix);
  for (const token of outliers) kept[token] = 0;
  const all = kept.reduce((sum, value) => sum + value, 0) || 1;
  return kept.map(value => value / all);
}

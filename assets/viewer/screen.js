// Everything the Explore screen draws and says for one state. Sizes are read after layout changes
// only; a frame reads nothing back from the page.
import {channel} from './channel.js';
import {colormap} from './colormap.js';
import {parts, press, say} from './dom.js';
import {Film} from './film.js';
import {isPatch, nameOf} from './grid.js';
import {Heads} from './heads.js';
import {landing} from './landing.js';
import {Legend} from './legend.js';
import {derive, filmUnits, matrixUnits, queryOf, shotOf} from './look.js';
import {Matrix} from './matrix.js';
import {sentences} from './reading.js';
import {Stage} from './stage.js';
import * as words from './words.js';

const DESK = 760;                          // px: the page scrolls on what is narrower
const AROUND = 336;                        // px of all that stands above and below matrix and film

/** The parts of the screen that say something about every frame. */
const TEXTS = ['title', 'where', 'flat', 'prefix', 'matrix-title', 'matrix-where', 'patch',
  'status', 'machine', 'fig-peak', 'fig-self', 'fig-distance', 'fig-entropy', 'fig-prefix'];

export class Screen {
  constructor(element) {
    const find = parts(element);
    Object.assign(this, {
      element, find, legend: new Legend(find), stage: new Stage(find('stage')),
      matrix: new Matrix(find('matrix')), film: new Film(find('film')),
      heads: new Heads(find('heads')),
    });
    this.text = Object.fromEntries(TEXTS.map(name => [name, find(name)]));
  }

  /** The page has colours of its own in light and dark: canvases write labels in them. */
  readPalette() {
    const style = getComputedStyle(this.element);
    const token = name => style.getPropertyValue(name).trim();
    this.palette = {ink: token('--ink'), ink2: token('--ink-2'), ink3: token('--ink-3'),
      raised: token('--raised'), font: `500 11px ${style.fontFamily}`};
  }

  /** Reads the sizes of all boxes and lays the tiles out. */
  measure(s) {
    const {meta} = s.trace;
    this.element.style.setProperty('--aspect', String(meta.input[1] / meta.input[0]));
    this.film.measure(meta);
    const room = innerWidth > DESK ? innerHeight - AROUND - this.film.height : Infinity;
    this.matrix.measure(meta, room, s.layer);
    this.stage.measure();
    this.heads.measure(meta);
  }

  arrange(s) { this.matrix.arrange(s.trace.meta, s.layer); }

  /** Draws one frame; `whole` includes every row of the matrix and the film. */
  render(s, whole) {
    const shot = shotOf(s, derive(s, whole)), query = queryOf(s), map = colormap(s.colormap);
    const units = matrixUnits(s, query);
    this.stage.draw(s, shot);
    this.legend.draw(shot);
    this.matrix.draw(s, query, units, map, this.palette, whole ? null : s.layer);
    this.heads.draw(s, query, units, map);
    if (whole) {
      const available = s.trace.flowing !== 'missing';
      this.film.draw(s, query, filmUnits(s, query), map, this.palette, available);
    }
    this.write(s, shot, query);
    this.mark(s, shot, query);
    return shot;
  }

  write(s, shot, query) {
    const {text} = this, {meta} = shot;
    say(text.title, words.title(s));
    say(text.where, words.where(s, shot));
    say(text.flat, words.flatText(shot));
    say(text.prefix, words.prefixText(s, shot));
    say(text['matrix-title'], words.matrixTitle(meta));
    say(text['matrix-where'], words.matrixWhere(s, query));
    say(text.patch, isPatch(query, meta) ? `Patch ${nameOf(query, meta)}` : 'Patch');
    say(text.status, words.status(s, shot));
    const figures = words.headFigures(s, query);
    for (const [name, value] of Object.entries(figures)) say(text[`fig-${name}`], value);
    channel.tell('reading', [...sentences(s, shot), landed(s, shot)]);
  }

  /** Pressed buttons, only when something about them changed. */
  mark(s, {meta}, query) {
    const chip = isPatch(query, meta) ? 'patch' : String(query);
    const {method, direction, mode, smooth, root: bent, grid, top} = s;
    const target = method === 'class' ? s.target : null;
    const state = [method, direction, mode, smooth, bent, grid, chip, meta.token, top.length,
      target?.index].join();
    if (this.marked === state) return;
    this.marked = state;
    channel.tell('target', target);
    press(this.element, 'method', s.method);
    press(this.element, 'direction', s.direction);
    press(this.element, 'mode', s.mode);
    press(this.element, 'shape', s.smooth ? 'smooth' : 'blocks');
    press(this.element, 'query', chip);
    const signed = s.method === 'positions', root = this.find('root');
    this.find('grid').setAttribute('aria-pressed', String(s.grid));
    root.setAttribute('aria-pressed', String(s.root && s.mode !== 'uniform'));
    root.disabled = s.mode === 'uniform' || signed;
    this.find('scales').disabled = signed;
    this.find('positions').disabled = !meta.positions;
    this.find('class').disabled = !top.length;
    this.find('colormap').disabled = signed;
    const what = `${meta.picture_name || 'Picture'}, cut into ${meta.rows} by ${meta.cols} patches`;
    this.stage.canvas.setAttribute('aria-label',
      `${what}, with the attention of each; arrow keys move the query`);
  }
}

/** A third sentence for drawn scenes, which know where their objects are. */
function landed(s, {values, top, meta, missing, stale}) {
  if (missing || stale || s.method === 'positions') return '';
  return landing(s.trace.record.objects, values, top, meta.prefix);
}

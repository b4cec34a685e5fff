// Draws and writes all that the Explore screen shows for a state. Sizes are read after layout
// changes only; a frame reads nothing from the page.
import {colormap} from '../draw/colormap.js';
import {paletteOf} from '../draw/palette.js';
import {parts, press, say} from '../page/dom.js';
import {tellPlace} from '../page/walking.js';
import {zoom} from '../page/zoom.js';
import {cellsText} from './cells.js';
import {Extras} from './extras.js';
import {featureStrip} from './feature_look.js';
import {FeaturePanel} from './feature_panel.js';
import * as featureWords from './feature_words.js';
import {Film, rolloutStrip} from '../screen/film.js';
import {isPatch, nameOf} from '../record/grid.js';
import {headName} from '../screen/figures.js';
import {Heads} from './heads.js';
import {landing} from './landing.js';
import {Legend} from '../draw/legend.js';
import {derive, filmUnits, matrixQuery, matrixUnits, shotOf} from './look.js';
import {filmOf, lags, queryOf} from '../screen/query.js';
import {Matrix} from './matrix.js';
import {sentences} from './reading.js';
import {showScales} from './scale_choices.js';
import {SinkBar, marksOf, sinkSentence} from './sinks.js';
import {Stage} from '../screen/stage.js';
import * as words from './words.js';

const PHONE = '(max-width: 760px), (max-height: 480px)'; // there the page scrolls
const WIDE = 1.6; // width to height from which the heads stand below the picture
const AROUND = 336; // px of all that stands above and below matrix and film

/** Fields that show a choice as it is. */
const FIELDS = ['cells', 'colormap', 'opacity', 'axes', 'coding'];

/** The parts of the screen with a text about every frame. */
const TEXTS = [
  'title',
  'where',
  'hint',
  'flat',
  'prefix',
  'matrix-title',
  'matrix-where',
  'patch',
  'status',
  'machine',
  'fig-peak',
  'fig-self',
  'fig-distance',
  'fig-entropy',
  'fig-prefix',
];

export class Screen {
  palette = null;
  shot = null; // what the last frame showed
  query = null; // that of the last frame
  sentences = []; // that read its map
  marked = ''; // the state of the buttons

  constructor(element) {
    const find = parts(element);
    this.element = element;
    this.find = find;
    this.legend = new Legend(find);
    this.stage = new Stage(find('stage'));
    this.matrix = new Matrix(find('matrix'));
    this.film = new Film(find('film'));
    this.heads = new Heads(find('heads'));
    this.sinks = new SinkBar(find);
    this.extras = null; // once there are actions
    this.panel = new FeaturePanel(find);
    this.text = Object.fromEntries(TEXTS.map(name => [name, find(name)]));
  }

  ready(s, actions) {
    this.extras = new Extras(this.find, s, actions);
  }

  /** The page has colours of its own in light and dark: canvases write labels in them. */
  readPalette() {
    this.palette = paletteOf(this.element);
  }

  /** Reads the sizes of all boxes and lays the tiles out. */
  measure(s) {
    const {meta} = s.trace;
    const aspect = meta.shape[1] / meta.shape[0];
    this.element.style.setProperty('--aspect', String(aspect));
    this.element.classList.toggle('is-wide', aspect >= WIDE);
    this.film.measure(meta, filmOf(s).count);
    const room = matchMedia(PHONE).matches
      ? Infinity
      : innerHeight / zoom() - AROUND - this.extras.height - this.below;
    this.matrix.measure(meta, room, s.layer);
    this.stage.measure();
    this.heads.measure(meta);
  }

  /** px of what stands below the matrix, beside what is always there. */
  get below() {
    return this.film.height + this.sinks.height + this.panel.height;
  }

  arrange(s) {
    this.matrix.arrange(s.trace.meta, s.layer);
  }

  /** Draws one frame, with all of the matrix and the film where it is `whole`; returns its text. */
  render(s, whole) {
    const other = this.film.g.count !== filmOf(s).count; // another method: another film
    const shot = shotOf(s, derive(s, whole));
    const rows = [this.sinks.draw(s), this.extras.rows(s), this.panel.draw(s, shot)];
    if (rows.includes(true) || other) this.measure(s);
    const query = shot.stale ? shot.query : queryOf(s);
    const ofTiles = matrixQuery(s);
    const map = colormap(s.colormap);
    const units = matrixUnits(s, ofTiles);
    this.shot = shot;
    this.extras.stage(this.stage, s, shot);
    this.legend.draw(shot);
    this.drawMatrix(s, ofTiles, units, map, whole);
    this.heads.draw(s, ofTiles, units, map);
    if (whole) {
      const strip = featured(s)
        ? featureStrip(s, query)
        : rolloutStrip(s, query, filmUnits(s, query), map, marksOf(s));
      this.film.draw(s, strip, this.palette);
    }
    this.mark(s, shot, query);
    this.write(s, shot, query);
    this.query = query;
    return this.text.status.textContent;
  }

  /** The matrix; without a map of the patch under the pointer it stays as it is until that rests. */
  drawMatrix(s, query, units, map, whole) {
    if (this.extras.table(this.matrix, s, this.palette)) {
      say(this.text['matrix-where'], cellsText(s, query));
      return;
    }
    const alone = !whole && lags(s);
    if (alone && s.trace.origins[s.layer] === 'fallback') return;
    this.matrix.draw(s, query, units, map, this.palette, whole ? null : s.layer);
    this.extras.matrix(this.matrix, s);
    say(this.text['matrix-where'], `${cellsText(s, query)}${alone ? ` in L${s.layer + 1}` : ''}`);
  }

  write(s, shot, query) {
    const {text} = this;
    const {meta} = shot;
    const lines = featured(s) ? featureWords : words;
    say(text.title, lines.title(s));
    say(text.where, lines.where(s, shot));
    say(text.hint, lines.hint(s, shot));
    say(text.flat, lines.flatText(shot));
    say(text.prefix, lines.prefixText(s, shot));
    say(text['matrix-title'], words.matrixTitle(meta, s));
    this.tell(s, meta);
    say(text.patch, isPatch(query, meta) ? `Patch ${nameOf(query, meta)}` : 'Patch');
    say(text.status, `${lines.status(s, shot)}${words.behind(s)}`);
    const figures = words.mapFigures(s, shot);
    for (const [name, value] of Object.entries(figures)) say(text[`fig-${name}`], value);
    const [what, spread] = sentences(s, shot);
    this.sentences = [what, sinkSentence(s, shot) || spread, landed(s, shot)];
    this.instead(this.extras.texts(s, shot));
  }

  instead(other) {
    if (!other) return;
    say(this.text.status, other.status);
    if (!other.title) return;
    for (const name of ['title', 'where']) say(this.text[name], other[name]);
    for (const name of ['hint', 'flat', 'prefix']) say(this.text[name], '');
    this.sentences = [...other.sentences, ''];
  }

  /** The chosen head, as the value of the matrix. */
  tell({layer, head}, {layers, heads}) {
    const at = layer * (heads + 1) + head;
    const text = headName({layer, head}, heads);
    tellPlace(this.matrix.canvas, {at, count: layers * (heads + 1), text});
  }

  /** Updates the buttons, only when something about them changed. */
  mark(s, {meta}, query) {
    const chip = isPatch(query, meta) ? 'patch' : String(query);
    const {method, direction, mode, smooth, root: bent, grid, top, feature} = s;
    const target = method === 'class' ? s.target : null;
    const state = [
      method,
      direction,
      mode,
      smooth,
      bent,
      grid,
      chip,
      meta.token,
      top.length,
      target?.index,
      feature,
      s.inside,
      s.blend,
      ...FIELDS.map(name => s[name]),
    ].join();
    if (this.marked === state) return;
    this.marked = state;
    this.fields(s);
    press(this.element, 'method', s.method);
    press(this.element, 'direction', s.direction);
    press(this.element, 'mode', s.mode);
    press(this.element, 'shape', s.smooth ? 'smooth' : 'blocks');
    press(this.element, 'query', chip);
    press(this.element, 'feature', feature);
    this.find('grid').setAttribute('aria-pressed', String(s.grid));
    showScales(this, s);
    this.find('positions').disabled = !meta.positions;
    this.find('class').disabled = !top.length;
    const what = `${meta.picture_name || 'Picture'}, cut into ${meta.rows} by ${meta.cols} patches`;
    this.stage.canvas.setAttribute(
      'aria-label',
      `${what}, with the ${featured(s) ? 'features' : 'attention'} of each; ` +
        'arrow keys move the query',
    );
  }

  /** Fields show what is chosen, here or elsewhere. */
  fields(s) {
    for (const name of FIELDS) this.find(name).value = s[name];
    this.find('opacity').value = String(Math.round(100 * s.opacity)); // percent
  }
}

const featured = s => s.method === 'features';

/** A third sentence for drawn scenes, whose objects have known places. */
function landed(s, {values, top, meta, missing, stale}) {
  if (missing || stale || s.method === 'positions' || featured(s)) return '';
  return landing(s.trace.record.objects, values, top, meta.prefix);
}

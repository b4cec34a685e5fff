// The section Positions: how alike the positions of any two patches are, on any grid.
import {colormap, SIGNED} from '../draw/colormap.js';
import {Legend} from '../draw/legend.js';
import {parts, press, reveal, say} from '../page/dom.js';
import {pointing} from '../page/pointing.js';
import {clamp, step} from '../record/grid.js';
import {peak} from '../record/measures.js';
import {signedScale} from '../record/scale.js';
import {Mini} from './mini.js';
import {Overlay} from './overlay.js';
import {Profile} from './profile.js';
import {TileSheet} from './tile_sheet.js';
import {profiles} from './field.js';
import {gridText, kindText, lengthText, profileText, stage} from './tiles_words.js';

const LARGEST = 32;                        // rows or columns the slider goes to, at least
const SHOWN = 1024;                        // patches up to which profiles are worth every pair

export class Tiles {
  static key = 'tiles';
  static title = 'Positions';

  constructor(page) {
    const find = this.find = name => parts(page.element)(`tiles-${name}`);
    Object.assign(this, {page, overlay: new Overlay(find('stage')), hover: null, pinned: null,
      sheet: new TileSheet(find('sheet')), legend: new Legend(find), table: 'own',
      profiles: {rows: new Profile(find('rows')), cols: new Profile(find('cols'))}});
    this.scale = signedScale();
    this.minis = {apart: [], components: [], norms: new Mini('Lengths'), other: new Mini('')};
    this.wire();
  }

  wire() {
    const {find, page} = this;
    const actions = this.actions(), cell = event => this.overlay.cellAt(event, this.grid);
    pointing(find('stage'), cell, actions, {drag: true});
    pointing(find('sheet'), event => this.sheet.hit(event), actions);
    find('slider').addEventListener('input', event => this.resize(Number(event.target.value)));
    find('table').addEventListener('click', event => {
      const {to} = event.target.closest('[data-set]')?.dataset ?? {};
      if (!to || !this.grid) return;
      this.table = to;
      this.regrid();
      page.redraw('measure');
    });
  }

  actions() {
    const act = change => cell => {
      if (!this.grid) return;
      change(cell);
      this.page.redraw('mark');
    };
    return {
      hover: act(cell => { this.hover = cell; }),
      pin: act(cell => { this.pinned = this.pinned === cell ? null : cell; }),
      ask: act(cell => { Object.assign(this, {pinned: cell, hover: null}); }),
    };
  }

  // ---- data

  async open(s) {
    const {inquiry} = s;
    Object.assign(this, {grid: null, hover: null, pinned: null, table: 'own'});
    const came = await this.page.during(inquiry.loadComponents());
    if (!came || s.inquiry !== inquiry) return;
    const {facts, field} = inquiry, {meta} = s;
    for (const part of ['body', 'controls', 'grids']) this.find(part).hidden = !field;
    reveal(this.find('told'), facts.told);
    say(this.find('kind'), kindText(facts, meta));
    if (field) this.furnish(s);
    this.page.redraw('measure');
  }

  /** Places for what this model has: prefix positions, components, a table to hold beside. */
  furnish({inquiry: {facts, components, other}, meta}) {
    const {find, minis} = this, sides = [meta.rows, meta.cols];
    const small = Math.min(...sides), large = Math.max(...sides);
    minis.apart = facts.prefix.map(({name}) => new Mini(name));
    minis.components = components.map(() => new Mini(''));
    find('beside').replaceChildren(...[...minis.apart, minis.norms, ...(other ? [minis.other] : [])]
      .map(({element}) => element));
    find('components').replaceChildren(...minis.components.map(({element}) => element));
    find('table').hidden = !other;
    const most = Math.ceil(Math.max(LARGEST, large) * small / large);
    Object.assign(find('slider'), {min: 2, max: most, value: small});
    this.meta = meta;
    this.shape(meta.rows, meta.cols);
  }

  /** Another grid by the number of its shorter side, in the shape of the one in use. */
  resize(side) {
    const {rows, cols} = this.meta, small = Math.min(rows, cols);
    this.shape(Math.round(rows * side / small), Math.round(cols * side / small));
    this.page.redraw('measure');
  }

  shape(rows, cols) {
    const {pinned, grid} = this, size = {rows, cols};
    const kept = pinned === null || !grid ? null : rescale(pinned, grid, size);
    Object.assign(this, {pinned: kept, hover: null, size});
    this.regrid();
  }

  regrid() {
    const {inquiry: {field, other}} = this.page.state, {rows, cols} = this.size;
    const own = field.at(rows, cols), second = other?.at(rows, cols) ?? null;
    [this.grid, this.second] = this.table === 'own' ? [own, second] : [second, own];
    const count = rows * cols <= SHOWN;
    this.along = count ? profiles(this.grid) : null;
    this.alongOther = count && this.second ? profiles(this.second) : null;
  }

  ready() { return Boolean(this.grid); }

  // ---- frames

  measure(s) {
    const {minis} = this;
    this.overlay.measure(s.meta);
    this.sheet.measure(s.meta);
    for (const mini of [...minis.apart, ...minis.components, minis.norms, minis.other]) {
      mini.measure(s.meta);
    }
    for (const plot of Object.values(this.profiles)) plot.measure();
  }

  paint(s, palette) {
    const {grid, find, scale, minis} = this, map = colormap(SIGNED), {facts} = s.inquiry;
    this.overlay.paint(s);
    this.sheet.paint(grid, {unit: scale.unit, map});
    this.drawLengths();
    minis.components.forEach((mini, i) => this.drawComponent(s, mini, i));
    for (const [axis, plot] of Object.entries(this.profiles)) {
      plot.draw(axis, this.along?.[axis], this.alongOther?.[axis], palette);
    }
    press(find('table'), 'table', this.table);
    say(find('slider-out'), `${grid.rows} × ${grid.cols}`);
    say(find('grid'), gridText(this.size, facts, s.meta, this.table));
    say(find('lengths'), lengthText(grid.norms));
    say(find('profile'), this.along ? profileText(this.along) : '');
    find('slider').value = Math.min(grid.rows, grid.cols);
  }

  drawLengths() {
    const {grid, minis} = this, low = Math.min(...grid.norms), high = Math.max(...grid.norms);
    const unit = value => (value - low) / (high - low || 1);
    const flat = high - low < 1e-4 * high, [least, most] = [low, high].map(v => v.toPrecision(3));
    minis.norms.draw(grid, {values: grid.norms, unit: flat ? () => .5 : unit,
      map: colormap('inferno'), title: 'Lengths',
      words: flat ? `all ${most}` : `${least} to ${most}`});
  }

  drawComponent({inquiry: {components, facts}, meta}, mini, i) {
    const values = components[i], most = Math.max(...values.map(Math.abs)) || 1;
    mini.draw(meta, {values, unit: value => (value / most + 1) / 2, map: colormap(SIGNED),
      title: `Component ${i + 1}`, words: `${(facts.shares[i] * 100).toFixed(1)} % of variance`});
  }

  /** The position asked about: the pinned one, the one under the pointer, else the middle. */
  get asked() {
    const {rows, cols} = this.grid;
    return this.pinned ?? this.hover ?? (rows >> 1) * cols + (cols >> 1);
  }

  mark(s) {
    const {grid, find, scale, asked, minis} = this, {unit} = scale;
    const map = colormap(SIGNED), values = grid.row(asked);
    const probe = this.pinned !== null && this.hover !== asked ? this.hover : null;
    const at = probe ?? peak(values, 0, asked);
    this.shot = {grid, values, asked, at, probe, scale, map, beyond: 0, table: this.tableName()};
    this.overlay.mark(s, grid, {values, unit, map, signed: true, at: asked, probe});
    this.sheet.mark(asked);
    this.legend.draw(this.shot);
    minis.apart.forEach((mini, k) => {
      const own = this.table === 'own', apart = own ? grid.apart(k) : null;
      const here = apart ? `${apart[asked].toFixed(2)} here` : 'has none';
      mini.draw(grid, {values: apart, unit, map, at: asked, title: s.inquiry.facts.prefix[k].name,
        words: here});
    });
    if (this.second) {
      const beside = this.second.row(asked);
      minis.other.draw(grid, {values: beside, unit, map, at: asked,
        title: this.table === 'own' ? 'Sinusoidal, same place' : 'Learned, same place',
        words: `${beside[at].toFixed(2)} where ${values[at].toFixed(2)}`});
    }
    const told = stage(this.shot, this.pinned !== null, this.hover !== null);
    say(find('title'), told.title);
    say(find('where'), told.where);
    find('stage').setAttribute('aria-label', `${s.meta.picture_name || 'Picture'}: ${told.title}; `
      + 'arrow keys move the position');
  }

  tableName() {
    const {kind} = this.page.state.inquiry.field;
    return this.table === 'own' ? kind : 'sinusoidal';
  }

  line() { return this.shot ? stage(this.shot).line : ''; }

  release() {
    Object.assign(this, {pinned: null, hover: null});
    this.page.redraw('mark');
  }

  moveQuery(s, down, right) {
    this.pinned = step(this.asked, [down, right], {...this.size, prefix: 0});
    this.hover = null;
    this.page.redraw('mark');
  }
}

/** The cell of a new grid that holds the middle of one of an old grid. */
function rescale(cell, old, now) {
  const row = (Math.floor(cell / old.cols) + .5) / old.rows;
  const col = (cell % old.cols + .5) / old.cols;
  return clamp(Math.floor(row * now.rows), 0, now.rows - 1) * now.cols
    + clamp(Math.floor(col * now.cols), 0, now.cols - 1);
}

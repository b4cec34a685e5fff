// The section Positions: how alike the positions of any two patches are, on any grid.
import {colormap, SIGNED} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {parts, press, reveal, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {step} from '../../record/grid.js';
import {peak} from '../../record/measures.js';
import {signedScale} from '../../record/scale.js';
import {Overlay} from '../laboratory/overlay.js';
import {Profile} from './profile.js';
import {Steps} from './steps.js';
import {TileSheet} from './sheet.js';
import {TileMinis} from './minis.js';
import {fill, rescale, sideOf, wireTiles} from './controls.js';
import {gridText, kindText, lengthText, profileText, stage} from './words.js';

const SHOWN = 1024; // patches up to which profiles are worth every pair

export class Tiles {
  static key = 'tiles';
  static title = 'Positions';

  constructor(page) {
    const find = (this.find = name => parts(page.element)(`tiles-${name}`));
    Object.assign(this, {
      page,
      overlay: new Overlay(find('stage')),
      legend: new Legend(find),
      sheet: new TileSheet(find('sheet')),
      minis: new TileMinis(find),
      steps: new Steps(find('steps')),
      profiles: {rows: new Profile(find('rows')), cols: new Profile(find('cols'))},
      scale: signedScale(),
      hover: null,
      pinned: null,
    });
    const actions = this.actions();
    const when = act => event => this.grid && act(event);
    const cell = when(event => this.overlay.cellAt(event, this.grid));
    pointing(find('stage'), cell, actions, {drag: true});
    pointing(
      find('sheet'),
      when(event => this.sheet.hit(event)),
      actions,
    );
    wireTiles(find, {ask: change => this.ask(change), resize: side => this.resize(side)});
  }

  actions() {
    const act = change => cell => {
      if (!this.grid) return;
      change(cell);
      this.page.redraw('mark');
    };
    return {
      hover: act(cell => {
        this.hover = cell;
      }),
      pin: act(cell => {
        this.pinned = this.pinned === cell ? null : cell;
      }),
      ask: act(cell => {
        Object.assign(this, {pinned: cell, hover: null});
      }),
    };
  }

  // ---- data

  async open(s) {
    const {inquiry, meta} = s;
    Object.assign(this, {inquiry, meta, grid: null, wish: null, hover: null, pinned: null});
    const came = await this.page.during(inquiry.loadComponents());
    if (!came || s.inquiry !== inquiry) return;
    const {facts, tables} = inquiry;
    for (const part of ['body', 'controls', 'grids']) this.find(part).hidden = !tables.length;
    reveal(this.find('told'), tables.length ? null : facts.told);
    say(this.find('kind'), kindText(facts, meta));
    if (!tables.length) return;
    fill(this.find, inquiry, meta);
    this.minis.open(inquiry);
    const {rows, cols} = meta;
    this.ask({table: tables[0], rows, cols, layer: 0, head: 0});
  }

  /** Another grid by the number of its shorter side, in the shape of the one in use. */
  resize(side) {
    const {rows, cols} = this.meta;
    const small = sideOf(this.meta);
    this.ask({rows: Math.round((rows * side) / small), cols: Math.round((cols * side) / small)});
  }

  /**
   * Another grid, table or head, once the positions are here. What rotary positions need is
   * fetched; while some is on its way only the newest wish waits.
   */
  async ask(change) {
    if (!this.wish && !change.table) return;
    const {inquiry} = this;
    const wish = (this.wish = {...this.wish, ...change});
    const second = beside(wish.table, inquiry.tables);
    if ([wish.table, second].includes('rotary')) {
      if (this.turning === inquiry) return;
      this.turning = inquiry;
      const came = await this.page.during(inquiry.loadRotary(wish));
      if (this.inquiry !== inquiry) return;
      this.turning = null;
      if (this.wish !== wish) {
        this.ask({});
        return;
      }
      if (!came) return;
    }
    const {pinned, grid} = this;
    Object.assign(this, {
      hover: null,
      shown: wish,
      secondName: second,
      pinned: pinned === null || !grid ? null : rescale(pinned, grid, wish),
      grid: inquiry.grid(wish.table, wish),
      second: inquiry.grid(second, wish),
    });
    const count = wish.rows * wish.cols <= SHOWN;
    this.along = count ? this.grid.profiles() : null;
    this.alongOther = count ? this.second?.profiles() : null;
    this.page.redraw('measure');
  }

  ready() {
    return Boolean(this.grid);
  }

  // ---- frames

  measure(s) {
    const {
      find,
      shown: {table},
      inquiry,
    } = this;
    find('turning').hidden = table !== 'rotary';
    find('steps').hidden = table !== 'rotary';
    find('components').hidden = table === 'rotary' || !inquiry.components.length;
    this.overlay.measure(s.meta);
    this.sheet.measure(s.meta);
    this.minis.measure(s.meta);
    this.steps.measure();
    for (const plot of Object.values(this.profiles)) plot.measure();
  }

  paint(s, palette) {
    const {grid, find, scale, shown, inquiry} = this;
    this.overlay.paint(s);
    this.sheet.paint(grid, {unit: scale.unit, map: colormap(SIGNED)});
    this.minis.paint(grid, inquiry, s.meta);
    if (shown.table === 'rotary') this.steps.draw(inquiry.rotary(shown).steps, palette);
    for (const [axis, plot] of Object.entries(this.profiles)) {
      plot.draw(axis, this.along?.[axis], this.alongOther?.[axis], palette);
    }
    press(find('table'), 'table', shown.table);
    say(find('slider-out'), `${grid.rows} × ${grid.cols}`);
    say(find('grid'), gridText(shown, inquiry.facts, s.meta));
    say(find('lengths'), shown.table === 'rotary' ? '' : lengthText(grid.norms));
    say(find('profile'), this.along ? profileText(this.along) : '');
    find('slider').value = sideOf(grid);
    find('layer').value = shown.layer;
    find('head').value = shown.head;
  }

  /** The position asked about: the pinned one, the one under the pointer, else the middle. */
  get asked() {
    const {rows, cols} = this.grid;
    return this.pinned ?? this.hover ?? (rows >> 1) * cols + (cols >> 1);
  }

  mark(s) {
    const {grid, find, scale, asked, pinned} = this;
    const {unit} = scale;
    const map = colormap(SIGNED);
    const values = grid.row(asked);
    const probe = pinned !== null && this.hover !== asked ? this.hover : null;
    const at = probe ?? peak(values, 0, asked);
    this.shot = {grid, values, asked, at, probe, scale, map, beyond: 0, table: this.shown.table};
    this.overlay.mark(s, grid, {values, unit, map, signed: true, at: asked, probe});
    this.sheet.mark(asked);
    this.legend.draw(this.shot);
    this.minis.mark(this.shot, this.second, this.secondName);
    const told = stage(this.shot, pinned !== null, this.hover !== null);
    say(find('title'), told.title);
    say(find('where'), told.where);
    find('stage').setAttribute(
      'aria-label',
      `${s.meta.picture_name || 'Picture'}: ${told.title}; ` + 'arrow keys move the position',
    );
  }

  line() {
    return this.shot ? stage(this.shot).line : '';
  }

  release() {
    Object.assign(this, {pinned: null, hover: null});
    this.page.redraw('mark');
  }

  moveQuery(s, down, right) {
    const {rows, cols} = this.grid;
    this.pinned = step(this.asked, [down, right], {rows, cols, prefix: 0});
    this.hover = null;
    this.page.redraw('mark');
  }
}

/** What a table is held beside: the model's own if it is not that, else sinusoidal positions. */
const beside = (table, tables) =>
  (table === 'learned' ? 'sinusoidal' : tables.find(name => name !== table)) ?? null;

// The section Positions: the similarity of the positions of any two patches, on any grid.
import {colormap, SIGNED} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {parts, press, reveal, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {step} from '../../record/grid.js';
import {peak} from '../../record/measures.js';
import {signedScale} from '../../record/scale.js';
import {Overlay} from '../overlay.js';
import {Profile} from './profile.js';
import {Steps} from './steps.js';
import {TileSheet} from './sheet.js';
import {TileMinis} from './minis.js';
import {fill, rescale, sideOf, wireTiles} from './controls.js';
import {gridText, kindText, lengthText, profileText, stage} from './words.js';

const PROFILED = 1024; // patches of a grid up to which profiles over all pairs are computed

export class Tiles {
  static key = 'tiles';
  static title = 'Positions';

  inquiry = null; // see Inquiry
  meta = null;
  wish = null; // the newest choice {table, rows, cols, layer, head}
  choice = null; // the one that is drawn
  grid = null; // its positions, see field.js
  secondName = null; // of the table held beside it
  second = null; // its positions on the same grid
  along = null; // the profiles of both
  alongOther = null;
  turning = null; // the inquiry whose rotary positions are being loaded
  hover = null; // the cell under the pointer
  pinned = null;
  shot = null; // what the last frame shows

  constructor(page) {
    const find = name => parts(page.element)(`tiles-${name}`);
    this.page = page;
    this.find = find;
    this.overlay = new Overlay(find('stage'));
    this.legend = new Legend(find);
    this.sheet = new TileSheet(find('sheet'));
    this.minis = new TileMinis(find);
    this.steps = new Steps(find('steps'));
    this.profiles = {rows: new Profile(find('rows')), cols: new Profile(find('cols'))};
    this.scale = signedScale();
    const actions = this.actions();
    const when = act => event => this.grid && act(event);
    const cell = when(event => this.overlay.cellAt(event, this.grid));
    pointing(find('stage'), cell, actions, {drag: true});
    pointing(
      find('sheet'),
      when(event => this.sheet.hit(event)),
      actions,
    );
    wireTiles(find, {choose: change => this.choose(change), resize: side => this.resize(side)});
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
        this.pinned = cell;
        this.hover = null;
      }),
    };
  }

  // ---- data

  async open(s) {
    const {inquiry, meta} = s;
    this.inquiry = inquiry;
    this.meta = meta;
    this.grid = null;
    this.wish = null;
    this.hover = null;
    this.pinned = null;
    const came = await this.page.during(inquiry.loadComponents());
    if (!came || s.inquiry !== inquiry) return;
    const {facts, tables} = inquiry;
    for (const part of ['body', 'controls', 'grids']) this.find(part).hidden = !tables.length;
    reveal(this.find('told'), tables.length ? null : facts.refusal);
    say(this.find('kind'), kindText(facts, meta));
    if (!tables.length) return;
    fill(this.find, inquiry, meta);
    this.minis.open(inquiry);
    const {rows, cols} = meta;
    this.choose({table: tables[0], rows, cols, layer: 0, head: 0});
  }

  /** Another grid by the number of its shorter side, in the shape of the one in use. */
  resize(side) {
    const {rows, cols} = this.meta;
    const small = sideOf(this.meta);
    this.choose({rows: Math.round((rows * side) / small), cols: Math.round((cols * side) / small)});
  }

  /** Another grid, table or head, once the positions are here. */
  async choose(change) {
    if (!this.wish && !change.table) return;
    const {tables} = this.inquiry;
    const wish = {...this.wish, ...change};
    this.wish = wish;
    const second = beside(wish.table, tables);
    const rotary = [wish.table, second].includes('rotary');
    if (!rotary || (await this.turned(wish))) this.adopt(wish, second);
  }

  /**
   * Fetches the rotary positions of a choice; whether it is still to be drawn. While some are on
   * their way, only the newest choice waits.
   */
  async turned(wish) {
    const {inquiry} = this;
    if (this.turning === inquiry) return false;
    this.turning = inquiry;
    const came = await this.page.during(inquiry.loadRotary(wish));
    if (this.inquiry !== inquiry) return false;
    this.turning = null;
    if (this.wish === wish) return came;
    this.choose({});
    return false;
  }

  adopt(choice, second) {
    const {inquiry, pinned, grid} = this;
    const profiled = choice.rows * choice.cols <= PROFILED;
    this.hover = null;
    this.choice = choice;
    this.secondName = second;
    this.pinned = pinned === null || !grid ? null : rescale(pinned, grid, choice);
    this.grid = inquiry.grid(choice.table, choice);
    this.second = inquiry.grid(second, choice);
    this.along = profiled ? this.grid.profiles() : null;
    this.alongOther = profiled ? this.second?.profiles() : null;
    this.page.redraw('measure');
  }

  ready() {
    return Boolean(this.grid);
  }

  // ---- frames

  measure(s) {
    const {find, inquiry} = this;
    const {table} = this.choice;
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
    const {grid, find, scale, choice, inquiry} = this;
    this.overlay.paint(s);
    this.sheet.paint(grid, {unit: scale.unit, map: colormap(SIGNED)});
    this.minis.paint(grid, inquiry, s.meta);
    if (choice.table === 'rotary') this.steps.draw(inquiry.rotary(choice).steps, palette);
    for (const [axis, plot] of Object.entries(this.profiles)) {
      plot.draw(axis, this.along?.[axis], this.alongOther?.[axis], palette);
    }
    press(find('table'), 'table', choice.table);
    say(find('slider-out'), `${grid.rows} × ${grid.cols}`);
    say(find('grid'), gridText(choice, inquiry.facts, s.meta));
    say(find('lengths'), choice.table === 'rotary' ? '' : lengthText(grid.norms));
    say(find('profile'), this.along ? profileText(this.along) : '');
    find('slider').value = sideOf(grid);
    find('layer').value = choice.layer;
    find('head').value = choice.head;
  }

  /** The query position: the pinned one, the one under the pointer, else the middle. */
  get query() {
    const {rows, cols} = this.grid;
    return this.pinned ?? this.hover ?? (rows >> 1) * cols + (cols >> 1);
  }

  mark(s) {
    const {grid, find, scale, query, pinned} = this;
    const {unit} = scale;
    const map = colormap(SIGNED);
    const values = grid.row(query);
    const probe = pinned !== null && this.hover !== query ? this.hover : null;
    const at = probe ?? peak(values, 0, query);
    this.shot = {grid, values, query, at, probe, scale, map, beyond: 0, table: this.choice.table};
    this.overlay.mark(s, grid, {values, unit, map, signed: true, at: query, probe});
    this.sheet.mark(query);
    this.legend.draw(this.shot);
    this.minis.mark(this.shot, this.second, this.secondName);
    const {title, where} = stage(this.shot, pinned !== null, this.hover !== null);
    say(find('title'), title);
    say(find('where'), where);
    find('stage').setAttribute(
      'aria-label',
      `${s.meta.picture_name || 'Picture'}: ${title}; arrow keys move the position`,
    );
  }

  line() {
    return this.shot ? stage(this.shot).line : '';
  }

  release() {
    this.pinned = null;
    this.hover = null;
    this.page.redraw('mark');
  }

  moveQuery(s, down, right) {
    const {rows, cols} = this.grid;
    this.pinned = step(this.query, [down, right], {rows, cols, prefix: 0});
    this.hover = null;
    this.page.redraw('mark');
  }
}

/** What a table is held beside: the model's own if it is not that, else sinusoidal positions. */
const beside = (table, tables) =>
  (table === 'learned' ? 'sinusoidal' : tables.find(name => name !== table)) ?? null;

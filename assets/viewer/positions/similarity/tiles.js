// The section Positions: the similarity of the positions of any two patches, on any grid.
import {colormap, SIGNED} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {parts, press, reveal, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {step} from '../../record/grid.js';
import {peak} from '../../record/measures.js';
import {signedScale} from '../../record/scale.js';
import {pageState} from '../../state/page.js';
import {QueryCell} from '../cells.js';
import {Overlay} from '../overlay.js';
import {CHOICE, beside, wishOf} from './choice.js';
import {Profiles} from './profiles.js';
import {Steps} from './steps.js';
import {TileSheet} from './sheet.js';
import {TileMinis} from './minis.js';
import {fill, sideOf, wireTiles} from './controls.js';
import {gridText, kindText, lengthText, stage} from './words.js';

const write = pageState.writer('positions/similarity/tiles');

export class Tiles {
  static key = 'tiles';
  static title = 'Positions';

  inquiry = null; // see Inquiry
  tables = []; // of the inquiry, once it is here
  meta = null;
  wish = null; // the newest choice {table, rows, cols, layer, head}
  choice = null; // the one that is drawn
  grid = null; // its positions, see field.js
  secondName = null; // of the table held beside it
  second = null; // its positions on the same grid
  turning = null; // the inquiry whose rotary positions are being loaded
  hover = null; // the cell under the pointer
  shot = null; // what the last frame shows

  constructor(page) {
    const find = name => parts(page.element)(`tiles-${name}`);
    this.page = page;
    this.cell = new QueryCell(page, () => this.grid);
    this.find = find;
    this.overlay = new Overlay(find('stage'));
    this.legend = new Legend(find);
    this.sheet = new TileSheet(find('sheet'));
    this.minis = new TileMinis(find);
    this.steps = new Steps(find('steps'));
    this.profiles = new Profiles(find, () => page.redraw('paint'));
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
    wireTiles(find, {
      show: table => write({table: table === this.tables[0] ? null : table}),
      turn: ([layer, head]) => write({turn: layer || head ? [layer, head] : null}),
      resize: side => this.resize(side),
    });
    page.follow(this, ['query', 'place', ...CHOICE]);
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
      pin: act(cell => this.cell.toggle(cell)),
      ask: act(cell => {
        this.hover = null;
        this.cell.pin(cell);
      }),
    };
  }

  // ---- data

  async open(s) {
    const {inquiry, meta} = s;
    this.inquiry = inquiry;
    this.meta = meta;
    this.tables = [];
    this.grid = null;
    this.wish = null;
    this.hover = null;
    const came = await this.page.during(inquiry.loadComponents());
    if (!came || s.inquiry !== inquiry) return;
    const {facts, tables} = inquiry;
    for (const part of ['body', 'controls', 'grids']) this.find(part).hidden = !tables.length;
    reveal(this.find('told'), tables.length ? null : facts.refusal);
    say(this.find('kind'), kindText(facts, meta));
    if (!tables.length) return;
    fill(this.find, inquiry, meta);
    this.minis.open(inquiry);
    this.tables = tables;
    this.show();
  }

  /** Facts of the page changed, on this screen or another one. */
  chosen(names) {
    if (!this.tables.length) return;
    if (CHOICE.some(name => names.has(name))) this.show();
    else this.page.redraw('mark');
  }

  /** Another grid by the number of its shorter side, in the shape of the one in use. */
  resize(side) {
    if (!this.wish) return;
    const {rows, cols} = this.meta;
    const small = sideOf(this.meta);
    const sheet = [rows, cols].map(count => Math.round((count * side) / small));
    write({sheet: side === small ? null : sheet}, {gesture: 'sheet'});
  }

  /** Draws the grid, table and head that are chosen, once their positions are here. */
  async show() {
    const wish = wishOf(this.inquiry, this.meta);
    this.wish = wish;
    const second = beside(wish.table, this.tables);
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
    this.show();
    return false;
  }

  adopt(choice, second) {
    const {inquiry} = this;
    this.hover = null;
    this.choice = choice;
    this.secondName = second;
    this.grid = inquiry.grid(choice.table, choice);
    this.second = inquiry.grid(second, choice);
    this.profiles.open(this.grid, this.second);
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
    this.profiles.measure();
  }

  paint(s, palette) {
    const {grid, find, scale, choice, inquiry} = this;
    this.overlay.paint(s);
    this.sheet.paint(grid, {unit: scale.unit, map: colormap(SIGNED)});
    this.minis.paint(grid, inquiry, s.meta);
    if (choice.table === 'rotary') this.steps.draw(inquiry.rotary(choice).steps, palette);
    this.profiles.paint(palette);
    press(find('table'), 'table', choice.table);
    say(find('slider-out'), `${grid.rows} × ${grid.cols}`);
    say(find('grid'), gridText(choice, inquiry.facts, s.meta));
    say(find('lengths'), choice.table === 'rotary' ? '' : lengthText(grid.norms));
    find('slider').value = sideOf(grid);
    find('layer').value = choice.layer;
    find('head').value = choice.head;
  }

  /** The query position: the pinned one, the one under the pointer, else the middle. */
  get query() {
    const {rows, cols} = this.grid;
    return this.cell.pinned ?? this.hover ?? (rows >> 1) * cols + (cols >> 1);
  }

  mark(s) {
    const {grid, find, scale, query} = this;
    const {pinned} = this.cell;
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
    this.hover = null;
    this.cell.pin(null);
    this.page.redraw('mark');
  }

  moveQuery(s, down, right) {
    const {rows, cols} = this.grid;
    const cell = step(this.query, [down, right], {rows, cols, prefix: 0});
    this.hover = null;
    this.cell.pin(cell);
    this.page.redraw('mark');
  }
}

// The section Embedding filters: the principal components of the patch projection at any patch
// size, and the response of each to the picture.
import {colormap, SIGNED} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {numberIn, parts, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {limits} from '../../record/contract.js';
import {clamp} from '../../record/grid.js';
import {FilterSheet} from './sheet.js';
import {filterLine, filterTitle, sizeText, spreadText} from './words.js';
import {Overlay} from '../overlay.js';
import {Spread} from '../similarity/spread.js';

const [SMALLEST, LARGEST] = limits.filterPatch; // px

export class Filters {
  static key = 'filters';
  static title = 'Embedding filters';

  chosen = 0; // number of a filter
  lens = null; // the filter under the pointer
  hover = null; // the patch under the pointer
  pinned = null;
  filters = null; // at the patch size in use: see Inquiry.loadFilters
  grid = null; // their patches: {rows, cols, covers}
  wanted = 0; // the patch size of the slider, px
  loading = null; // the inquiry whose filters are being loaded
  shot = null; // what the last frame shows

  constructor(page) {
    const find = name => parts(page.element)(`filters-${name}`);
    this.page = page;
    this.find = find;
    this.overlay = new Overlay(find('stage'));
    this.legend = new Legend(find);
    this.sheet = new FilterSheet(find('sheet'));
    this.spread = new Spread(find('spread'));
    this.wire();
  }

  wire() {
    const {find, page} = this;
    const act = change => place => {
      if (!this.filters) return;
      change(place);
      page.redraw('mark');
    };
    const cell = event => this.filters && this.overlay.cellAt(event, this.grid);
    pointing(
      find('stage'),
      cell,
      {
        hover: act(cell => {
          this.hover = cell;
        }),
        pin: act(cell => {
          this.pinned = this.pinned === cell ? null : cell;
        }),
        ask: act(cell => {
          this.pinned = cell;
        }),
      },
      {drag: true},
    );
    const choose = act(index => {
      this.chosen = index;
      this.lens = null;
    });
    pointing(find('sheet'), event => this.sheet.hit(event), {
      hover: act(index => {
        this.lens = index;
      }),
      pin: choose,
      ask: choose,
    });
    find('slider').addEventListener('input', event => this.resize(numberIn(event)));
  }

  // ---- data

  open({meta}) {
    const largest = Math.min(LARGEST, ...meta.input);
    Object.assign(this.find('slider'), {min: SMALLEST, max: largest, value: meta.patch});
    this.filters = null;
    this.loading = null;
    this.point(null);
    this.lens = null;
    this.resize(meta.patch);
  }

  /** Another patch size; while one is on its way, only the newest of the others is fetched. */
  async resize(patch) {
    const {inquiry} = this.page.state;
    this.wanted = patch;
    say(this.find('slider-out'), `${patch} px`);
    if (this.loading === inquiry) return;
    this.loading = inquiry;
    while (this.page.state.inquiry === inquiry && this.filters?.patch !== this.wanted) {
      const next = this.wanted;
      const came = await this.page.during(inquiry.loadFilters(next));
      if (!came || this.page.state.inquiry !== inquiry) break;
      this.adopt(inquiry.filters.get(next));
    }
    if (this.loading === inquiry) this.loading = null;
  }

  adopt(filters) {
    const {rows, cols, patch, count} = filters;
    const [height, width] = this.page.state.meta.input;
    if (this.filters?.patch !== patch) this.point(null);
    this.filters = filters;
    this.grid = {rows, cols, covers: [(rows * patch) / height, (cols * patch) / width]};
    this.chosen = Math.min(this.chosen, count - 1);
    this.lens = null;
    this.page.redraw('measure');
  }

  ready() {
    return Boolean(this.filters);
  }

  // ---- frames

  measure(s) {
    this.overlay.measure(s.meta);
    this.sheet.measure(this.filters.count);
    this.spread.measure();
  }

  paint(s, palette) {
    const {filters, find} = this;
    this.overlay.paint(s);
    this.sheet.paint(filters);
    this.spread.draw(filters.shares, palette);
    say(find('size'), sizeText(filters, s.meta));
    say(find('spread-words'), spreadText(filters));
    find('sheet').setAttribute(
      'aria-label',
      `First ${filters.count} principal components of the ` +
        'embedding filters in colour; comma and full stop go through them',
    );
    say(find('slider-out'), `${this.wanted} px`);
    find('slider').value = this.wanted;
  }

  mark(s) {
    const {filters, grid, find} = this;
    const {rows, cols} = grid;
    const index = this.lens ?? this.chosen;
    const values = filters.responses.subarray(index * rows * cols, (index + 1) * rows * cols);
    const top = strongest(values);
    const at = this.hover ?? this.pinned;
    const most = Math.abs(values[top]) || 1;
    const scale = responseScale(most);
    const map = colormap(SIGNED);
    this.shot = {grid, index, values, at: at ?? top, top, share: filters.shares[index]};
    this.sheet.mark(index);
    this.overlay.mark(s, grid, {values, unit: scale.unit, map, signed: true, at, top});
    this.legend.draw({scale, map, values, at: this.shot.at, beyond: 0});
    const title = filterTitle(this.shot);
    say(find('title'), title);
    find('stage').setAttribute('aria-label', `${s.meta.picture_name || 'Picture'}: ${title}`);
  }

  line() {
    return this.shot ? filterLine(this.shot) : '';
  }

  release() {
    this.point(null);
    this.lens = null;
    this.page.redraw('mark');
  }

  /** Pins a patch, or none, and forgets the one under the pointer. */
  point(cell) {
    this.pinned = cell;
    this.hover = null;
  }

  moveHead(s, by) {
    this.chosen = clamp(this.chosen + by, 0, this.filters.count - 1);
    this.page.redraw('mark');
  }

  moveQuery(s, down, right) {
    const {rows, cols} = this.grid;
    const cell = this.pinned ?? this.shot.top;
    this.point(
      clamp(Math.floor(cell / cols) + down, 0, rows - 1) * cols +
        clamp((cell % cols) + right, 0, cols - 1),
    );
    this.page.redraw('mark');
  }
}

/** The patch with the largest response of either sign. */
function strongest(values) {
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(values[best])) best = i;
  });
  return best;
}

/** From minus to plus the largest response of this picture. */
function responseScale(most) {
  const text = value => `${+value.toPrecision(2)}`.replace('-', '−');
  const ticks = [-1, -0.5, 0, 0.5, 1].map(t => ({
    at: (t + 1) / 2,
    text: text(t * most),
    strong: t === 0,
  }));
  return {
    unit: value => (value / most + 1) / 2,
    ticks,
    uniformAt: null,
    unitText: 'response',
    topText: text(most),
  };
}

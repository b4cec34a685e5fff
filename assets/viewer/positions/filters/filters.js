// The section Embedding filters: the principal components of the patch projection at any patch
// size, and the response of each to the picture.
import {colormap, SIGNED} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {numberIn, parts, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {tellPlace, walking} from '../../page/walking.js';
import {limits} from '../../record/limits.js';
import {brief} from '../../record/figures.js';
import {clamp} from '../../record/grid.js';
import {pageState} from '../../state/page.js';
import {endGesture} from '../../state/steps.js';
import {QueryCell} from '../cells.js';
import {FilterSheet} from './sheet.js';
import {filterLine, filterTitle, sizeText, spreadText} from './words.js';
import {Overlay} from '../overlay.js';
import {Spread} from '../similarity/spread.js';

const [SMALLEST, LARGEST] = limits.filterPatch; // px
const SHOWN = ['filter', 'filter_patch', 'query', 'place']; // facts that it draws
const write = pageState.writer('positions/filters/filters');

export class Filters {
  static key = 'filters';
  static title = 'Embedding filters';

  lens = null; // the filter under the pointer
  hover = null; // the patch under the pointer
  filters = null; // at the patch size in use: see Inquiry.loadFilters
  grid = null; // their patches: {rows, cols, covers}
  loading = null; // the inquiry whose filters are being loaded
  shot = null; // what the last frame shows

  constructor(page) {
    const find = name => parts(page.element)(`filters-${name}`);
    this.page = page;
    this.cell = new QueryCell(page, () => this.grid);
    this.find = find;
    this.overlay = new Overlay(find('stage'));
    this.legend = new Legend(find);
    this.sheet = new FilterSheet(find('sheet'));
    this.spread = new Spread(find('spread'));
    this.wire();
    page.follow(this, SHOWN);
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
        pin: act(cell => this.cell.toggle(cell)),
        ask: act(cell => this.cell.pin(cell)),
      },
      {drag: true},
    );
    const keep = act(index => {
      this.lens = null;
      write({filter: index});
    });
    pointing(find('sheet'), event => this.sheet.hit(event), {
      hover: act(index => {
        this.lens = index;
      }),
      pin: keep,
      ask: keep,
    });
    walking(find('sheet'), {
      move: (down, right) => this.filters && keep(this.sheet.next(this.filter, down, right)),
    });
    find('slider').addEventListener('input', event => {
      const patch = numberIn(event);
      const own = patch === page.state.meta?.patch;
      write({filter_patch: own ? null : patch}, {gesture: 'filter_patch'});
    });
    find('slider').addEventListener('change', () => endGesture());
  }

  // ---- what a person chose: facts of the page

  /** The chosen patch size, px. */
  get wanted() {
    const {meta} = this.page.state;
    return clamp(pageState.facts.filter_patch ?? meta.patch, SMALLEST, largestOf(meta));
  }

  /** Number of the chosen filter. */
  get filter() {
    return Math.min(pageState.facts.filter, this.filters.count - 1);
  }

  /** Chooses a patch as the page's query, or none, and forgets the one under the pointer. */
  point(cell) {
    this.hover = null;
    this.cell.pin(cell);
  }

  // ---- data

  open({meta}) {
    Object.assign(this.find('slider'), {min: SMALLEST, max: largestOf(meta), value: this.wanted});
    this.filters = null;
    this.loading = null;
    this.hover = null;
    this.lens = null;
    this.load();
  }

  /** Facts of the page changed, on this screen or another one. */
  chosen(names) {
    if (names.has('filter_patch')) this.load();
    this.page.redraw('mark');
  }

  /** Fetches the chosen patch size; while one is on its way, only the newest of the others. */
  async load() {
    const {inquiry} = this.page.state;
    say(this.find('slider-out'), `${this.wanted} px`);
    this.find('slider').value = this.wanted;
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
    const {rows, cols, patch} = filters;
    const [height, width] = this.page.state.meta.input;
    if (this.filters?.patch !== patch) this.hover = null;
    this.filters = filters;
    this.grid = {rows, cols, covers: [(rows * patch) / height, (cols * patch) / width]};
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
  }

  mark(s) {
    const {filters, grid, find} = this;
    const {rows, cols} = grid;
    const index = this.lens ?? this.filter;
    const values = filters.responses.subarray(index * rows * cols, (index + 1) * rows * cols);
    const top = strongest(values);
    const at = this.hover ?? this.cell.pinned;
    const most = Math.abs(values[top]) || 1;
    const scale = responseScale(most);
    const map = colormap(SIGNED);
    this.shot = {grid, index, values, at: at ?? top, top, share: filters.shares[index]};
    this.sheet.mark(index);
    const text = `filter ${this.filter + 1}`;
    tellPlace(find('sheet'), {at: this.filter, count: filters.count, text});
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

  moveHead(s, by) {
    write({filter: clamp(this.filter + by, 0, this.filters.count - 1)});
  }

  moveQuery(s, down, right) {
    const {rows, cols} = this.grid;
    const cell = this.cell.pinned ?? this.shot.top;
    this.point(
      clamp(Math.floor(cell / cols) + down, 0, rows - 1) * cols +
        clamp((cell % cols) + right, 0, cols - 1),
    );
    this.page.redraw('mark');
  }
}

/** The largest patch size that a picture has room for, px. */
const largestOf = ({input}) => Math.min(LARGEST, ...input);

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
  const ticks = [-1, -0.5, 0, 0.5, 1].map(t => ({
    at: (t + 1) / 2,
    text: brief(t * most, 2),
    strong: t === 0,
  }));
  return {
    unit: value => (value / most + 1) / 2,
    ticks,
    uniformAt: null,
    unitText: 'response',
    topText: brief(most, 2),
  };
}

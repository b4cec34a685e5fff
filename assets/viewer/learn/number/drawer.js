// A drawer over any screen: the attention of one token to another, step by step.
import {QUERY, colormap} from '../../draw/colormap.js';
import {frame, patchBox, ring} from '../../draw/paint.js';
import {paletteOf} from '../../draw/palette.js';
import {Plate} from '../../draw/plate.js';
import {channel} from '../../page/channel.js';
import {pageState} from '../../state/page.js';
import {button, dataOf, el, parts, reveal, say} from '../../page/dom.js';
import {routes} from '../../record/contract.js';
import {Gone, get} from '../../record/decode.js';
import {isPatch, nameOf, phraseOf, step} from '../../record/grid.js';
import {uniformScale} from '../../record/scale.js';
import {stepsOf} from './steps.js';
import {drawPatch} from '../cards/pictures.js';
import {figure} from '../cards/prose.js';

const SIDES = ['from', 'to'];
const MOVES = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

export class Drawer {
  request = null; // {meta, art, layer, head or null for their mean, from, to, note}
  number = null; // the server's reply
  fetching = null; // AbortController of the request on its way
  before = null; // what had the focus before the drawer was opened
  draw = null; // draws the bars of the steps

  constructor(element, base) {
    const find = parts(element);
    this.element = element;
    this.base = base;
    this.find = find;
    this.box = find('number');
    this.plates = Object.fromEntries(
      SIDES.map(side => [side, new Plate(find(`number-${side}-map`))]),
    );
    for (const side of SIDES) this.wire(side);
    find('number-close').addEventListener('click', () => this.close());
    find('number-heads').addEventListener('click', event => {
      const {head} = dataOf(event, '[data-head]');
      if (head) this.fetch({head: Number(head)});
    });
    window.addEventListener(
      'keydown',
      event => {
        // before the screen below handles it
        if (event.key !== 'Escape' || this.box.hidden) return;
        event.stopPropagation();
        this.close();
      },
      {capture: true},
    );
    new ResizeObserver(() => this.paint()).observe(this.box);
    new MutationObserver(() => this.paint()).observe(document.body, {attributeFilter: ['class']});
    pageState.follow(['pass'], () => this.close());
  }

  wire(side) {
    const {canvas} = this.plates[side];
    canvas.tabIndex = 0;
    canvas.addEventListener('click', event => {
      if (this.number) this.fetch({[side]: this.plates[side].tokenAt(event, this.request.meta)});
    });
    canvas.addEventListener('keydown', event => {
      const by = MOVES[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.fetch({[side]: step(this.request[side], by, this.request.meta)});
    });
  }

  open(request) {
    this.before ??= document.activeElement;
    this.request = request;
    this.number = null;
    this.box.hidden = false;
    this.fetch({});
    this.find('number-title').focus({preventScroll: true});
  }

  close() {
    if (this.box.hidden) return;
    this.fetching?.abort();
    this.box.hidden = true;
    delete this.box.dataset.shown;
    this.before?.focus?.({preventScroll: true});
    this.before = null;
  }

  /** Fetches the number with a change of the request; only the newest request counts. */
  async fetch(change) {
    Object.assign(this.request, change);
    delete this.box.dataset.shown;
    this.fetching?.abort();
    this.fetching = new AbortController();
    const {signal} = this.fetching;
    const {meta, layer, head, from, to} = this.request;
    const view = routes.view(this.base, meta.token);
    try {
      const url = routes.number(view, {layer, head: head ?? 'mean', from, to});
      const number = await (await get(url, signal)).json();
      if (!signal.aborted) this.adopt(number);
    } catch (error) {
      this.fail(error, meta);
    }
  }

  adopt(number) {
    const {layer, from, to} = this.request;
    this.number = number;
    reveal(this.find('number-fault'), '');
    this.write();
    this.paint();
    this.box.dataset.shown = `${layer}/${number.head}/${from}/${to}`;
  }

  /** Writes what went wrong; an expired token of the page's own view is for the Explore screen. */
  fail(error, meta) {
    if (error.name === 'AbortError') return;
    const own = pageState.facts.pass?.meta.token === meta.token;
    if (own && error instanceof Gone) channel.tell('gone');
    reveal(this.find('number-fault'), `This number could not be fetched: ${error.message}`);
  }

  write() {
    const {number, find} = this;
    const {meta, layer} = this.request;
    const {from, to, weight, head} = number;
    say(find('number-title'), `Attention, layer ${layer + 1}, head ${head + 1}`);
    say(find('number-weight'), figure(weight));
    say(
      find('number-phrase'),
      `of the attention of ${phraseOf(from, meta)} goes to ` +
        `${phraseOf(to, meta)}: ${figure(weight * meta.tokens)} times an even share`,
    );
    reveal(find('number-note'), this.note());
    say(find('number-from'), nameOf(from, meta));
    say(find('number-to'), nameOf(to, meta));
    this.heads(find('number-heads'));
    const {lines, draw} = stepsOf(number, meta);
    this.draw = draw;
    find('number-steps').replaceChildren(...lines);
  }

  /** How this weight is related to the map that it was opened from. */
  note() {
    const {head, note} = this.request;
    const {weights} = this.number;
    const mean = figure(meanOf(weights));
    const most = `The mean of heads is ${mean}; this is the head that gives most.`;
    return [note, head === null && most].filter(Boolean).join(' ');
  }

  /** Every head's weight of this pair, and their mean; buttons stay, so that the focus does. */
  heads(box) {
    const {weights, head} = this.number;
    const most = Math.max(...weights);
    if (box.children.length !== weights.length + 1) {
      box.replaceChildren(...weights.map(headButton), el('span', 'av-number-mean'));
    }
    weights.forEach((weight, i) => {
      const choice = box.children[i];
      choice.setAttribute('aria-pressed', String(i === head));
      choice.setAttribute('aria-label', `Head ${i + 1}: ${figure(weight)}`);
      choice.title = figure(weight);
      choice.firstChild.style.height = `${(weight / most) * 100}%`;
    });
    say(box.lastChild, `mean of heads ${figure(meanOf(weights))}`);
  }

  paint() {
    if (this.box.hidden || !this.number) return;
    this.paintQuery();
    this.paintKey();
    this.draw(paletteOf(this.element));
  }

  /** The picture with a frame around the query. */
  paintQuery() {
    const {meta} = this.request;
    const {from} = this.number;
    const plate = this.paintSide('from', from, {bare: true});
    plate.mark({trace: {meta}, bare: false}, isPatch(from, meta) ? from : null, null);
  }

  /** The picture under the head's row of weights: a frame around the query, a ring on the key. */
  paintKey() {
    const {meta} = this.request;
    const {from, to} = this.number;
    const plate = this.paintSide('to', to, {bare: false});
    plate.mark({trace: {meta}, bare: false}, null, null);
    const context = plate.canvas.getContext('2d');
    const place = token => patchBox(token - meta.prefix, meta, plate.boxes[0]);
    if (isPatch(from, meta)) frame(context, place(from), QUERY, 1.5);
    if (isPatch(to, meta)) ring(context, place(to));
  }

  /** The picture of one side, its text and its patch enlarged; the plate to mark it on. */
  paintSide(side, token, {bare}) {
    const {meta, art} = this.request;
    const plate = this.plates[side];
    const map = colormap('inferno');
    const view = {values: this.number.row, scale: uniformScale(meta.tokens), map};
    plate.measure(meta);
    plate.paint({trace: {meta}, art, bare, grid: true, opacity: 0.82, smooth: false}, [view]);
    const start = side === 'from' ? 'From' : 'To';
    const label = `${start} ${phraseOf(token, meta)}; a click or the arrow keys choose another patch`;
    plate.canvas.setAttribute('aria-label', label);
    const patch = this.find(`number-${side}-patch`);
    patch.hidden = !isPatch(token, meta);
    if (!patch.hidden) drawPatch(patch, art, meta, token);
    return plate;
  }
}

const meanOf = values => values.reduce((a, b) => a + b) / values.length;

function headButton(_, i) {
  const choice = button('av-number-head');
  choice.dataset.head = String(i);
  choice.append(el('span', 'av-number-bar'), `H${i + 1}`);
  return choice;
}

// One number all the way down: a drawer over any screen, on the attention of one token to another.
import {QUERY, colormap} from '../../draw/colormap.js';
import {frame, patchBox, ring} from '../../draw/paint.js';
import {paletteOf} from '../../draw/palette.js';
import {Plate} from '../../draw/plate.js';
import {channel} from '../../page/channel.js';
import {el, parts, reveal, say} from '../../page/dom.js';
import {Gone, get} from '../../record/decode.js';
import {isPatch, nameOf, phraseOf, step} from '../../record/grid.js';
import {uniformScale} from '../../record/scale.js';
import {stepsOf} from './steps.js';
import {drawPatch} from '../cards/pictures.js';
import {figure} from '../cards/prose.js';

const SIDES = ['from', 'to'];
const MOVES = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

export class Drawer {
  constructor(element, base) {
    const find = (this.find = parts(element));
    Object.assign(this, {element, base, asked: null, number: null, box: find('number')});
    this.plates = Object.fromEntries(
      SIDES.map(side => [side, new Plate(find(`number-${side}-map`))]),
    );
    for (const side of SIDES) this.wire(side);
    find('number-close').addEventListener('click', () => this.close());
    find('number-heads').addEventListener('click', event => {
      const head = event.target.closest('[data-head]')?.dataset.head;
      if (head) this.ask({head: Number(head)});
    });
    window.addEventListener(
      'keydown',
      event => {
        // before the screen below hears of it
        if (event.key !== 'Escape' || this.box.hidden) return;
        event.stopPropagation();
        this.close();
      },
      {capture: true},
    );
    new ResizeObserver(() => this.paint()).observe(this.box);
    new MutationObserver(() => this.paint()).observe(document.body, {attributeFilter: ['class']});
    channel.addEventListener('picture', () => this.close());
  }

  wire(side) {
    const {canvas} = this.plates[side];
    canvas.tabIndex = 0;
    canvas.addEventListener('click', event => {
      if (this.number) this.ask({[side]: this.plates[side].tokenAt(event, this.asked.meta)});
    });
    canvas.addEventListener('keydown', event => {
      const by = MOVES[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.ask({[side]: step(this.asked[side], by, this.asked.meta)});
    });
  }

  open(asked) {
    this.before ??= document.activeElement;
    this.asked = asked;
    this.number = null;
    this.box.hidden = false;
    this.ask({});
    this.find('number-title').focus({preventScroll: true});
  }

  close() {
    if (this.box.hidden) return;
    this.asking?.abort();
    this.box.hidden = true;
    delete this.box.dataset.shown;
    this.before?.focus?.({preventScroll: true});
    this.before = null;
  }

  /** Asks for the number with some of it changed; only the newest question counts. */
  async ask(change) {
    Object.assign(this.asked, change);
    delete this.box.dataset.shown;
    this.asking?.abort();
    const {signal} = (this.asking = new AbortController());
    const {meta, layer, head, from, to} = this.asked;
    try {
      const query = `layer=${layer}&head=${head ?? 'mean'}&from=${from}&to=${to}`;
      const reply = await get(`${this.base}/${meta.token}/number?${query}`, signal);
      const number = await reply.json();
      if (signal.aborted) return;
      this.number = number;
      reveal(this.find('number-fault'), '');
      this.write();
      this.paint();
      this.box.dataset.shown = `${layer}/${number.head}/${from}/${to}`;
    } catch (error) {
      if (error.name === 'AbortError') return;
      const own = channel.last.get('picture')?.meta.token === meta.token;
      if (own && error instanceof Gone) channel.tell('gone');
      reveal(this.find('number-fault'), `This number could not be fetched: ${error.message}`);
    }
  }

  write() {
    const {
      number,
      find,
      asked: {meta, layer},
    } = this;
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

  /** How this weight belongs to the map that it was opened from. */
  note() {
    const {head, note} = this.asked;
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
      const button = box.children[i];
      button.setAttribute('aria-pressed', String(i === head));
      button.setAttribute('aria-label', `Head ${i + 1}: ${figure(weight)}`);
      button.title = figure(weight);
      button.firstChild.style.height = `${(weight / most) * 100}%`;
    });
    say(box.lastChild, `mean of heads ${figure(meanOf(weights))}`);
  }

  paint() {
    if (this.box.hidden || !this.number) return;
    const {meta, art} = this.asked;
    const {from, to, row} = this.number;
    const view = {values: row, scale: uniformScale(meta.tokens), map: colormap('inferno')};
    for (const side of SIDES) {
      const plate = this.plates[side];
      const token = side === 'from' ? from : to;
      plate.measure(meta);
      const bare = side === 'from'; // the map lies on what is attended to
      const s = {trace: {meta}, art, bare, grid: true, opacity: 0.82, smooth: false};
      plate.paint(s, [view]);
      plate.mark({...s, bare: false}, bare && isPatch(token, meta) ? token : null, null);
      this.mark(plate, side, meta);
      plate.canvas.setAttribute(
        'aria-label',
        `${side === 'from' ? 'From' : 'To'} ` +
          `${phraseOf(token, meta)}; a click or the arrow keys choose another patch`,
      );
      const patch = this.find(`number-${side}-patch`);
      patch.hidden = !isPatch(token, meta);
      if (!patch.hidden) drawPatch(patch, art, meta, token);
    }
    this.draw(paletteOf(this.element));
  }

  mark(plate, side, meta) {
    if (side === 'from') return;
    const {from, to} = this.number;
    const context = plate.canvas.getContext('2d');
    const place = token => patchBox(token - meta.prefix, meta, plate.boxes[0]);
    if (isPatch(from, meta)) frame(context, place(from), QUERY, 1.5);
    if (isPatch(to, meta)) ring(context, place(to));
  }
}

const meanOf = values => values.reduce((a, b) => a + b) / values.length;

function headButton(_, i) {
  const button = el('button', 'av-number-head');
  button.type = 'button';
  button.dataset.head = String(i);
  button.append(el('span', 'av-number-bar'), `H${i + 1}`);
  return button;
}

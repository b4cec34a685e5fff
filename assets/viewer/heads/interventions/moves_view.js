// The sweep by features: which head or patches move the pooled feature, and the map of the patches
// whose features moved with one of them.
import {QUERY, colormap} from '../../draw/colormap.js';
import {Plate} from '../../draw/plate.js';
import {Errand} from '../../page/errand.js';
import {parts, press, say} from '../../page/dom.js';
import {walking} from '../../page/walking.js';
import {brief, duration, fixed} from '../../record/figures.js';
import {nameOf} from '../../record/grid.js';
import {peak} from '../../record/measures.js';
import {robustTop} from '../../record/robust.js';
import {
  coveredPatches,
  inSquare,
  spreadSquares,
  squareOf,
  squaresText,
} from '../../record/squares.js';
import {headName} from '../../screen/figures.js';
import {HeadMap} from '../head_map.js';
import {tellHead} from '../walks.js';
import {passesOf} from './moves.js';

const ROOM = 186; // px: largest height of the heads
const DIGITS = 5;
const LONG = 10_000; // ms of passes of which is said how long they take
const LOOK = {bare: false, grid: true, opacity: 0.82, smooth: false};

/** "cosine 0.98765", or how little is missing from 1 where five digits do not tell. */
export const cosineText = move =>
  move > 0 && move < 5e-6 ? `cosine 1 − ${brief(move, 2)}` : `cosine ${fixed(1 - move, DIGITS)}`;

export class MovesView {
  cell = {layer: 0, head: 0}; // that the arrow keys have reached
  hover = null; // token under the pointer, of the patches that go
  at = null; // and of the map of patches that changed

  /**
   * @param {HTMLElement} element
   * @param {any} actions measure(signal, progress), lift(cell), flip(cell), changed(), mark(),
   *   failed(error)
   */
  constructor(element, actions) {
    const find = name => parts(element)(`moves${name}`);
    this.find = find;
    this.element = element;
    this.heads = new HeadMap(find('-heads'));
    this.squares = new Plate(find('-squares'));
    this.plate = new Plate(find('-map'));
    this.errand = new Errand(find('-sweep'), {
      run: (signal, progress) => actions.measure(signal, progress),
      failed: error => actions.failed(error),
      changed: () => actions.changed(),
    });
    this.wireHeads(actions);
    this.wirePointer(actions);
  }

  wireHeads({lift, flip}) {
    const {heads} = this;
    const go = cell => {
      this.cell = cell;
      lift(cell);
    };
    walking(heads.canvas, {
      move: (down, right) => {
        if (heads.heads) go(heads.next(this.cell, down, right));
      },
      press: () => flip(heads.next(this.cell, 0, 0)),
    });
    heads.canvas.addEventListener('blur', () => lift(null));
    heads.canvas.addEventListener('pointermove', event => lift(heads.hit(event)));
    heads.canvas.addEventListener('pointerleave', () => lift(null));
    heads.canvas.addEventListener('click', event => {
      const cell = heads.hit(event);
      if (cell) flip(cell);
    });
  }

  wirePointer({mark}) {
    this.follow(this.squares, token => {
      this.hover = token;
      mark();
    });
    this.follow(this.plate, token => {
      this.at = token;
      mark();
    });
  }

  /** Calls `point` with the patch under the pointer, null where it leaves. */
  follow(/** @type {Plate} */ plate, point) {
    plate.canvas.addEventListener('pointermove', event => {
      if (this.meta) point(plate.tokenAt(event, this.meta));
    });
    plate.canvas.addEventListener('pointerleave', () => point(null));
  }

  measure(meta) {
    this.meta = meta;
    this.heads.measure(meta, ROOM);
    for (const plate of [this.squares, this.plate]) plate.measure(meta);
  }

  /** Which of the sweeps is in sight, and what its button does. */
  paint({worth, moves, meta}, hasClasses) {
    const {find, element} = this;
    press(element, 'worth', worth);
    const ofClass = /** @type {HTMLElement} */ (
      element.querySelector('[data-set=worth][data-to=class]')
    );
    ofClass.hidden = !hasClasses;
    find('').hidden = worth === 'class';
    if (worth === 'class' || !moves.question) return;
    const ofHeads = worth === 'heads';
    find('-of-heads').hidden = !ofHeads;
    find('-of-squares').hidden = ofHeads;
    find('-of-map').hidden = !moves.isWhole;
    const count = passesOf(worth, meta);
    this.errand.show({
      label: labelOf(moves.isWhole, ofHeads, count, meta),
      doing: ofHeads ? 'Switching heads off' : 'Taking patches out',
      enabled: !moves.isWhole,
    });
    if (!this.plate.width || !this.squares.width) this.measure(meta);
  }

  /** The pass in hand: under the pointer, else the one that moved the features most. */
  passInHand({moves, worth, meta}, lens) {
    if (worth === 'heads' && lens) return lens.layer * meta.heads + lens.head;
    if (worth === 'patches' && this.hover !== null) return squareOf(this.hover - meta.prefix, meta);
    return moves.farthest();
  }

  draw(state, s, palette) {
    const {moves, worth} = state;
    const known = moves.sweep?.known ?? 0;
    const pass = known ? this.passInHand(state, s.lens) : 0;
    const most = mostOf(moves.sweep);
    if (worth === 'heads') this.drawHeads(state, known ? pass : null, most, s.lens, palette);
    else this.drawSquares(state, s, most, pass);
    if (moves.isWhole) this.drawMap(state, s, pass);
    this.say(state, pass, most);
  }

  say(state, pass, most) {
    const known = state.moves.sweep?.known;
    say(this.find('-says'), known ? wordsOf(state, pass) : aboutOf(state.worth));
    say(this.find('-most'), known ? `Full colour from ${cosineText(most)} on.` : '');
  }

  /** The grid of heads, with the `pass` in hand, null before the first, or the one pointed at. */
  drawHeads({moves, meta}, pass, most, lens, palette) {
    const {sweep} = moves;
    const lit = pass === null ? lens : placeOf(pass, meta);
    this.heads.draw(sweep?.moves ?? null, sweep?.known ?? 0, most, lit, palette);
    tellHead([this.heads.canvas], this.heads.next(this.cell, 0, 0), meta);
  }

  drawSquares({moves, meta}, s, most, pass) {
    const values = new Float32Array(meta.tokens);
    const known = moves.sweep ? coveredPatches(moves.sweep.known, meta) : 0;
    if (known) spreadSquares(values, moves.sweep.moves, known, meta);
    const whole = known === meta.rows * meta.cols;
    const view = known ? {...viewOf(values, most), ...(whole ? {} : {known})} : null;
    this.squares.paint({...s, ...LOOK}, [view]);
    const areas = known ? [{tokens: inSquare(pass, meta), colour: QUERY}] : [];
    this.squares.mark({...s, ...LOOK}, null, null, [], areas);
  }

  drawMap({moves, worth, meta}, s, pass) {
    const values = moves.map(pass);
    const top = robustTop([values], meta.prefix) || 1;
    this.plate.paint({...s, ...LOOK}, [viewOf(values, top)]);
    const areas = worth === 'patches' ? [{tokens: inSquare(pass, meta), colour: QUERY}] : [];
    const at = peak(values, meta.prefix);
    this.plate.mark({...s, ...LOOK}, this.at, at, [], areas);
    const name = nameOfPass(worth, pass, meta);
    const how = worth === 'heads' ? 'with' : 'without';
    say(this.find('-map-says'), `Patches that changed ${how} ${name}`);
    say(this.find('-here'), hereText(values, this.at ?? at, this.at === null, areas, meta));
  }
}

/** The largest move so far, beyond which few are. */
const mostOf = sweep => (sweep?.known ? robustTop([sweep.moves.subarray(0, sweep.known)], 0) : 0);

const placeOf = (pass, {heads}) => ({layer: Math.floor(pass / heads), head: pass % heads});

const viewOf = (values, top) => ({
  values,
  scale: {unit: value => Math.min(1, Math.max(0, value / (top || 1))), signed: false},
  map: colormap('inferno'),
});

function labelOf(isWhole, ofHeads, count, meta) {
  if (isWhole)
    return ofHeads ? `All ${count} heads were switched off` : 'Every patch was taken out';
  const time = count * meta.milliseconds;
  const about = time > LONG ? `, about ${duration(time)}` : '';
  const what = ofHeads ? `Switch off all ${count} heads` : `Take out ${squaresText(meta)}`;
  return `${what} in turn${about}`;
}

const aboutOf = worth =>
  worth === 'heads'
    ? 'One head of the unchanged model is off at a time. No class is needed: the pooled feature ' +
      'is compared with that of the unchanged pass.'
    : 'Patches are taken out of the unchanged pass. No class is needed: the pooled feature is ' +
      'compared with that of all patches.';

function nameOfPass(worth, pass, meta) {
  if (worth === 'heads') return `${headName(placeOf(pass, meta), meta.heads)} off`;
  const [first] = inSquare(pass, meta);
  const {sweep_block: block} = meta;
  return block === 1
    ? `patch ${nameOf(first, meta)}`
    : `the ${block} × ${block} patches from ${nameOf(first, meta)}`;
}

/**
 * "(4, 5), which changed most: cosine 0.98765"
 * @param {{tokens: Set<number>}[]} areas the square that was taken out, if any
 */
function hereText(values, token, isPeak, areas, meta) {
  const [gone] = areas;
  const place = `${nameOf(token, meta)}${isPeak ? ', which changed most' : ''}`;
  return gone?.tokens.has(token) ? `${place}: taken out` : `${place}: ${cosineText(values[token])}`;
}

/** "L12 H3 off: cosine of the pooled feature 0.98765." */
function wordsOf({moves, worth, meta}, pass) {
  const {moves: values, known} = moves.sweep;
  const name = nameOfPass(worth, pass, meta);
  if (pass >= known) return `${name}: not measured yet.`;
  const start = worth === 'heads' ? name : `Without ${name}`;
  return `${start}: ${cosineText(values[pass])} of the pooled feature with that of the unchanged pass.`;
}

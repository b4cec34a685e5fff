// One method's card: its map, the scale in its unit, its mass on prefix tokens, and its badge.
import {button, el, say} from '../../page/dom.js';
import {tellPlace} from '../../page/walking.js';
import {nameOf} from '../../record/grid.js';
import {ramp} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {fixed, percent} from '../../record/figures.js';
import {REMOVAL} from '../../record/shares.js';
import {squaresText} from '../../record/squares.js';
import {partAreas, unitOf} from '../likeness.js';
import {sinkText, sinksOfMethod} from './sinks.js';
import {ahead, badge, pointed, verdict} from './verdicts.js';

const WORDS = {
  missing: 'being computed',
  zero: 'all zero: nothing counts here',
  same: 'the same for every class',
  cut:
    'All zero: the heads’ attention, weighted by their gradients, is negative at every token, and ' +
    'this method sets that to 0. Show it with its signs',
};
const LIES = {
  hit: 'peak hit',
  touch: 'peak at edge',
  beside: 'peak beside',
  miss: 'peak missed',
};
const TIES =
  'Patches of equal value are taken in several random orders: figures are their means, ± is the ' +
  'standard deviation of the score.';

export class MethodCard {
  seen = null; // the verdict that is drawn

  /**
   * `remove` measures token removal, `showSigned` shows maps of zeros with their signs;
   * `choose(name)` makes this method the chosen one.
   */
  constructor(method, {choose, remove, showSigned}) {
    this.method = method;
    this.element = el('figure', 'av-plate');
    this.element.dataset.method = method.name;
    this.title = button('av-plate-title', method.title);
    this.title.title = sourceOf(method);
    this.title.addEventListener('click', () => choose(method.name));
    this.kind = el('span', 'av-plate-kind');
    this.canvas = el('canvas', 'av-plate-picture');
    this.canvas.setAttribute('role', 'application');
    this.canvas.setAttribute('aria-roledescription', 'map');
    this.plate = new Plate(this.canvas);
    this.note = el('p', 'av-plate-said');
    this.go = button('av-toggle av-plate-go');
    this.go.addEventListener('click', method.name === REMOVAL ? remove : showSigned);
    this.bar = el('canvas', 'av-plate-bar');
    this.bar.setAttribute('role', 'meter');
    this.bar.setAttribute('aria-label', `${method.title}: colour scale`);
    this.bar.tabIndex = 0;
    this.needle = el('span', 'av-needle');
    this.low = el('span');
    this.here = el('span', 'av-plate-here');
    this.high = el('span');
    this.mass = el('span');
    this.hit = el('span', 'av-plate-hit');
    this.badge = el('p', 'av-plate-badge');
    this.lay();
  }

  lay() {
    const head = box('figcaption', 'av-plate-head', this.title, this.kind);
    const picture = box('div', 'av-plate-box', this.canvas, this.note, this.go);
    const scale = box('div', 'av-scale', this.bar, this.needle);
    const ticks = box('p', 'av-plate-ticks', this.low, this.here, this.high);
    const facts = box('p', 'av-plate-facts', this.mass, this.hit);
    this.element.append(head, picture, scale, ticks, facts, this.badge);
  }

  measure(s) {
    this.plate.measure(s.trace.meta, s.shuffled ? 2 : 1);
  }

  /** All but the cursor: after any change of class or look. Until `late`, the old map stays. */
  paint(s, late = true) {
    const next = verdict(s, this.method);
    if (next.state === 'missing' && this.visible && !late) return;
    this.seen = next;
    this.title.setAttribute('aria-pressed', String(s.method === this.method.name));
    this.canvas.tabIndex = s.method === this.method.name ? 0 : -1; // all have one cursor
    this.plate.paint(s, [this.visible ? next : null, next.twin ?? null]);
    this.writeState(s);
    this.writeScale(s);
    this.writeHit(s);
    this.writeBadge(s);
  }

  get visible() {
    return this.seen?.state === 'shown';
  }

  /** Why there is no map, and the button that measures one. */
  writeState(s) {
    const {state} = this.seen;
    const offered = state === 'cut';
    say(this.note, offered ? '' : (WORDS[state] ?? ''));
    this.go.hidden = !offered && state !== 'unmeasured';
    say(this.go, offered ? WORDS.cut : `Take out ${squaresText(s.trace.meta)}`);
    this.go.disabled = Boolean(s.busy) && !offered;
    this.element.classList.toggle('is-empty', !this.visible);
    const summary = this.visible ? this.summary(s) : this.state;
    this.canvas.setAttribute('aria-label', `${this.method.title}: ${summary}`);
  }

  writeScale(s) {
    const {seen, visible} = this;
    say(this.low, visible ? seen.scale.low : '');
    say(this.high, visible ? this.unit(seen, unitOf(s)) : '');
    say(this.mass, visible ? massText(seen, s.trace.meta, this.method) : '');
    const notes = [kindOf(this.method, s), visible ? sinkText(this.method, seen, s) : ''];
    say(this.kind, notes.filter(Boolean).join(', '));
    if (!visible || this.ramped === seen.map) return;
    ramp(this.bar, seen.map);
    this.ramped = seen.map;
  }

  unit({scale, difference, withSigns}, value) {
    if (!scale.signed) return scale.high;
    if (withSigns) return `${scale.high} of all sizes`;
    if (this.method.name === REMOVAL) return `${scale.high} of ${value}`;
    return difference ? `${scale.high} of total` : scale.high;
  }

  /** Whether the peak hits the object. */
  writeHit(s) {
    const {seen} = this;
    const {known, rho, difference} = seen;
    const judged = this.visible && known === undefined && rho === undefined && !difference;
    const hit = judged ? pointed(s, seen) : null;
    say(this.hit, hitText(seen, hit, s.trace.meta));
    this.hit.classList.toggle('is-missed', hit?.lies === 'miss');
  }

  writeBadge(s) {
    const means = badge(s, this.method.name);
    say(this.badge, s.against === null ? this.badgeText(s, means) : '');
    this.badge.title = means?.spread ? TIES : '';
    this.badge.classList.toggle('is-best', Boolean(means && means.score === s.best));
  }

  /** The measured figures; of a map that marks no patch, that there are none. */
  badgeText({inquiry, target}, means) {
    if (means) return badgeText(means);
    const measured = inquiry.faith.has(target) && inquiry.isZero(this.method.name, target);
    return measured ? 'no score: all zero marks no patch' : '';
  }

  summary(s) {
    const {seen} = this;
    const {meta} = s.trace;
    const part =
      seen.known === undefined ? '' : `${knownText(seen.known, meta)} patches measured, `;
    return `${part}peak ${seen.write(seen.values[seen.peak])} at ${nameOf(seen.peak, meta)}`;
  }

  /** The cursor and the number under it. */
  mark(s, cursor) {
    const {seen, visible} = this;
    const sinks = visible ? sinksOfMethod(this.method, s) : [];
    const areas = s.likeness ? partAreas(s.trace.meta) : [];
    this.plate.mark(s, cursor, visible ? seen.peak : null, sinks, areas);
    this.needle.hidden = !visible;
    if (!visible) {
      say(this.here, '');
      this.meter(0, this.state);
      return;
    }
    const at = cursor ?? seen.peak;
    const unknown = ahead(seen, at, s.trace.meta);
    const unit = seen.scale.unit(seen.values[at]);
    this.needle.hidden = unknown;
    this.needle.style.left = `${unit * 100}%`;
    const value = unknown ? 'not measured yet' : seen.write(seen.values[at]);
    say(this.here, cursor === null ? '' : value);
    this.meter(unit, `${value} at ${nameOf(at, s.trace.meta)}`);
  }

  /** Why there is no map. */
  get state() {
    return WORDS[this.seen?.state] ?? 'not measured';
  }

  /** Where on the scale, 0 to 1, the needle is, for a screen reader too. */
  meter(unit, words) {
    const [low, high] = [this.low.textContent, this.high.textContent];
    const text = high ? `${words}, on a scale from ${low} to ${high}` : words;
    tellPlace(this.bar, {at: Math.round(100 * (unit || 0)), count: 101, text});
  }
}

function kindOf({name, class_specific: specific}, {likeness}) {
  if (name === REMOVAL) return 'measured';
  return specific ? '' : likeness ? 'first part only' : 'any class';
}

/** The publication of a method and its cost, for hover, focus and the status line. */
export const sourceOf = ({title, source, cost}) => `${title}: ${source}; ${cost}`;

/** "48 of 144": the patches that a running removal has measured. */
export const knownText = (known, {rows, cols}) => `${known} of ${rows * cols}`;

const badgeText = means =>
  `del ${fixed(means.deletion)}  ins ${fixed(means.insertion)}  score ${scoreText(means)}`;

/** "0.21", or "0.21 ±0.02" where patches of equal value were taken in several orders. */
export const scoreText = ({score, spread}) =>
  fixed(score) + (spread ? ` ±${spread < 0.005 ? '<0.01' : fixed(spread)}` : '');

/** How far removal is, else how alike a shuffled map is, else whether the peak hits the object. */
function hitText({known, rho, twin}, hit, meta) {
  if (known !== undefined) return `${knownText(known, meta)} measured`;
  if (rho !== undefined) return shuffledText(rho, twin);
  if (!hit) return '';
  const share = hit.weight === null ? hit.name : `${percent(hit.weight)} on ${hit.name}`;
  return `${share}, ${LIES[hit.lies]}`;
}

function shuffledText(rho, twin) {
  if (rho === null) return 'being shuffled';
  return twin ? `shuffled: ρ ${fixed(rho)}` : 'shuffled: all zero';
}

function massText({prefix: mass, difference}, meta, {name}) {
  if (!meta.prefix) return '';
  const who = meta.prefix === 1 ? meta.prefix_names[0] : 'prefix tokens';
  if (name === REMOVAL) return `${who} stay${meta.prefix === 1 ? 's' : ''} in`;
  return difference ? `${who} ${mass < 0 ? '' : '+'}${percent(mass)}` : `${who} ${percent(mass)}`;
}

function box(tag, className, ...children) {
  const node = el(tag, className);
  node.append(...children);
  return node;
}

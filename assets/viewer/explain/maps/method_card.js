// One method's card: its map, the scale in its unit, its mass on prefix tokens, and its badge.
import {el, say} from '../../page/dom.js';
import {nameOf} from '../../record/grid.js';
import {ramp} from '../../draw/paint.js';
import {Plate} from '../../draw/plate.js';
import {preciseShare} from '../../record/figures.js';
import {REMOVAL, hundredths} from '../../record/shares.js';
import {ahead, badge, pointed, verdict} from './verdicts.js';

const WORDS = {
  missing: 'being computed',
  zero: 'all zero: nothing counts for this class',
  same: 'the same for every class',
};

export class MethodCard {
  /** `remove` measures token removal; `choose(name)` makes this method the chosen one. */
  constructor(method, {choose, remove}) {
    this.method = method;
    this.element = el('figure', 'av-plate');
    this.element.dataset.method = method.name;
    this.title = button('av-plate-title', method.title);
    this.title.title = sourceOf(method);
    this.title.addEventListener('click', () => choose(method.name));
    this.kind = el('span', 'av-plate-kind', kindOf(method));
    this.canvas = el('canvas', 'av-plate-picture');
    this.canvas.setAttribute('role', 'img');
    this.plate = new Plate(this.canvas);
    this.said = el('p', 'av-plate-said');
    this.go = button('av-toggle av-plate-go', '');
    this.go.addEventListener('click', remove);
    this.bar = el('canvas', 'av-plate-bar');
    this.needle = el('span', 'av-needle');
    [this.low, this.here, this.high] = [el('span'), el('span', 'av-plate-here'), el('span')];
    [this.mass, this.hit] = [el('span'), el('span', 'av-plate-hit')];
    this.badge = el('p', 'av-plate-badge');
    this.lay();
  }

  lay() {
    const head = box('figcaption', 'av-plate-head', this.title, this.kind);
    const picture = box('div', 'av-plate-box', this.canvas, this.said, this.go);
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
    const found = verdict(s, this.method);
    if (found.state === 'missing' && this.seen?.state === 'shown' && !late) return;
    const seen = (this.seen = found);
    const shown = seen.state === 'shown';
    this.plate.paint(s, [shown ? seen : null, seen.twin ?? null]);
    const summary = shown ? this.summary(s) : (WORDS[seen.state] ?? 'not measured');
    this.canvas.setAttribute('aria-label', `${this.method.title}: ${summary}`);
    say(this.said, WORDS[seen.state] ?? '');
    this.go.hidden = seen.state !== 'unmeasured';
    say(this.go, `Take out each of ${s.trace.meta.rows * s.trace.meta.cols} patches`);
    this.go.disabled = Boolean(s.busy);
    this.title.setAttribute('aria-pressed', String(s.method === this.method.name));
    this.element.classList.toggle('is-empty', !shown);
    say(this.low, shown ? seen.scale.low : '');
    say(this.high, shown ? this.unit(seen) : '');
    say(this.mass, shown ? massText(seen, s.trace.meta, this.method) : '');
    this.point(s, seen, shown);
    this.tell(s);
    if (shown && this.ramped !== seen.map) {
      ramp(this.bar, seen.map);
      this.ramped = seen.map;
    }
  }

  unit({scale, difference}) {
    if (!scale.signed) return scale.high;
    if (this.method.name === REMOVAL) return `${scale.high} of probability`;
    return difference ? `${scale.high} of total` : scale.high;
  }

  point(s, {peak, rho, twin, difference, known}, shown) {
    if (known !== undefined) {
      say(this.hit, `${knownText(known, s.trace.meta)} measured`);
      this.hit.classList.remove('is-missed');
      return;
    }
    const compares = s.shuffled && rho !== undefined;
    const found = shown && !difference && !compares ? pointed(s, peak) : null;
    if (compares) say(this.hit, shuffledText(rho, twin));
    else say(this.hit, found ? `peak on ${found.on}: ${found.hit ? 'hit' : 'missed'}` : '');
    this.hit.classList.toggle('is-missed', Boolean(found && !found.hit));
  }

  tell(s) {
    const found = badge(s, this.method.name);
    say(
      this.badge,
      found && s.against === null
        ? `del ${hundredths(found.deletion)}  ins ` +
            `${hundredths(found.insertion)}  score ${hundredths(found.score)}`
        : '',
    );
    this.badge.classList.toggle('is-best', Boolean(found && found.score === s.best));
  }

  summary(s) {
    const {seen} = this;
    const {meta} = s.trace;
    const so = seen.known === undefined ? '' : `${knownText(seen.known, meta)} patches measured, `;
    return `${so}peak ${seen.write(seen.values[seen.peak])} at ${nameOf(seen.peak, meta)}`;
  }

  /** The cursor and the number under it. */
  mark(s, cursor) {
    const {seen} = this;
    const shown = seen?.state === 'shown';
    this.plate.mark(s, cursor, shown ? seen.peak : null);
    this.needle.hidden = !shown;
    if (!shown) {
      say(this.here, '');
      return;
    }
    const at = cursor ?? seen.peak;
    const unknown = ahead(seen, at, s.trace.meta);
    this.needle.hidden = unknown;
    this.needle.style.left = `${seen.scale.unit(seen.values[at]) * 100}%`;
    const told = unknown ? 'not measured yet' : seen.write(seen.values[at]);
    say(this.here, cursor === null ? '' : told);
  }
}

const kindOf = ({name, class_specific: specific}) =>
  name === REMOVAL ? 'measured' : specific ? '' : 'any class';

/** Where a method comes from and what it costs, for hover, focus and the status line. */
export const sourceOf = ({title, source, cost}) => `${title}: ${source}; ${cost}`;

/** "48 of 144", of a removal that runs. */
export const knownText = (known, {rows, cols}) => `${known} of ${rows * cols}`;

function shuffledText(rho, twin) {
  if (rho === null) return 'being shuffled';
  return twin ? `shuffled: ρ ${hundredths(rho)}` : 'shuffled: all zero';
}

function massText({prefix: mass, difference}, meta, {name}) {
  if (!meta.prefix) return '';
  const who = meta.prefix === 1 ? meta.prefix_names[0] : 'prefix tokens';
  if (name === REMOVAL) return `${who} stay${meta.prefix === 1 ? 's' : ''} in`;
  return difference
    ? `${who} ${mass < 0 ? '' : '+'}${preciseShare(mass)}`
    : `${who} ${preciseShare(mass)}`;
}

function button(className, text) {
  const node = el('button', className, text);
  node.type = 'button';
  return node;
}

function box(tag, className, ...children) {
  const node = el(tag, className);
  node.append(...children);
  return node;
}

// "Does attention matter?": a map beside the measured effect of taking patches out.
import {button, closest, el, parts, say} from '../../page/dom.js';
import {Curves, Scatter} from './plots.js';
import {MethodCard, knownText, scoreText} from '../maps/method_card.js';
import {largest} from '../../record/ranks.js';
import {fixed} from '../../record/figures.js';
import {REMOVAL} from '../../record/shares.js';
import {unitOf} from '../likeness.js';
import {badge} from '../maps/verdicts.js';

const TENTH = 0.1;

export class Matter {
  chosen = null; // the card of the chosen method
  removal = null; // the card of token removal

  constructor(element, actions) {
    const find = (this.find = parts(element));
    this.actions = actions;
    this.curves = new Curves(find('why-curves'));
    this.scatter = new Scatter(find('why-scatter'));
    find('why-rows').addEventListener('click', event => {
      const row = closest(event, '[data-method]');
      if (row) actions.choose(row.dataset.method);
    });
  }

  /** The methods of a trace: two cards, and a row of the table for each. */
  open(s) {
    const {methods} = s.inquiry;
    const removal = methods.find(({name}) => name === REMOVAL);
    this.removal = new MethodCard(removal, this.actions);
    this.find('why-measured').replaceChildren(this.removal.element);
    this.find('why-rows').replaceChildren(...methods.map(row));
    this.chosen = null;
    this.pick(s);
  }

  /** The card of the chosen method; beside removal itself stands the first method. */
  pick({inquiry: {methods}, method}) {
    const name = method === REMOVAL ? methods[0].name : method;
    if (this.chosen?.method.name === name) return false;
    this.chosen = new MethodCard(
      methods.find(one => one.name === name),
      this.actions,
    );
    this.find('why-chosen').replaceChildren(this.chosen.element);
    return true;
  }

  measure(s) {
    this.pick(s);
    this.curves.measure();
    this.scatter.measure();
    for (const card of [this.chosen, this.removal]) card.measure(alone(s));
  }

  paint(s, palette) {
    if (this.pick(s)) this.chosen.measure(alone(s));
    for (const card of [this.chosen, this.removal]) card.paint(alone(s));
    say(this.removal.kind, `${unitOf(s)} lost with a patch`);
    this.table(s);
    this.curves.draw(s, this.chosen.method, palette);
    say(this.find('why-verdict'), verdictText(s, this.chosen.method));
  }

  mark(s, cursor, palette) {
    for (const card of [this.chosen, this.removal]) card.mark(s, cursor);
    this.scatter.draw(s, this.chosen.method, cursor, palette);
  }

  table(s) {
    const correlation = s.inquiry.effects.get(s.target)?.correlation ?? {};
    const best = Math.max(...Object.values(correlation));
    for (const line of this.find('why-rows').children) {
      const {method: name} = line.dataset;
      const rho = s.inquiry.isZero(name, s.target) ? undefined : correlation[name];
      fillRow(line, {means: badge(s, name), best: s.best}, {rho, best});
      const pressed = String(this.chosen.method.name === name);
      line.querySelector('button').setAttribute('aria-pressed', pressed);
    }
  }
}

/** This section shows one class with the model's own weights. */
const alone = s => ({...s, against: null, shuffled: false});

/** A row: the rank correlation, deletion, insertion and score of a method, as far as they are. */
function fillRow(line, {means, best}, agree) {
  const [first, second, third, last] = line.querySelectorAll('td');
  fill(first, agree.rho, agree.rho === agree.best);
  fill(second, means?.deletion);
  fill(third, means?.insertion);
  fill(last, means?.score, means?.score === best);
  if (means) say(last, scoreText(means));
}

function fill(cell, value, best = false) {
  say(cell, value === undefined ? '–' : fixed(value));
  cell.classList.toggle('is-best', best && value !== undefined);
}

function row({name, title}) {
  const line = el('tr');
  const head = el('th');
  line.dataset.method = name;
  head.scope = 'row';
  head.append(button('av-table-button', title));
  line.append(head, ...Array.from({length: 4}, () => el('td', '', '–')));
  return line;
}

const NEEDS = 'Take out patches to see whether the map marks those that the answer needs.';
const ALIKE = NEEDS.replace('answer', 'similarity');
const thing = likeness => (likeness ? 'similarity' : 'class');

/** How well the map agrees with removal on this picture, in numbers. */
function verdictText({inquiry, target, likeness, trace: {meta}}, {name, title}) {
  const effect = inquiry.effects.get(target);
  const heat = inquiry.heat(name, target);
  const part = inquiry.begun.get(target);
  if (part?.known) {
    return `${knownText(part.known, meta)} patches were taken out; the hatched ones come next.`;
  }
  if (!effect || !heat) {
    return likeness ? ALIKE : NEEDS;
  }
  if (inquiry.isZero(name, target)) {
    return `${title} is all zero for this ${thing(likeness)}: it ranks no patch and has no score.`;
  }
  return agreementText(title, effect, effect.correlation[name] ?? 0, heat, meta);
}

/** How the ranks of a map and of the measured effect go together. */
function agreementText(title, effect, rho, heat, meta) {
  const patches = meta.tokens - meta.prefix;
  const count = Math.max(1, Math.round(patches * TENTH));
  const needed = new Set(largest(effect.drops, count));
  const both = largest(heat.subarray(meta.prefix), count).filter(i => needed.has(i)).length;
  return (
    `${title} ranks the ${patches} patches as their removal does with ρ ${fixed(rho)}. ` +
    `Of the ${count} it marks most, ${both} ${both === 1 ? 'is' : 'are'} among the ${count} ` +
    'whose removal costs most.'
  );
}

// "Does attention matter?": a map beside what really happens when patches are taken out.
import {Axes, ticksAt} from './axes.js';
import {el, parts, say} from './dom.js';
import {MethodCard} from './method_card.js';
import {largest, ranks} from './ranks.js';
import {REMOVAL, hundredths} from './shares.js';
import {badge} from './verdicts.js';

const SHARES = ticksAt([0, .25, .5, .75, 1], v => `${v * 100}`);
const TENTH = .1;

export class Matter {
  constructor(element, actions) {
    const find = this.find = parts(element);
    Object.assign(this, {actions, cards: [], curves: new Axes(find('why-curves')),
      scatter: new Axes(find('why-scatter'))});
    find('why-table').addEventListener('click', event => {
      const row = event.target.closest('[data-method]');
      if (row) actions.choose(row.dataset.method);
    });
  }

  /** The methods of a trace: two cards, and a row of the table for each. */
  open(s) {
    const {methods} = s.inquiry, removal = methods.find(({name}) => name === REMOVAL);
    this.removal = new MethodCard(removal, this.actions);
    say(this.removal.kind, 'measured: what the answer loses without the patch');
    this.find('why-measured').replaceChildren(this.removal.element);
    this.find('why-rows').replaceChildren(...methods.map(row));
    this.chosen = null;
    this.pick(s);
  }

  /** The card of the chosen method; for removal itself, the first method stands beside it. */
  pick(s) {
    const {methods} = s.inquiry, name = s.method === REMOVAL ? methods[0].name : s.method;
    if (this.chosen?.method.name === name) return;
    this.chosen = new MethodCard(methods.find(method => method.name === name), this.actions);
    this.find('why-chosen').replaceChildren(this.chosen.element);
  }

  measure(s) {
    this.pick(s);
    for (const axes of [this.curves, this.scatter]) axes.measure();
    for (const card of [this.chosen, this.removal]) card.measure(s);
  }

  paint(s, palette) {
    const before = this.chosen, alone = {...s, against: null, shuffled: false};
    this.pick(s);
    if (before !== this.chosen) this.chosen.measure(alone);
    for (const card of [this.chosen, this.removal]) card.paint(alone);
    this.table(s);
    this.plotCurves(s, palette);
    say(this.find('why-verdict'), verdictText(s, this.chosen.method));
  }

  mark(s, cursor, palette) {
    for (const card of [this.chosen, this.removal]) card.mark(s, cursor);
    this.plotRanks(s, cursor, palette);
  }

  table(s) {
    const correlation = s.inquiry.effects.get(s.target)?.correlation ?? {};
    const best = Math.max(...Object.values(correlation));
    for (const line of this.find('why-rows').children) {
      const {method: name} = line.dataset, found = badge(s, name), rho = correlation[name];
      const cells = line.querySelectorAll('td');
      fill(cells[0], rho, rho === best);
      fill(cells[1], found?.deletion);
      fill(cells[2], found?.insertion);
      fill(cells[3], found?.score, found?.score === s.best);
      line.classList.toggle('is-chosen', this.chosen.method.name === name);
      line.querySelector('button').setAttribute('aria-pressed', String(this.chosen.method.name === name));
    }
  }

  plotCurves({inquiry, target}, palette) {
    const found = inquiry.faith.get(target), whole = inquiry.classes?.p[target] ?? 0;
    const own = found?.methods[this.chosen.method.name];
    const x = {low: 0, high: 1, ticks: SHARES, name: 'share of patches taken out or kept, %'};
    const most = Math.max(whole, ...Object.values(found?.methods ?? {}).flatMap(({deletion, insertion}) => [...deletion, ...insertion]));
    const high = most > .5 ? 1 : most > .2 ? .5 : .2;
    const y = {low: 0, high, ticks: ticksAt([0, .25, .5, .75, 1].map(t => t * high), hundredths), name: 'probability'};
    if (!this.curves.begin(x, y, palette)) return;
    this.curves.line([[0, whole], [1, whole]], {colour: palette.ink3, width: 1, dash: [4, 4]});
    for (const curve of Object.values(found?.methods ?? {})) {
      for (const kind of ['deletion', 'insertion']) {
        this.curves.line(pairs(found.levels, curve[kind]), {colour: palette.line, width: 1});
      }
    }
    if (own) this.label(found.levels, own, palette);
    this.find('why-curves').setAttribute('aria-label', own ? `Deletion ${hundredths(badgeMean(own.deletion))}, insertion `
      + `${hundredths(badgeMean(own.insertion))} of ${this.chosen.method.title}` : 'Not measured yet');
  }

  label(levels, {deletion, insertion}, palette) {
    this.curves.line(pairs(levels, insertion), {colour: palette.ink, width: 2, dots: true});
    this.curves.line(pairs(levels, deletion), {colour: palette.ink, width: 2, dash: [5, 3], dots: true});
  }

  /** Each patch as a dot: its rank on the map, its rank by what its removal costs. */
  plotRanks({inquiry, target, trace}, cursor, palette) {
    const {prefix, tokens} = trace.meta, patches = tokens - prefix;
    const ends = [{at: 0, text: 'last'}, {at: patches - 1, text: 'first'}], span = {low: -1, high: patches, ticks: ends};
    if (!this.scatter.begin({...span, name: 'rank on the map'}, {...span, ticks: [], name: 'rank by removal'}, palette)) return;
    const heat = inquiry.heat(this.chosen.method.name, target), effect = inquiry.effects.get(target);
    if (!heat || !effect) return;
    this.ranked = this.rankedOf === `${this.chosen.method.name}/${target}/${trace.meta.token}` ? this.ranked
      : [ranks(heat.subarray(prefix)), ranks(effect.drops)];
    this.rankedOf = `${this.chosen.method.name}/${target}/${trace.meta.token}`;
    const [x, y] = this.ranked;
    for (let i = 0; i < patches; i++) this.scatter.dot([x[i], y[i]], 2, palette.ink3);
    if (cursor !== null && cursor >= prefix) this.scatter.dot([x[cursor - prefix], y[cursor - prefix]], 5, palette.query);
  }
}

const pairs = (levels, values) => levels.map((level, i) => [level, values[i]]);
const badgeMean = curve => curve.reduce((sum, p) => sum + p, 0) / curve.length;

function fill(cell, value, best = false) {
  say(cell, value === undefined ? '–' : hundredths(value));
  cell.classList.toggle('is-best', best && value !== undefined);
}

function row({name, title}) {
  const line = el('tr'), head = el('th'), choose = el('button', 'av-table-button', title);
  choose.type = 'button';
  line.dataset.method = name;
  head.scope = 'row';
  head.append(choose);
  line.append(head, ...Array.from({length: 4}, () => el('td', '', '–')));
  return line;
}

/** What the two maps say of one another, in numbers of this picture. */
function verdictText({inquiry, target, trace: {meta}}, {name, title}) {
  const effect = inquiry.effects.get(target), heat = inquiry.heat(name, target);
  if (!effect || !heat) return 'Take out each patch to see whether the map points at what the answer needs.';
  const patches = meta.tokens - meta.prefix, count = Math.max(1, Math.round(patches * TENTH));
  const needed = new Set(largest(effect.drops, count));
  const both = largest(heat.subarray(meta.prefix), count).filter(patch => needed.has(patch)).length;
  return `${title} ranks the ${patches} patches as their removal does with ρ ${hundredths(effect.correlation[name] ?? 0)}. `
    + `Of the ${count} it marks most, ${both} ${both === 1 ? 'is' : 'are'} among the ${count} whose removal costs most.`;
}

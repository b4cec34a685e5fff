// The parts of a card's figure that show numbers: a vector, a block's seven steps, a table.
import {el, say} from '../../page/dom.js';
import {Part} from './part.js';
import {fixed} from '../../record/figures.js';
import {settled, shape} from './prose.js';
import {bars, strip, summary} from './strips.js';

/** A vector as a strip of colours or as bars, with its shape. */
export class Vector extends Part {
  constructor(spec) {
    super(spec, spec.kind === 'bars' ? 'av-part-bars' : 'av-part-strip');
    this.node = this.canvas('av-part-canvas');
  }

  paint({facts, trace: {meta}}, palette) {
    const {spec, node, element} = this;
    const given = facts.vectors[spec.of];
    element.hidden = !given;
    if (!given) return;
    const values = spec.sorted ? [...given].sort((a, b) => b - a) : given;
    if (spec.kind === 'bars') bars(node, values, palette);
    else strip(node, values, {split: spec.split ? meta[spec.split] : 1});
    const {[`${spec.of}_mean`]: mean, [`${spec.of}_deviation`]: deviation} = facts.numbers;
    const lies = spec.moments ? `, mean ${settled(mean)}, deviation ${settled(deviation)}` : '';
    say(this.fact, shape(facts.shapes[spec.of]) + lies);
    node.setAttribute('aria-label', `${spec.label}: ${summary(values)}${lies}`);
  }
}

/** The seven steps of a block: a strip and three figures each. */
export class Steps extends Part {
  constructor(spec) {
    super(spec, 'av-part-steps');
    this.caption.remove();
    const head = el('div', 'av-step av-step-head');
    head.append(...['', '', 'length', 'mean', 'deviation'].map(name => el('span', '', name)));
    this.element.append(head);
    this.lines = Array.from({length: 7}, () => this.line());
  }

  line() {
    const line = el('div', 'av-step');
    const name = el('span', 'av-step-name');
    const canvas = el('canvas', 'av-step-strip');
    const figures = ['length', 'mean', 'deviation'].map(() => el('span', 'av-step-figure'));
    canvas.setAttribute('role', 'img');
    line.append(name, canvas, ...figures);
    this.element.append(line);
    return {line, name, canvas, figures};
  }

  paint({facts}) {
    facts.rows.forEach((row, i) => {
      const {line, name, canvas, figures} = this.lines[i];
      line.dataset.part = row.name;
      say(name, `${i + 1}  ${stepName(row.name, i)}`);
      strip(canvas, row.values);
      ['length', 'mean', 'deviation'].forEach((key, j) => say(figures[j], brief(row[key])));
      canvas.setAttribute('aria-label', `${stepName(row.name, i)}: ${summary(row.values)}`);
    });
  }
}

const brief = value => fixed(value, 3);
const NAMES = {tokens: 'token that enters', norm: 'norm', attention: 'attention', mlp: 'MLP'};
const stepName = (name, i) => NAMES[name] ?? (i === 6 ? 'sum: leaves' : 'sum');

const COLUMNS = {
  patch: 'patch size',
  patches: 'patches',
  tokens: 'tokens',
  pairs: 'comparisons',
  multiply_adds: 'multiply-adds',
};

/** The cost of each patch size. */
export class Table extends Part {
  constructor(spec) {
    super(spec, 'av-part-table');
    this.table = el('table');
    this.element.append(this.table);
  }

  paint({facts, trace: {meta}}) {
    const head = el('tr');
    const lines = facts.rows.map(row => {
      const line = el('tr', row.patch === meta.patch ? 'is-chosen' : '');
      line.append(
        ...Object.keys(COLUMNS).map((key, i) =>
          el(i ? 'td' : 'th', '', i ? shape([row[key]]) : `${row[key]} px`),
        ),
      );
      line.firstChild.scope = 'row';
      return line;
    });
    head.append(
      ...Object.values(COLUMNS).map(name => {
        const cell = el('th', '', name);
        cell.scope = 'col';
        return cell;
      }),
    );
    this.table.replaceChildren(head, ...lines);
  }
}

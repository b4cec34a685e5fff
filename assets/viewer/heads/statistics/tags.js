// The kinds of heads: how many there are of each, and the rule by which a head is one.
import {el, say} from '../../page/dom.js';

const COUNTED = 7;

/** The letter of a kind on a cell; heads that are nothing in particular have none. */
export const letterOf = tag => (tag === 'mixed' ? '' : tag[0].toUpperCase());

export class Tags {
  /** `choose(tag)` when one is clicked. */
  constructor(list, choose) {
    Object.assign(this, {list, rows: new Map()});
    list.addEventListener('click', event => {
      const button = event.target.closest('[data-tag]');
      if (button) choose(button.dataset.tag);
    });
  }

  /** The rules of a picture's answer, in the order in which they are tried. */
  open(rules) {
    this.rows = new Map(
      Object.keys(rules)
        .slice(0, COUNTED)
        .map(tag => [tag, row(tag)]),
    );
    this.list.replaceChildren(
      ...[...this.rows].map(([tag, {line, rule}]) => {
        say(rule, rules[tag]);
        return line;
      }),
    );
  }

  /** How many heads of each kind there are, and which kind is lit or singled out. */
  draw(tags, lit, chosen) {
    const all = tags.flat();
    for (const [tag, {button, count, line}] of this.rows) {
      const found = all.filter(one => one === tag).length;
      say(count, String(found));
      button.setAttribute('aria-pressed', String(chosen === tag));
      button.disabled = !found;
      line.classList.toggle('is-lit', tag === lit);
    }
  }
}

function row(tag) {
  const line = el('li', 'av-tag');
  const button = el('button', 'av-tag-button');
  const count = el('span', 'av-tag-count');
  const rule = el('p', 'av-tag-rule');
  const letter = el('span', 'av-tag-letter', letterOf(tag));
  button.type = 'button';
  button.dataset.tag = tag;
  button.append(letter, el('b', '', tag), count);
  line.append(button, rule);
  return {line, button, count, rule};
}

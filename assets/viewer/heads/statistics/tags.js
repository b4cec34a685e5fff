// The kinds of heads: the number of each, and its rule.
import {button, dataOf, el, say} from '../../page/dom.js';

const COUNTED = 7;

/** The letter of a kind on a cell; mixed heads have none. */
export const letterOf = tag => (tag === 'mixed' ? '' : tag[0].toUpperCase());

export class Tags {
  rows = new Map(); // kind -> its nodes

  /** `choose(tag)` is called when a kind is clicked. */
  constructor(list, choose) {
    this.list = list;
    list.addEventListener('click', event => {
      const {tag} = dataOf(event, '[data-tag]');
      if (tag) choose(tag);
    });
  }

  /** `rules`: kind -> rule, in the order in which they are tried. */
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

  /** `tags` [L][H]; `lit` is the kind of the head in sight, `chosen` the one that is selected. */
  draw(tags, lit, chosen) {
    const all = tags.flat();
    for (const [tag, {choice, count, line}] of this.rows) {
      const heads = all.filter(one => one === tag).length;
      say(count, String(heads));
      choice.setAttribute('aria-pressed', String(chosen === tag));
      choice.disabled = !heads;
      line.classList.toggle('is-lit', tag === lit);
    }
  }
}

function row(tag) {
  const line = el('li', 'av-tag');
  const choice = button('av-tag-button');
  const count = el('span', 'av-tag-count');
  const rule = el('p', 'av-tag-rule');
  const letter = el('span', 'av-tag-letter', letterOf(tag));
  choice.dataset.tag = tag;
  choice.append(letter, el('b', '', tag), count);
  line.append(choice, rule);
  return {line, choice, count, rule};
}

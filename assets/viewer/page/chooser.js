// A search field over all classes: type a part of a name, choose with arrows and Enter or a click.
import {closest, el} from './dom.js';

const LISTED = 8;

export class Chooser {
  /** @type {string[]} */ names = [];
  /** @type {number[]} */ order = []; // all classes, the likely ones first
  /** @type {number[]} */ matches = []; // the classes that are listed
  /** @type {number | null} */ chosen = null;
  at = -1; // place of the marked option in the list

  /**
   * Calls `choose(index)` on a choice and `choose(null)` when the field is emptied and left.
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {(index: number | null) => void} choose
   */
  constructor(input, list, choose) {
    this.input = input;
    this.list = list;
    this.choose = choose;
    input.addEventListener('input', () => this.open(input.value));
    input.addEventListener('focus', () => {
      input.select();
      this.open('');
    });
    input.addEventListener('blur', () => this.leave());
    input.addEventListener('keydown', event => this.press(event));
    list.addEventListener('pointerdown', event => {
      event.preventDefault(); // the field keeps the focus until the choice is made
      const option = closest(event, '[role=option]');
      if (option) this.take(Number(option.dataset.index));
    });
  }

  /** All names, and the classes from the most to the least probable. */
  offer(names, order) {
    this.names = names;
    this.order = order;
  }

  show(index) {
    this.chosen = index;
    if (document.activeElement !== this.input) this.write();
  }

  open(text) {
    this.matches = matching(this.names, this.order, text.trim().toLowerCase());
    this.at = text ? 0 : -1;
    this.list.replaceChildren(
      ...this.matches.map((index, i) => {
        const option = el('li', '', this.names[index]);
        option.setAttribute('role', 'option');
        option.id = `${this.list.id}-${i}`;
        option.dataset.index = String(index);
        return option;
      }),
    );
    if (!this.matches.length) this.list.append(el('li', 'av-none', 'No class has this name.'));
    this.expand(true);
  }

  expand(on) {
    this.list.hidden = !on;
    this.input.setAttribute('aria-expanded', String(on));
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((option, i) =>
      option.setAttribute('aria-selected', String(i === this.at)),
    );
    const marked = !this.list.hidden && this.at in this.matches;
    this.input.setAttribute('aria-activedescendant', marked ? `${this.list.id}-${this.at}` : '');
  }

  press(event) {
    const moves = {ArrowDown: 1, ArrowUp: -1};
    if (event.key in moves) {
      if (this.list.hidden) this.open('');
      this.at =
        (this.at + moves[event.key] + this.matches.length) % Math.max(1, this.matches.length);
      this.mark();
    } else if (event.key === 'Enter' && this.at in this.matches) this.take(this.matches[this.at]);
    else if (event.key === 'Escape') this.input.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(index) {
    this.chosen = index;
    this.input.blur();
    this.choose(index);
  }

  leave() {
    this.expand(false);
    const emptied = this.input.value.trim() === '' && this.chosen !== null;
    if (emptied) this.choose(null);
    else this.write();
  }

  write() {
    this.input.value = this.chosen === null ? '' : this.names[this.chosen];
  }
}

/** Classes whose name begins with the text, then those that contain it; the likely ones first. */
function matching(names, order, text) {
  const first = [];
  const then = [];
  for (const index of order) {
    const place = names[index].toLowerCase().indexOf(text);
    if (place === 0) first.push(index);
    else if (place > 0) then.push(index);
    if (first.length === LISTED) break;
  }
  return [...first, ...then].slice(0, LISTED);
}

// The models: a field with a list by families, in which a name can be typed too. Opening it sends
// nothing: what is on the server's machine came with the view.
import {channel} from '../page/channel.js';
import {closest, el, parts, reveal} from '../page/dom.js';
import {choose} from '../state/choices.js';
import {pageState} from '../state/page.js';

/** @typedef {import('../record/replies.js').CheckpointChoice} CheckpointChoice */
/**
 * @typedef {object} ModelMarks as app/screens/explore/models.py has them
 * @property {string} chosen
 * @property {string} title
 * @property {string[]} here
 * @property {CheckpointChoice[]} own
 * @property {string | null} away
 * @property {Record<string, string>} faults
 */

const write = pageState.writer('explore/models');

export function mount({element, props, trigger, watch}) {
  const list = new Models(element, props.table, key => trigger('choose', {key}));
  watch('value', () => list.show(props.value));
  list.show(props.value);
}

class Models {
  /** @type {ModelMarks | null} */ marks = null;
  /** @type {HTMLElement[]} */ options = []; // those in sight
  at = -1; // place of the marked one
  typing = false; // the field holds what is being typed

  /**
   * @param {HTMLElement} element
   * @param {CheckpointChoice[]} table
   * @param {(key: string) => void} send sends a choice to the server
   */
  constructor(element, table, send) {
    this.find = parts(element);
    this.table = table;
    this.send = send;
    this.field = this.find('model');
    const {field} = this;
    field.addEventListener('click', () => this.open(''));
    field.addEventListener('focus', () => field.select());
    field.addEventListener('input', () => {
      this.typing = true;
      this.open(field.value);
    });
    field.addEventListener('keydown', event => this.press(event));
    field.addEventListener('blur', () => this.close());
    this.find('model-list').addEventListener('pointerdown', event => event.preventDefault());
    this.find('models').addEventListener('click', event => {
      const option = closest(event, '[role=option]');
      if (option) this.take(option.dataset.key);
    });
    channel.follow('answered', () => this.write());
    channel.follow('taught', model => this.add(model));
    this.find('to-learn').addEventListener('click', () => choose({screen: 'learn'}));
  }

  /** The models of this visit, then those of the table. */
  get rows() {
    return [...(this.marks?.own ?? []), ...this.table];
  }

  /** The page's model, and what is known of the others. */
  show(marks) {
    if (!marks?.chosen) return;
    this.marks = marks;
    write({mine: marks.own});
    this.write();
    if (!this.find('model-list').hidden) this.open(this.typing ? this.field.value : '');
  }

  /** A model that was taught just now: the list has it before the next view says so. */
  add({key, title}) {
    if (!this.marks) return;
    const own = [{key, title, megabytes: 0, group: OWN}, ...this.marks.own];
    this.marks = {...this.marks, own, here: [...this.marks.here, key]};
    write({mine: own});
  }

  write() {
    if (this.marks && !this.typing) this.field.value = this.marks.title;
  }

  open(text) {
    if (!this.marks) return;
    const {find} = this;
    const rows = this.rows.filter(row => fits(row, text));
    find('models').replaceChildren(...groups(rows, this.marks));
    this.options = [...find('models').querySelectorAll('[role=option]')];
    reveal(
      find('models-away'),
      this.marks.away && `${this.marks.away} Choosing a model tries again.`,
    );
    find('models-none').hidden = rows.length > 0;
    find('model-list').hidden = false;
    this.field.setAttribute('aria-expanded', 'true');
    this.mark(this.options.findIndex(option => !text && option.dataset.key === this.marks?.chosen));
  }

  close() {
    this.typing = false;
    this.find('model-list').hidden = true;
    this.field.setAttribute('aria-expanded', 'false');
    this.field.removeAttribute('aria-activedescendant');
    this.write();
  }

  mark(at) {
    this.at = at;
    this.options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    const option = this.options[at];
    this.field.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({block: 'nearest'});
  }

  press(event) {
    const closed = this.find('model-list').hidden;
    const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (by) {
      if (closed) this.open('');
      else this.move(by);
    } else if (event.key === 'Enter') this.enter();
    else if (event.key === 'Escape' && !closed) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The next or last one, from the end to the begin and back. */
  move(by) {
    const {length} = this.options;
    if (length) this.mark((Math.max(this.at, by < 0 ? 0 : -1) + by + length) % length);
  }

  /** The marked model, the only one that fits, or what was typed. */
  enter() {
    const typed = this.typing ? this.field.value.trim() : '';
    const named = typed && this.rows.find(({title}) => plain(title) === plain(typed));
    const key = named ? named.key : (this.marked()?.dataset.key ?? typed);
    if (key) this.take(key);
    else this.close();
  }

  /** The marked option of the open list, or its only one; null where there is none. */
  marked() {
    if (this.find('model-list').hidden) return null;
    const only = this.options.length === 1 ? this.options[0] : null;
    return this.options[this.at] ?? only;
  }

  take(key) {
    const typed = this.field.value;
    this.field.blur(); // which closes the list, and the keys of the page work again
    if (key === this.marks?.chosen) return;
    const row = this.rows.find(one => one.key === key);
    this.field.value = row?.title ?? typed; // until the reply
    channel.tell('asked');
    this.send(key);
  }
}

const OWN = 'Your own classes · stay with this page'; // as app/screens/explore/models.py has it

/** A name without the signs that people leave out or write otherwise. */
const plain = text => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const fits = ({key, title, group}, text) =>
  [key, title, group].some(name => plain(name).includes(plain(text)));

/** The rows by their families, each under its name and licence. */
function groups(rows, marks) {
  return [...new Set(rows.map(({group}) => group))].map((name, i) => {
    const box = el('div', 'av-models-family');
    const head = el('p', '', name);
    head.id = `av-model-family-${i}`;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-labelledby', head.id);
    const ours = rows.filter(({group}) => group === name);
    box.append(head, ...ours.map(row => optionOf(row, marks)));
    return box;
  });
}

/** A model with its size or the mark of what is here; greyed where the last attempt failed. */
function optionOf({key, title, megabytes}, {here, away, faults, chosen}) {
  const isHere = here.includes(key);
  const reason = faults[key] ?? (isHere ? null : away);
  const option = el('div', isHere ? 'is-here' : '');
  const name = el('span', 'av-models-name', title);
  const note = el('span', 'av-models-note', isHere ? 'on this machine' : `${megabytes} MB`);
  option.setAttribute('role', 'option');
  option.id = `av-model-${plain(key)}`;
  name.id = `${option.id}-name`;
  note.id = `${option.id}-note`;
  option.setAttribute('aria-labelledby', name.id);
  option.setAttribute('aria-describedby', note.id);
  Object.assign(option.dataset, {key, ...(key === chosen && {chosen: ''})});
  option.append(name, note);
  option.classList.toggle('is-away', Boolean(reason));
  if (faults[key]) {
    const line = el('span', 'av-models-why', faults[key]);
    line.id = `${option.id}-why`;
    option.append(line);
    option.setAttribute('aria-describedby', `${note.id} ${line.id}`);
  } else if (reason) option.title = reason;
  return option;
}

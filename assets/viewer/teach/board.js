// The classes with their pictures: names to type, pictures to choose, drag, move and remove.
import {button, el, refill, reveal, say} from '../page/dom.js';
import {routes} from '../record/contract.js';
import {limits} from '../record/limits.js';
import {canAdd, canRemove, homeOf} from './lesson.js';

const DRAGGED = 'text/x-attention-viewer-picture';
const NONE = 'No picture yet: choose an example, or drop files here.';
const WALKS = {ArrowLeft: -1, ArrowRight: 1};
const MOVES = {ArrowUp: -1, ArrowDown: 1};

export class Board {
  chosen = null; // id of the chosen picture

  /**
   * `act` are the actions of teach.js, `url()` is the address of the view.
   * @param {(name: string) => any} find
   * @param {Record<string, (...values: any[]) => void>} act
   * @param {() => string} url
   */
  constructor(find, act, url) {
    this.find = find;
    this.act = act;
    this.url = url;
    const box = find('teach-classes');
    box.addEventListener('change', event => this.renamed(event.target));
    box.addEventListener('click', event => this.clicked(event.target));
    box.addEventListener('keydown', event => this.pressed(event));
    box.addEventListener('dragstart', ({target, dataTransfer}) =>
      dataTransfer?.setData(DRAGGED, target.closest('[data-picture]')?.dataset.picture ?? ''),
    );
    box.addEventListener('dragover', event => {
      if (event.target.closest('[data-class]')) event.preventDefault();
    });
    box.addEventListener('drop', event => this.dropped(event));
    find('teach-move').addEventListener('change', ({target}) => {
      if (this.chosen && target.value !== '') act.move(this.chosen, Number(target.value));
    });
    find('teach-remove').addEventListener('click', () => this.removeChosen());
    find('teach-add-class').addEventListener('click', () => act.addClass());
  }

  /** @param {import('./lesson.js').Lesson} lesson @param {Map<string, any>} pictures */
  draw(lesson, pictures) {
    if (this.chosen && homeOf(lesson, this.chosen) < 0) this.chosen = null;
    const focus =
      document.activeElement instanceof HTMLElement ? keyOf(document.activeElement) : '';
    refill(
      this.find('teach-classes'),
      lesson.classes.map((one, i) => this.row(one, i, lesson, pictures)),
    );
    const same = [...this.find('teach-classes').querySelectorAll('input, button')].find(
      node => focus && keyOf(node) === focus,
    );
    same?.focus({preventScroll: true});
    this.find('teach-add-class').disabled = !canAdd(lesson);
    this.mark(lesson, pictures);
  }

  row({name, pictures: ids}, at, lesson, pictures) {
    const row = el('li', 'av-teach-class');
    row.dataset.class = String(at);
    row.classList.toggle('is-chosen', at === lesson.chosen);
    const head = el('div', 'av-teach-head');
    const chosen = button(
      'av-toggle av-teach-here',
      at === lesson.chosen ? 'New pictures come here' : 'Add here',
    );
    Object.assign(chosen.dataset, {key: `here ${at}`, do: 'choose'});
    chosen.setAttribute('aria-pressed', String(at === lesson.chosen));
    const field = el('input', 'av-teach-name');
    Object.assign(field, {type: 'text', value: name, maxLength: limits.teachName});
    field.setAttribute('aria-label', `Name of class ${at + 1}`);
    field.dataset.key = `name ${at}`;
    const gone = button('av-quiet', 'Remove class');
    Object.assign(gone.dataset, {key: `gone ${at}`, do: 'remove'});
    gone.setAttribute('aria-label', `Remove the class ${name}`);
    gone.hidden = !canRemove(lesson);
    head.append(field, el('span', 'av-teach-count', counted(ids.length)), chosen, gone);
    const list = el('div', 'av-teach-pictures');
    const stop = ids.includes(this.chosen) ? this.chosen : ids[0]; // the one stop of the Tab key
    list.append(...ids.map(id => this.picture(id, pictures.get(id), name, id === stop)));
    if (!ids.length) list.append(el('p', 'av-teach-none', NONE));
    row.append(head, list);
    return row;
  }

  picture(id, facts, name, isStop) {
    const node = button('av-teach-picture');
    node.tabIndex = isStop ? 0 : -1;
    const image = el('img');
    const label = facts?.name ?? 'picture';
    Object.assign(image, {alt: '', width: 64, height: 64, loading: 'lazy', draggable: false});
    image.src = routes.teachThumbnail(this.url(), id);
    node.append(image);
    node.draggable = true;
    node.title = label;
    Object.assign(node.dataset, {picture: id, key: id});
    node.setAttribute('aria-label', `${label}, in ${name}`);
    node.setAttribute('aria-pressed', String(id === this.chosen));
    return node;
  }

  /** What can be done with the chosen picture. */
  mark(lesson, pictures) {
    const {find, chosen} = this;
    const home = chosen ? homeOf(lesson, chosen) : -1;
    find('teach-picture').hidden = home < 0;
    if (home < 0) return;
    say(find('teach-picture-name'), pictures.get(chosen)?.name ?? 'picture');
    find('teach-move').replaceChildren(
      ...lesson.classes.map(({name}, i) => new Option(name, String(i), false, i === home)),
    );
  }

  clicked(target) {
    const picture = target.closest('[data-picture]')?.dataset.picture;
    if (picture) return this.choose(picture === this.chosen ? null : picture);
    const what = target.closest('[data-do]')?.dataset.do;
    if (!what) return;
    const at = Number(target.closest('[data-class]').dataset.class);
    if (what === 'remove') this.act.removeClass(at);
    else this.act.chooseClass(at);
  }

  choose(id) {
    this.chosen = id;
    this.act.redraw();
  }

  pressed(event) {
    const node = event.target.closest('[data-picture]');
    if (!node || !this.acts(node, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What a key does on a picture: left and right walk, with Shift up and down move it. */
  acts(node, {key, shiftKey}) {
    if (key === 'Delete' || key === 'Backspace') this.act.remove(node.dataset.picture);
    else if (shiftKey && key in MOVES) this.shift(node, MOVES[key]);
    else if (!shiftKey && key in WALKS) walk(node, WALKS[key]);
    else return false;
    return true;
  }

  /** Moves a picture to the class before or after its own. */
  shift(node, by) {
    const to = Number(node.closest('[data-class]').dataset.class) + by;
    const {length} = this.find('teach-classes').children;
    if (to >= 0 && to < length) this.act.move(node.dataset.picture, to);
  }

  /** No picture is chosen any more. */
  release() {
    if (this.chosen) this.choose(null);
  }

  removeChosen() {
    if (this.chosen) this.act.remove(this.chosen);
  }

  renamed(field) {
    const at = Number(field.closest('[data-class]')?.dataset.class ?? -1);
    if (at >= 0) this.act.rename(at, field.value);
  }

  dropped(event) {
    const at = Number(event.target.closest('[data-class]')?.dataset.class ?? -1);
    const id = event.dataTransfer?.getData(DRAGGED);
    if (at < 0 || !id) return;
    event.preventDefault();
    event.stopPropagation();
    this.act.move(id, at);
  }

  /** The class under a point of the window; null beside all of them. */
  classAt(x, y) {
    const row = document.elementFromPoint(x, y)?.closest('[data-class]');
    return row instanceof HTMLElement ? Number(row.dataset.class) : null;
  }

  fault(sentences) {
    reveal(this.find('teach-faults'), sentences.join(' '));
  }
}

/** Brings the focus to the picture before or after. */
const walk = (node, by) =>
  (by < 0 ? node.previousElementSibling : node.nextElementSibling)?.focus({preventScroll: true});

const keyOf = node => node.dataset?.key ?? '';

const counted = n => `${n} ${n === 1 ? 'picture' : 'pictures'}`;

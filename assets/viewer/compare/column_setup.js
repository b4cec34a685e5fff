// The fields of a column: patch size, checkpoint, input size, picture, layer and head.
import {el, say} from '../page/dom.js';
import {KINDS} from './kinds.js';
import {sizesOf} from './sizes.js';

const BELOW = 6; // px between the button and its panel

export class Setup {
  /** `lists` holds the checkpoints and example pictures that can be chosen. */
  constructor(root, find, column, lists) {
    Object.assign(this, {find, column, lists});
    const panel = find('panel');
    const button = find('setup');
    button.popoverTargetElement = panel;
    panel.addEventListener('beforetoggle', () => {
      const {left, bottom} = button.getBoundingClientRect();
      const room = document.documentElement.clientWidth - 284;
      panel.style.left = `${Math.max(8, Math.min(left, room))}px`;
      panel.style.top = `${bottom + BELOW}px`;
    });
    root.addEventListener('change', event => {
      const {field} = event.target.dataset;
      if (field) column.choose(this.read(field, event.target.value));
    });
  }

  /** What a changed field means. */
  read(field, value) {
    const {page} = this.column.visits;
    const number = value === '' ? null : Number(value);
    if (field === 'checkpoint') return {checkpoint: value === page.meta.checkpoint ? null : value};
    if (field === 'height' || field === 'width') {
      return {height: Number(this.find('height').value), width: Number(this.find('width').value)};
    }
    return {[field]: number};
  }

  /** Shows the choice; while an answer is awaited, the fields it will change stay as they were. */
  write() {
    const {
      find,
      column,
      lists: {checkpoints, examples},
    } = this;
    const {choice, result, error} = column;
    if (!result) return;
    const {meta} = result;
    const key = choice.checkpoint ?? column.visits.page.meta.checkpoint;
    const sides = [choice.height ?? meta.input[0], choice.width ?? meta.input[1]];
    const chosen = checkpoints.find(one => one.key === key);
    const title = chosen?.title ?? meta.title;
    fill(
      find('patch'),
      sizesOf(meta, result.patches).map(({patch, trained}) => [
        patch,
        trained ? `${patch} px` : `(${patch}) px`,
      ]),
      choice.patch ?? meta.patch,
    );
    fill(find('layer'), count(meta.layers, 'L'), column.layer);
    fill(find('head'), [['', 'mean'], ...count(meta.heads, 'H')], choice.head ?? '');
    const offered = chosen ? checkpoints : [...checkpoints, {key, title}]; // one that was typed
    fill(
      find('checkpoint'),
      offered.map(one => [one.key, one.title]),
      key,
    );
    fill(
      find('example'),
      [['', 'as in Explore'], ...examples.map(one => [one.index, one.label])],
      choice.example ?? '',
    );
    if (!error && !find('panel').contains(document.activeElement)) {
      [find('height').value, find('width').value] = sides;
    }
    find('layer').disabled = !KINDS[column.state.kind].layer;
    find('head').disabled = !KINDS[column.state.kind].head;
    const fetched = chosen?.megabytes ? `its ${chosen.megabytes} MB are` : 'it is';
    say(
      find('loading'),
      key === meta.checkpoint
        ? ''
        : `${title} is being loaded; where it is not ` +
            `on this machine yet, ${fetched} fetched first.`,
    );
    const size = [...new Set(sides)].join(' × ');
    say(find('setup'), `${title} · ${size} px · ${meta.picture_name || 'picture'}`);
  }

  /** Opens the panel at one of its fields. */
  open(field) {
    this.find('panel').showPopover();
    this.find(field).focus();
  }
}

const count = (number, letter) => Array.from({length: number}, (_, i) => [i, `${letter}${i + 1}`]);

/** Options [[value, text], ...] of a list, made anew only where they changed. */
function fill(select, options, value) {
  const told = JSON.stringify(options);
  if (select.dataset.told !== told) {
    select.dataset.told = told;
    select.replaceChildren(
      ...options.map(([one, text]) => {
        const option = el('option', '', text);
        option.value = one;
        return option;
      }),
    );
  }
  select.value = String(value);
}

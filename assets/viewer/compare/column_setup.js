// The fields of a column: patch size, checkpoint, input size, picture, layer and head.
import {say} from '../page/dom.js';
import {boxOf, zoom} from '../page/zoom.js';
import {FACETS} from '../record/directions.js';
import {pageState} from '../state/page.js';
import {KINDS, hasAxes} from './kinds.js';
import {MEAN} from './choices.js';
import {sized} from './plan.js';

const BELOW = 6; // px between the button and its panel
const PANEL = 284; // px that the panel needs to the right

export class Setup {
  /** `screen` has the checkpoints and example pictures that can be chosen, and takes a choice. */
  constructor(root, find, column, screen) {
    this.find = find;
    this.column = column;
    this.screen = screen;
    const panel = find('panel');
    const button = find('setup');
    button.popoverTargetElement = panel;
    panel.addEventListener('beforetoggle', () => {
      const {left, bottom} = boxOf(button);
      const room = window.innerWidth / zoom() - PANEL;
      panel.style.left = `${Math.max(8, Math.min(left, room))}px`;
      panel.style.top = `${bottom + BELOW}px`;
      screen.listOpened();
    });
    root.addEventListener('change', event => {
      const {field} = event.target.dataset;
      if (field) screen.change(column, this.read(field, event.target.value));
    });
  }

  /** The part of a choice that a changed field stands for. */
  read(field, value) {
    const {page} = this.column.visits;
    if (field === 'checkpoint') return {checkpoint: value === page.meta.checkpoint ? null : value};
    if (field === 'height' || field === 'width') {
      return {height: Number(this.find('height').value), width: Number(this.find('width').value)};
    }
    if (field === 'example') return pictureOf(value);
    if (value === '') return {[field]: null};
    const readers = {
      patch: text => sized(this.column, Number(text)),
      facet: text => ({facet: text}),
      head: text => ({head: this.headOf(Number(text))}),
      layer: text => ({layer: Number(text)}),
    };
    return readers[field](value);
  }

  /** The last one of the list is the mean of heads. */
  headOf(number) {
    return number === this.column.result.meta.heads ? MEAN : number;
  }

  /** Shows the choice; fields that an awaited reply will change keep their present value. */
  write() {
    const {choice, result} = this.column;
    if (!result) return;
    const {meta} = result;
    const key = choice.checkpoint ?? this.column.visits.page.meta.checkpoint;
    const {title, megabytes} = this.listed(key) ?? {title: meta.title, megabytes: 0};
    const height = choice.height ?? meta.input[0];
    const width = choice.width ?? meta.input[1];
    this.writeMap(choice, result);
    this.writeCheckpoint(key, title);
    this.writeExample(choice);
    this.writeSides(height, width);
    this.sayLoading(key === meta.checkpoint ? '' : loadingText(title, megabytes));
    const size = [...new Set([height, width])].join(' × ');
    const text = `${meta.picture_name || 'picture'} · ${title} · ${size} px`;
    say(this.find('setup'), text);
    this.find('setup').title = text;
  }

  /** What the column waits for: a checkpoint, or the axes of all pictures. */
  sayLoading(checkpoint) {
    const {axes, kind} = this.column.state;
    const common = axes === 'pictures' && hasAxes(kind) ? COMMON : '';
    say(this.find('loading'), checkpoint || common);
  }

  /** Patch size, layer and head. */
  writeMap(choice, {meta, sizes: offered}) {
    const {find, column} = this;
    const sizes = offered.map(({patch, trained}) => [
      patch,
      trained ? `${patch} px` : `(${patch}) px`,
    ]);
    fill(find('patch'), sizes, column.patch);
    const {layer, head, facet, heads} = KINDS[column.state.kind];
    const all = [meta.heads, heads === 'head' ? 'mean' : 'all heads'];
    this.writePlace('layer', layersOf(column, this.screen.isLive(column)));
    this.writePlace('head', [...count(meta.heads, 'H'), all]);
    find('layer').disabled = !layer;
    find('head').disabled = !head || column.facet === 'token';
    find('facet').hidden = !facet;
    if (facet)
      this.writePlace(
        'facet',
        FACETS.map(name => [name, name]),
      );
  }

  /** Layer, head or facet: the live column has the page's, any other its own or that of the page. */
  writePlace(name, options) {
    const {find, column} = this;
    const own = column.choice[name];
    const present = own === null ? column.common(name) : column[name];
    if (this.screen.isLive(column)) {
      fill(find(name), options, present);
      return;
    }
    const common = column.common(name);
    const known = options.find(([value]) => value === common)?.[1] ?? 'embedding';
    fill(find(name), [['', `${known} · live`], ...options], own === null ? '' : column[name]);
  }

  listed(key) {
    return this.checkpoints.find(one => one.key === key);
  }

  /** Those of the table, and the models that this visit taught. */
  get checkpoints() {
    return [...this.screen.checkpoints, ...pageState.facts.mine];
  }

  /** The checkpoints on offer, and one whose name was typed. */
  writeCheckpoint(key, title) {
    const {checkpoints} = this;
    const offered = this.listed(key) ? checkpoints : [...checkpoints, {key, title}];
    const options = offered.map(one => [one.key, one.title, one.group]);
    fill(this.find('checkpoint'), options, key);
  }

  /** The examples, and the pictures that were opened on this page. */
  writeExample({example, own}) {
    const {examples, opened} = this.screen;
    const options = examples.map(one => [one.index, one.label, 'Examples']);
    const mine = opened.map(({digits, label}) => [`own:${digits}`, label, 'Opened here']);
    if (own && !opened.some(({digits}) => digits === own))
      mine.push([`own:${own}`, 'opened before']);
    const chosen = own ? `own:${own}` : (example ?? '');
    fill(this.find('example'), [['', 'as in Explore'], ...mine, ...options], chosen);
  }

  /** Height and width, unless they were refused or are being typed. */
  writeSides(height, width) {
    const {find} = this;
    if (this.column.error || find('panel').contains(document.activeElement)) return;
    find('height').value = height;
    find('width').value = width;
  }

  /** Opens the panel at one of its fields. */
  open(field) {
    this.write(); // a field with the focus is left as it is
    this.find('panel').showPopover();
    this.find(field).focus();
  }
}

const COMMON = 'Axes of all pictures take a pass of every picture of the strip, once.';

function loadingText(title, megabytes) {
  const what = megabytes ? `its ${megabytes} MB are` : 'it is';
  return (
    `${title} is being loaded; if it is not on this machine yet, ` + `${what} downloaded first.`
  );
}

/** The part of a choice that an option of the list of pictures stands for. */
function pictureOf(value) {
  const own = value.startsWith('own:') ? value.slice('own:'.length) : null;
  return {own, example: own || value === '' ? null : Number(value)};
}

/** The layers of a column; the embedding is one that the page alone can have. */
function layersOf({result: {meta}, lowest}, live) {
  const before = live && lowest < 0 ? [[-1, 'embedding']] : [];
  return [...before, ...count(meta.layers, 'L')];
}

const count = (number, letter) => Array.from({length: number}, (_, i) => [i, `${letter}${i + 1}`]);

/** Options [[value, text, group?], ...] of a list, replaced only where they changed. */
function fill(select, options, value) {
  const key = JSON.stringify(options);
  if (select.dataset.options !== key) {
    select.dataset.options = key;
    const groups = [...new Set(options.map(([, , group = '']) => group))];
    select.replaceChildren(...groups.flatMap(group => grouped(group, options)));
  }
  select.value = String(value);
}

/** The options of a group under its name; those of none stand alone. */
function grouped(name, options) {
  const ours = options.filter(([, , group = '']) => group === name);
  const nodes = ours.map(([one, text]) => new Option(text, one));
  if (!name) return nodes;
  const group = Object.assign(document.createElement('optgroup'), {label: name});
  group.append(...nodes);
  return [group];
}

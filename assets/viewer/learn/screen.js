// Everything that the Learn screen draws and writes for one state.
import {paletteOf} from '../draw/palette.js';
import {button, el, parts, press, refill, reveal, say} from '../page/dom.js';
import {TITLES} from '../state/screens.js';
import {CARDS} from './cards/cards.js';
import {partOf} from './cards/figures.js';
import {GLOSSARY, entryOf} from './cards/glossary.js';
import {holds, prose} from './cards/prose.js';

const LIT = 'is-lit';
const SECTIONS = ['cards', 'build', 'diagram', 'glossary'];

/** The status line of a section. */
const HINTS = {
  build: 'Move a slider: the picture is cut again and the model is counted again',
  diagram: 'Point at a step; a click opens the place where it can be seen',
  glossary: 'The words of this field, as this page uses them',
};
const TERM_HINT = 'A click on an underlined word shows its meaning.';

export class LearnScreen {
  figure = []; // the parts of the card in sight
  built = ''; // the card and view that they belong to
  written = null; // the facts that the sentences belong to
  term = null; // the one whose meaning is in sight
  palette = null;

  constructor(element, actions) {
    const find = parts(element);
    this.element = element;
    this.actions = actions;
    this.find = find;
    find('learn-list').replaceChildren(...CARDS.map(entry));
    find('learn-entries').replaceChildren(
      ...Object.entries(GLOSSARY).map(([name, meaning]) => {
        const box = el('div');
        box.append(el('dt', '', name), el('dd', '', meaning));
        return box;
      }),
    );
  }

  /** A new model: its layers and heads. */
  open({trace: {meta}}) {
    const numbers = (count, name) =>
      Array.from({length: count}, (_, i) => {
        const option = el('option', '', `${name}${i + 1}`);
        option.value = String(i);
        return option;
      });
    this.find('learn-layer').replaceChildren(...numbers(meta.layers, 'L'));
    this.find('learn-head').replaceChildren(...numbers(meta.heads, 'H'));
    this.element.style.setProperty('--aspect', String(meta.shape[1] / meta.shape[0]));
    this.built = '';
    this.leave();
  }

  measure(s) {
    this.palette = paletteOf(this.element);
    if (s.facts) for (const part of this.figure) part.measure(s);
  }

  /** One frame of the card in sight. */
  paint(s) {
    const card = CARDS[s.card];
    const {find} = this;
    for (const name of SECTIONS) find(`learn-${name}`).hidden = name !== s.section;
    this.element.dataset.section = s.section;
    press(this.element, 'section', s.section);
    press(this.element, 'card', s.card);
    for (const name of ['layer', 'head']) {
      find(`learn-${name}-box`).hidden = s.section !== 'cards' || !card.choices.includes(name);
      find(`learn-${name}`).value = String(s[name]);
    }
    find('learn-back').disabled = s.card === 0;
    find('learn-next').disabled = s.card === CARDS.length - 1;
    if (!s.facts || s.facts.card !== card.id) return;
    this.build(s, card);
    for (const part of this.figure) part.paint(s, this.palette);
    this.write(s, card);
  }

  /** Builds the card's figure, once for a card and a model. */
  build({trace: {meta}}, card) {
    const key = `${card.id}/${meta.token}`;
    if (this.built === key) return;
    this.built = key;
    this.leave();
    this.figure = card.parts.map(spec => partOf(spec, this.actions));
    const box = this.find('learn-figure');
    box.replaceChildren(...this.figure.map(part => part.element));
    box.dataset.card = card.id;
    say(this.find('learn-title'), card.title);
    say(this.find('learn-count'), `${CARDS.indexOf(card) + 1} of ${CARDS.length}`);
    this.define(null);
  }

  /** Gives up what the parts of the card hold. */
  leave() {
    for (const part of this.figure) part.close();
  }

  write({facts, trace: {meta}, movable, section}, card) {
    const cards = movable ? 'Click a patch, or move with the arrow keys' : 'The whole pass';
    say(this.find('learn-status'), HINTS[section] ?? cards);
    if (this.written === facts) return;
    this.written = facts;
    const sentences = card.text.filter(({when}) => holds(when, facts.flags));
    refill(
      this.find('learn-text'),
      sentences.map(({says, lights}) => {
        const line = el('p');
        if (lights) line.dataset.lights = lights;
        line.append(...prose(says, facts, meta));
        return line;
      }),
    );
    refill(
      this.find('learn-tries'),
      card.tries
        .filter(({when}) => holds(when, facts.flags))
        .map(trial => tryButton(trial, card.tries.indexOf(trial))),
    );
    this.expand();
  }

  /** Lights up a part of the figure and the sentences about it; null lights none. */
  light(part) {
    for (const node of this.element.querySelectorAll('[data-part], [data-lights]')) {
      node.classList.toggle(
        LIT,
        part !== null && [node.dataset.part, node.dataset.lights].includes(part),
      );
    }
  }

  /** Writes the meaning of a term below the sentences; null takes it away. */
  define(term) {
    const name = term && entryOf(term);
    const line = this.find('learn-term');
    this.term = term;
    this.expand();
    line.replaceChildren(...(name ? [el('b', '', name), `: ${GLOSSARY[name]}`] : [TERM_HINT]));
  }

  /** Marks the words whose meaning is in sight. */
  expand() {
    for (const word of this.element.querySelectorAll('[data-term]')) {
      word.setAttribute('aria-expanded', String(word.dataset.term === this.term));
    }
  }

  fault(sentence) {
    reveal(this.find('learn-fault'), sentence);
  }

  speak(s) {
    const text = this.find('learn-text').textContent;
    if (s.facts) say(this.find('learn-spoken'), `${CARDS[s.card].title}. ${text}`);
  }
}

function entry({title}, i) {
  const line = el('li');
  const opener = button('av-learn-entry');
  Object.assign(opener.dataset, {set: 'card', to: String(i)});
  opener.append(el('span', 'av-learn-place', String(i + 1)), title);
  line.append(opener);
  return line;
}

function tryButton({label, screen}, index) {
  const opener = button('av-toggle av-try', label);
  opener.dataset.try = String(index);
  if (screen) opener.append(el('span', 'av-try-where', ` ${TITLES[screen]} →`));
  return opener;
}

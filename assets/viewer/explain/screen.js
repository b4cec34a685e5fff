// Draws the Explain screen and writes its text.
import {paletteOf} from '../draw/palette.js';
import {parts, press, reveal, say} from '../page/dom.js';
import {cursorOf} from './look.js';
import {heading, laboratoryStatus, limits, measured, status} from './words.js';
import {Laboratory} from './laboratory/laboratory.js';
import {Matter} from './matter/matter.js';
import {MethodCard, sourceOf} from './maps/method_card.js';
import {PartsChooser} from './maps/parts_chooser.js';
import {Targets} from './maps/targets.js';
import {badge, bestScore} from './maps/verdicts.js';

const NO_CLASSES = 'These weights name no classes: similarities are explained.';
const SECTIONS = ['maps', 'laboratory', 'matter'];

export class ExplainScreen {
  late = false; // the new maps take long: the old ones are cleared
  source = null; // name of the method under the pointer or with the focus
  cards = []; // of the section "maps", one for each method
  line = ''; // the status line

  constructor(element, actions) {
    this.find = parts(element);
    this.element = element;
    this.actions = actions;
    this.laboratory = new Laboratory(element);
    this.matter = new Matter(element, actions);
    this.targets = new Targets(element, actions);
    this.parts = new PartsChooser(element, actions);
  }

  /** A new trace: its methods, classes and layers. */
  open(s) {
    const {inquiry} = s;
    this.cards = inquiry.methods.map(method => new MethodCard(method, this.actions));
    this.find('why-plates').replaceChildren(...this.cards.map(card => card.element));
    this.laboratory.open(s);
    this.matter.open(s);
    if (inquiry.classes) this.targets.open(inquiry.classes);
    reveal(this.find('why-told'), inquiry.classes ? null : NO_CLASSES);
    this.find('why-teach').hidden = Boolean(inquiry.classes);
  }

  /** Reads sizes and colours after a change of layout. */
  measure(s) {
    this.readPalette();
    const [height, width] = s.trace.meta.shape;
    this.element.style.setProperty('--aspect', String(width / height));
    for (const name of SECTIONS) this.find(`why-${name}`).hidden = name !== s.section;
    if (s.section === 'maps') for (const card of this.cards) card.measure(s);
    if (s.section === 'laboratory') this.laboratory.measure(s);
    if (s.section === 'matter') this.matter.measure({...s, shuffled: false});
  }

  readPalette() {
    this.palette = paletteOf(this.element);
  }

  /** One frame: with `paint` the maps are drawn again, else only what follows the cursor. */
  render(s, {paint, whole}) {
    const cursor = cursorOf(s);
    if (paint) this.paint(s);
    if (s.section === 'laboratory') {
      this.shot = this.laboratory.draw(s, this.palette, whole);
    } else if (s.section === 'maps') {
      for (const card of this.cards) card.mark(s, cursor);
    } else {
      this.matter.mark(s, cursor, this.palette);
    }
    this.write(s);
  }

  paint(s) {
    s.best = bestScore(s);
    if (!s.likeness) this.targets.draw(s);
    this.parts.draw(s);
    if (s.section === 'maps') for (const card of this.cards) card.paint(s, this.late);
    if (s.section === 'matter') this.matter.paint(s, this.palette);
    this.mark(s);
    const [title, unit] = heading(s);
    say(this.find('why-title'), title);
    say(this.find('why-unit'), unit);
    say(this.find('why-limits'), limits(s));
    say(this.find('why-measured-words'), measured(this.badges(s)));
  }

  /** [{title, score, ...}] of the methods whose faithfulness was measured. */
  badges(s) {
    return s.inquiry.methods
      .map(({name, title}) => ({title, ...badge(s, name)}))
      .filter(({score}) => score !== undefined);
  }

  /** Which buttons are pressed, hidden or disabled. */
  mark(s) {
    const laboratory = s.section === 'laboratory';
    this.find('why-kinds').hidden = laboratory || !s.inquiry.classes;
    this.find('why-class').hidden = laboratory || s.likeness;
    this.find('why-likeness').hidden = laboratory || !s.likeness;
    this.find('why-errands').hidden = laboratory;
    press(this.element, 'section', s.section);
    press(this.element, 'mode', s.mode);
    const shuffle = this.find('why-shuffle');
    shuffle.setAttribute('aria-pressed', String(s.shuffled));
    shuffle.hidden = s.section !== 'maps';
    shuffle.disabled = s.against !== null;
    this.find('why-grid').setAttribute('aria-pressed', String(s.grid));
  }

  write(s) {
    const card = this.activeCard(s);
    this.line = this.statusLine(s, card);
    say(this.find('why-status'), this.line);
    say(this.find('why-source'), sourceOf(this.sourceMethod(s) ?? card.method));
  }

  /** The card of the chosen method. */
  activeCard(s) {
    if (s.section === 'matter') return this.matter.chosen;
    return this.cards.find(({method}) => method.name === s.method) ?? this.cards[0];
  }

  statusLine(s, card) {
    if (s.section === 'laboratory') return laboratoryStatus(this.shot);
    return status(s, card);
  }

  /** The method that the source line is about: rollout in the laboratory, else the pointed one. */
  sourceMethod({section, inquiry: {methods}}) {
    const wanted = section === 'laboratory' ? 'rollout' : this.source;
    return methods.find(({name}) => name === wanted);
  }

  speak() {
    say(this.find('why-spoken'), this.line);
  }
}

// A screen that consists of sections, under one row of buttons. It follows the page's own view. A
// section fetches its numbers when it is first shown with a view, and none while the pointer moves.
import {paletteOf} from '../draw/palette.js';
import {choose} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {button, isVisible, parts, press, reveal, say} from '../page/dom.js';
import {Frame, failed, watchLayout} from './frame.js';

/** What all sections share: buttons, places in the markup, colours, the status line. */
export class SectionFrame {
  line = ''; // the status line, for screen readers too

  /**
   * `name` is the prefix of the names of its parts in the markup.
   * @param {HTMLElement} element
   * @param {{key: string, title: string}[]} sections
   * @param {string} name
   */
  constructor(element, sections, name) {
    this.find = parts(element);
    this.element = element;
    this.name = name;
    this.keys = sections.map(({key}) => key);
    this.part('sections').replaceChildren(
      ...sections.map(({key, title}) => {
        const node = button('', title);
        Object.assign(node.dataset, {set: 'section', to: key});
        return node;
      }),
    );
  }

  part(name) {
    return this.find(`${this.name}-${name}`);
  }

  /** Shows the section's own places and reads the colours. */
  measure({meta, section}) {
    this.palette = paletteOf(this.element);
    const [height, width] = meta.shape;
    this.element.style.setProperty('--aspect', String(width / height));
    press(this.element, 'section', section);
    for (const key of this.keys) {
      for (const place of [key, `${key}-side`, `${key}-bar`]) {
        const node = this.part(place);
        if (node) node.hidden = key !== section;
      }
    }
  }

  write(line) {
    this.line = line;
    say(this.part('status'), line);
  }

  speak() {
    say(this.part('spoken'), this.line);
  }

  /** Shows an error as a sentence; null removes it. */
  fault(sentence) {
    reveal(this.part('fault'), sentence);
  }
}

/** The page that a section works on: `state`, `element`, `base`, and the methods it may call. */
export class SectionPage {
  work = null; // what this picture's sections work on, as `enter` returns it
  coming = null; // a picture that came while the screen was hidden

  /**
   * `name` is the prefix of the names of its parts in the markup, `fact` the page's fact that says
   * which section is in sight. `state` may have fields that read facts.
   */
  constructor(element, base, {sections, name, fact, state}) {
    this.element = element;
    this.base = base;
    this.fact = fact;
    this.opened = new Map();
    this.frame = new Frame(element, () => this.render());
    this.state = Object.assign(state, {meta: null, art: null});
    Object.defineProperty(state, 'section', {
      enumerable: true,
      get: () => pageState.facts[fact],
    });
    this.screen = new SectionFrame(element, sections, name);
    this.sections = new Map(sections.map(Section => [Section.key, new Section(this)]));
    watchLayout(
      element,
      () => this.resized(),
      () => this.redraw('measure'),
    );
    pageState.follow([fact], () => this.turn());
  }

  get section() {
    return this.sections.get(this.state.section);
  }

  // ---- data

  /**
   * Adopts a picture; returns what its sections work on.
   * @param {any} picture {art, meta}
   * @returns {any}
   */
  enter(picture) {
    return picture;
  }

  /** Gives up what `enter` returned. */
  leave() {}

  /** Another picture, model or patch size on the Explore screen. */
  take(picture) {
    for (const section of this.sections.values()) section.close?.();
    this.leave();
    this.opened.clear();
    this.coming = picture;
    if (isVisible(this.element)) this.adopt();
  }

  adopt() {
    const {coming, state} = this;
    const {art, meta} = coming;
    this.coming = null;
    this.work = this.enter(coming);
    Object.assign(state, {art, meta});
    this.element.dataset.shown = meta.token;
    this.turn();
  }

  /** A section is chosen. */
  show(name) {
    choose({[this.fact]: name});
  }

  /** Shows the section that is chosen; it fetches what it needs for this view once. */
  turn() {
    const s = this.state;
    const {section: name} = s;
    if (!this.work || !isVisible(this.element)) return;
    this.redraw('measure');
    if (this.opened.get(name) === this.work) {
      this.catchUp();
      return;
    }
    this.opened.set(name, this.work);
    this.section.due = null;
    this.section.open(s);
  }

  /**
   * Calls `section.chosen(names)` when one of these facts of the page has changed: at once while
   * the section is in sight, else when it is shown again with the same view.
   */
  follow(section, names) {
    pageState.follow(names, (_, {changed}) => {
      if (changed.has('pass')) return; // the section opens anew with it
      section.due = new Set([...(section.due ?? []), ...changed]);
      if (this.section === section && isVisible(this.element)) this.catchUp();
    });
  }

  catchUp() {
    const {section} = this;
    const {due} = section;
    if (!due?.size || !this.work || this.opened.get(section.constructor.key) !== this.work) return;
    section.due = null;
    section.chosen(due);
  }

  // ---- frames

  /**
   * Whether the section can draw yet. Most sections check that themselves.
   * @type {(state: any) => boolean}
   */
  drawable() {
    return true;
  }

  /** `level` is mark (what follows the pointer), paint (all) or measure (sizes too). */
  redraw(level) {
    this.frame.redraw(level);
  }

  render() {
    const {frame, screen} = this;
    if (!this.work || !isVisible(this.element)) return;
    const due = frame.take();
    const start = performance.now();
    if (due.measure) screen.measure(this.state);
    const drawable = this.drawable(this.state);
    if (drawable) this.draw(due);
    screen.write(drawable ? this.section.line(this.state) : '');
    if (!due.measure) frame.spent(performance.now() - start);
    if (!frame.waiting) frame.painted();
    frame.speak(() => screen.speak());
  }

  draw(due) {
    const {section, state, screen} = this;
    if (due.measure) section.measure(state);
    if (due.measure || due.paint) section.paint(state, screen.palette);
    section.mark(state, screen.palette);
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.coming) this.adopt();
    else this.turn();
    this.redraw('measure');
  }

  // ---- waiting and errors

  /** Awaits and shows that it waits; true when it came. An error becomes a sentence in place. */
  async during(promise) {
    const came = await this.frame.during(promise, sentence => this.screen.fault(sentence));
    this.redraw('measure');
    return came;
  }

  fail(error) {
    failed(error, sentence => this.screen.fault(sentence));
  }
}

// A screen that is made of sections, under one row of buttons. It follows the picture of the
// Explore screen over the channel; a section asks for its numbers when it is first shown with a
// picture, and for none while the pointer moves.
import {paletteOf} from '../draw/palette.js';
import {el, parts, press, reveal, say, isVisible} from '../page/dom.js';
import {Frame, failed, watchLayout} from './frame.js';

/** What all sections have: buttons, places in the markup, colours, the status line. */
export class SectionFrame {
  /** `name` begins the names of its parts in the markup. */
  constructor(element, sections, name) {
    this.find = parts(element);
    Object.assign(this, {element, name, keys: sections.map(({key}) => key)});
    this.part('sections').replaceChildren(
      ...sections.map(({key, title}) => {
        const button = el('button', '', title);
        button.type = 'button';
        Object.assign(button.dataset, {set: 'section', to: key});
        return button;
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
    say(this.part('spoken'), this.line ?? '');
  }

  /** A sentence about what went wrong; null takes it away. */
  fault(sentence) {
    reveal(this.part('fault'), sentence);
  }
}

/** The page that a section works on: `state`, `element`, `base`, and the methods it may call. */
export class SectionPage {
  work = null; // what this picture's sections work on

  /**
   * A screen has `enter(picture)`, which adopts a picture and returns what is worked on, and
   * `leave()`, which gives that up. `name` begins the names of its parts in the markup.
   */
  constructor(element, base, {sections, name, state}) {
    this.element = element;
    this.base = base;
    this.opened = new Map();
    this.frame = new Frame(element, () => this.render());
    this.state = {meta: null, art: null, section: sections[0].key, ...state};
    this.screen = new SectionFrame(element, sections, name);
    this.sections = new Map(sections.map(Section => [Section.key, new Section(this)]));
    watchLayout(
      element,
      () => this.resized(),
      () => this.redraw('measure'),
    );
  }

  get section() {
    return this.sections.get(this.state.section);
  }

  // ---- data

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
    this.show(state.section);
  }

  /** Brings a section into sight; it fetches what it needs of this picture once. */
  show(name) {
    const s = this.state;
    s.section = name;
    if (!this.work) return;
    this.redraw('measure');
    if (this.opened.get(name) === this.work) {
      this.catchUp();
      return;
    }
    this.opened.set(name, this.work);
    this.section.late = null;
    this.section.open(s);
  }

  /** Does what a section was told: at once where it is in sight, else when it is shown again. */
  soon(section, work) {
    if (this.work && this.section === section && isVisible(this.element)) work();
    else section.late = work;
  }

  catchUp() {
    const {section} = this;
    const {late} = section;
    section.late = null;
    late?.();
  }

  // ---- frames

  /** Whether the section has what it draws; those that see to it themselves always do. */
  drawable() {
    return true;
  }

  /** `level` is mark (what follows the pointer), paint (all) or measure (sizes too). */
  redraw(level) {
    this.frame.redraw(level);
  }

  render() {
    const s = this.state;
    const {frame, section, screen} = this;
    if (!this.work || !isVisible(this.element)) return;
    const due = frame.take();
    const start = performance.now();
    const paint = due.measure || due.paint;
    if (due.measure) screen.measure(s);
    const drawable = this.drawable(s);
    if (drawable) {
      if (due.measure) section.measure(s);
      if (paint) section.paint(s, screen.palette);
      section.mark(s, screen.palette);
    }
    screen.write(drawable ? section.line(s) : '');
    if (!due.measure) frame.spent(performance.now() - start);
    if (!frame.waiting) frame.painted();
    frame.speak(() => screen.speak());
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.coming) this.adopt();
    else this.catchUp();
    this.redraw('measure');
  }

  // ---- waiting and faults

  /** Awaits and shows that it waits; true when it came. A failure becomes a sentence in place. */
  async during(promise) {
    const came = await this.frame.during(promise, sentence => this.screen.fault(sentence));
    this.redraw('measure');
    return came;
  }

  fail(error) {
    failed(error, sentence => this.screen.fault(sentence));
  }
}

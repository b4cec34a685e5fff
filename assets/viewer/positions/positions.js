// Screen 4: what the model adds to its patches to tell where they lie, and the filters through
// which it sees them. It follows the picture of the Explore screen over the channel; a section asks
// for its numbers when it is first shown with a picture, and for none while the pointer moves.
import {channel} from '../page/channel.js';
import {reveal, shown} from '../page/dom.js';
import {Gone} from '../record/decode.js';
import {Inquiry} from './inquiry.js';
import {wirePositions} from './positions_controls.js';
import {PositionsScreen} from './positions_screen.js';
import {SECTIONS} from './positions_sections.js';

const BUSY = 150, SPEAK = 700;             // ms, as on the other screens
const KEPT = 600;                          // frame times kept for the benchmark

export function mount({element, base}) {
  const positions = new Positions(element, base);
  channel.hear('picture', picture => positions.take(picture));
}

/** The page that a section works on: `state`, `element`, `base`, and the methods it may call. */
class Positions {
  constructor(element, base) {
    Object.assign(this, {element, base, timers: {}, due: {}, waiting: 0, opened: new Map()});
    this.state = {inquiry: null, meta: null, art: null, section: SECTIONS[0].key, bare: false,
      lines: true};
    this.frames = element.__frames = [];
    this.screen = new PositionsScreen(element, SECTIONS);
    this.sections = new Map(SECTIONS.map(Section => [Section.key, new Section(this)]));
    wirePositions(this);
    new ResizeObserver(() => this.resized()).observe(element);
    new MutationObserver(() => this.redraw('measure'))
      .observe(document.body, {attributeFilter: ['class']});
  }

  get section() { return this.sections.get(this.state.section); }

  // ---- data

  /** Another picture, model or patch size on the Explore screen. */
  take(picture) {
    for (const section of this.sections.values()) section.close?.();
    this.state.inquiry?.close();
    this.opened.clear();
    this.coming = picture;
    if (shown(this.element)) this.adopt();
  }

  adopt() {
    const {art, meta} = this.coming;
    this.coming = null;
    Object.assign(this.state, {inquiry: new Inquiry(meta, this.base), meta, art});
    this.element.dataset.shown = meta.token;
    this.show(this.state.section);
  }

  /** Brings a section into sight; it fetches what it needs of this picture once. */
  show(name) {
    const s = this.state;
    s.section = name;
    if (!s.inquiry) return;
    this.redraw('measure');
    if (this.opened.get(name) === s.inquiry) return;
    this.opened.set(name, s.inquiry);
    this.section.open(s);
  }

  // ---- frames

  /** `level` is mark (what follows the pointer), paint (all) or measure (sizes too). */
  redraw(level) {
    delete this.element.dataset.painted;                 // until all that was asked for is drawn
    this.due[level] = true;
    this.pending ||= requestAnimationFrame(() => {
      this.pending = 0;
      this.render();
    });
  }

  render() {
    const s = this.state, {due, section, screen} = this;
    if (!s.inquiry || !shown(this.element)) return;
    this.due = {};
    const start = performance.now(), paint = due.measure || due.paint;
    if (due.measure) screen.measure(s);
    if (section.ready(s)) {
      if (due.measure) section.measure(s);
      if (paint) section.paint(s, screen.palette);
      section.mark(s, screen.palette);
    }
    screen.write(section.ready(s) ? section.line(s) : '');
    if (!paint) this.spent(performance.now() - start);
    if (!this.waiting) this.element.dataset.painted = '';
    clearTimeout(this.timers.speak);
    this.timers.speak = setTimeout(() => screen.speak(), SPEAK);
  }

  spent(cost) {
    this.frames.push(cost);
    if (this.frames.length > KEPT) this.frames.shift();
  }

  resized() {
    if (!shown(this.element)) return;
    if (this.coming) this.adopt();
    this.redraw('measure');
  }

  // ---- waiting and faults

  /** Awaits and shows that it waits; true when it came. A failure becomes a sentence in place. */
  async during(promise) {
    this.waiting++;
    delete this.element.dataset.painted;
    this.timers.busy ??= setTimeout(() => this.element.classList.add('is-busy'), BUSY);
    try {
      await promise;
      reveal(this.screen.find('pos-fault'), null);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    } finally {
      if (!--this.waiting) this.waited();
      this.redraw('measure');
    }
  }

  waited() {
    clearTimeout(this.timers.busy);
    this.timers.busy = null;
    this.element.classList.remove('is-busy');
  }

  fail(error) {
    if (error.name === 'AbortError') return;
    if (error instanceof Gone) channel.tell('gone');
    else reveal(this.screen.find('pos-fault'), `This could not be computed: ${error.message}`);
  }
}

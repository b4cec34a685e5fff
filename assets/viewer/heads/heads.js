// Screen 5: what each head does. It follows the picture of the Explore screen over the channel;
// a section asks for its numbers when it is first shown with a picture, and for none while the
// pointer moves.
import {channel} from '../page/channel.js';
import {say, shown} from '../page/dom.js';
import {Gone} from '../record/decode.js';
import {Trace} from '../record/trace.js';
import {clamp} from '../record/grid.js';
import {wireHeads} from './heads_controls.js';
import {HeadsScreen} from './heads_screen.js';
import {SECTIONS} from './heads_sections.js';

const BUSY = 150, SPEAK = 700;             // ms, as on the other screens
const KEPT = 600;                          // frame times kept for the benchmark

export function mount({element, base}) {
  const heads = new Heads(element, base);
  channel.hear('picture', picture => heads.take(picture));
}

/** The page that a section works on: `state`, `element`, `base`, and the methods it may call. */
class Heads {
  constructor(element, base) {
    Object.assign(this, {element, base, timers: {}, due: {}, waiting: 0, opened: new Map()});
    this.state = {trace: null, art: null, section: SECTIONS[0].key, layer: 0, head: 0, lens: null};
    this.frames = element.__frames = [];
    this.screen = new HeadsScreen(element, SECTIONS);
    this.sections = new Map(SECTIONS.map(Section => [Section.key, new Section(this)]));
    wireHeads(this);
    new ResizeObserver(() => this.resized()).observe(element);
    new MutationObserver(() => this.redraw('measure'))
      .observe(document.body, {attributeFilter: ['class']});
  }

  get section() { return this.sections.get(this.state.section); }

  // ---- data

  /** Another picture, model or patch size on the Explore screen. */
  take(picture) {
    for (const section of this.sections.values()) section.close();
    this.state.trace?.record.close();
    this.opened.clear();
    this.coming = picture;
    if (shown(this.element)) this.adopt();
  }

  adopt() {
    const s = this.state, {art, meta} = this.coming, before = s.trace?.meta;
    this.coming = null;
    Object.assign(s, {trace: new Trace(meta, this.base), art, lens: null});
    if (before?.checkpoint !== meta.checkpoint) Object.assign(s, {layer: meta.layers - 1, head: 0});
    this.element.dataset.shown = meta.token;
    this.show(s.section);
  }

  /** Brings a section into sight; it fetches what it needs of this picture once. */
  show(name) {
    const s = this.state;
    Object.assign(s, {section: name, lens: null});
    if (!s.trace) return;
    this.redraw('measure');
    if (this.opened.get(name) === s.trace) return;
    this.opened.set(name, s.trace);
    this.section.open(s);
  }

  // ---- the head that every part shows at once

  /** The head under the pointer, {layer, head}, or null. */
  lift(cell) {
    const {lens} = this.state;
    if (lens?.layer === cell?.layer && lens?.head === cell?.head) return;
    this.state.lens = cell;
    this.redraw('mark');
  }

  choose({layer, head}) {
    const {meta} = this.state.trace;
    Object.assign(this.state, {layer: clamp(layer, 0, meta.layers - 1),
      head: clamp(head, 0, meta.heads - 1), lens: null});
    this.redraw('mark');
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
    if (!s.trace || !shown(this.element)) return;
    this.due = {};
    const start = performance.now(), paint = due.measure || due.paint;
    if (due.measure) {
      screen.measure(s);
      section.measure(s);
    }
    if (paint) section.paint(s, screen.palette);
    section.mark(s, screen.palette);
    screen.write(section.line(s));
    if (!due.measure) this.spent(performance.now() - start);
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
      this.told(null);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    } finally {
      if (!--this.waiting) this.waited();
      this.redraw('paint');
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
    else this.told(`This could not be computed: ${error.message}`);
  }

  told(sentence) {
    const node = this.screen.find('heads-fault');
    node.hidden = !sentence;
    say(node, sentence ?? '');
  }
}

// Screen 2: per-class maps by every method, and how faithful each is. It follows the page's own
// view; no request is sent while the pointer moves.
import {channel} from '../page/channel.js';
import {isVisible, parts, reveal} from '../page/dom.js';
import {limits} from '../record/limits.js';
import {explainActions} from './actions.js';
import {wireExplain} from './controls.js';
import {Errands} from './errands.js';
import {SHOWN, needsNumbers, opening} from './look.js';
import {ExplainScreen} from './screen.js';
import {Inquiry, OWN, SHUFFLED} from './inquiry.js';
import {Frame, failed, watchLayout} from '../screen/frame.js';
import {pageState} from '../state/page.js';
import {LayerLoader} from './laboratory/layers.js';

const REST = 60; // ms of rest until the whole frame
const BUDGET = 8; // ms of a hovered frame from which it draws less

export function mount({element, base}) {
  const explain = new Explain(element, base);
  pageState.know('pass', picture => explain.take(picture));
}

class Explain {
  cost = 0; // ms of the cheapest whole frame
  late = false; // the screen was hidden when its maps were due
  next = null; // {art, meta} that the screen opens when it is visible
  newest = null; // the newest inquiry
  request = null; // "target/against" of the newest request

  constructor(element, base) {
    this.element = element;
    this.base = base;
    this.state = opening();
    this.frame = new Frame(
      element,
      () => this.render(),
      late => this.clearLate(late),
    );
    const s = this.state;
    const at = level => () => this.redraw(level);
    this.actions = explainActions(s, {
      mark: at('mark'),
      paint: at('paint'),
      fetch: () => this.ask(),
      openHelp: () => channel.tell('help'),
    });
    this.errands = new Errands(parts(element), s, {
      changed: () => this.errandChanged(),
      failed: error => failed(error, sentence => this.fault(sentence)),
    });
    const remove = () => this.errands.removal.start();
    this.screen = new ExplainScreen(element, {...this.actions, remove});
    this.layers = new LayerLoader(s);
    wireExplain(element, this.screen, s, this.actions, base);
    watchLayout(
      element,
      () => this.resized(),
      () => this.redraw('measure'),
    );
    pageState.follow(SHOWN, (facts, {changed}) => this.chosen(changed));
  }

  // ---- data

  /** Another picture, model or patch size on the Explore screen. */
  take({art, meta}) {
    this.state.inquiry?.close();
    this.errands.cancel();
    this.next = {art, meta};
    if (isVisible(this.element)) this.open();
  }

  async open() {
    const {art, meta} = this.next;
    const inquiry = new Inquiry(meta, this.base);
    this.next = null;
    this.newest = inquiry;
    const opened = await this.during(Promise.all([inquiry.open(), inquiry.name()]));
    if (!opened || this.newest !== inquiry) return;
    this.adopt(art, meta, inquiry);
    this.ask();
  }

  adopt(art, meta, inquiry) {
    const s = this.state;
    Object.assign(s, {
      trace: {meta},
      art,
      inquiry,
      hover: null,
      layers: null,
      tooLarge: meta.tokens > limits.fusedTokens,
    });
    this.screen.open(s);
    this.element.dataset.shown = meta.token;
    this.redraw('measure');
  }

  /** Facts of the page changed, on this screen or another one; with another view it opens anew. */
  chosen(changed) {
    const s = this.state;
    if (!s.inquiry || this.newest !== s.inquiry || changed.has('pass')) return;
    if (changed.has('explain')) s.hover = null;
    this.redraw(changed.has('explain') || changed.has('shuffled') ? 'measure' : 'paint');
    if (needsNumbers(s, changed)) this.ask();
  }

  /** Fetches what the state needs and is not here yet; paints whatever arrives. */
  async ask() {
    const {inquiry} = this.state;
    if (!inquiry) return;
    this.redraw('paint');
    this.late = !isVisible(this.element); // a hidden screen fetches when it becomes visible
    if (this.late) return;
    const request = this.begin();
    const complete = await this.during(Promise.all(this.needs()));
    this.redraw('paint');
    if (complete && this.state.inquiry === inquiry && this.request === request) {
      this.element.dataset.answered = request; // all that this state needs is here
    }
  }

  /** Names the request; one about other classes stops the measurements of those before. */
  begin() {
    const {target, against} = this.state;
    const request = `${target}/${against}`;
    if (this.request !== request) this.errands.cancel();
    this.request = request;
    return request;
  }

  /** Promises of all that the state needs. */
  needs() {
    const {inquiry, section, target, against, shuffled, signed} = this.state;
    if (section === 'laboratory') return [this.layers.load(), inquiry.record.loadSinks()];
    const arrived = () => this.redraw('paint');
    const pairs = [
      [target, OWN],
      ...(against === null ? [] : [[against, OWN]]),
      ...(shuffled && against === null ? [[target, SHUFFLED]] : []),
    ];
    const maps = pairs.map(([index, route]) => inquiry.maps(index, route, arrived));
    const marks = inquiry.record.loadSinks().then(arrived);
    return [...this.words(arrived), ...maps, marks, ...(signed ? [inquiry.signed(target)] : [])];
  }

  /** Promises of the cosine of a similarity, and of the pictures to choose from. */
  words(arrived) {
    const {inquiry, likeness, target} = this.state;
    if (!likeness) return [];
    return [inquiry.loadLikeness(target), inquiry.loadPictures()].map(one => one.then(arrived));
  }

  /** A long measurement began, went on or ended. */
  errandChanged() {
    this.state.busy = this.errands.busy;
    this.redraw('paint');
  }

  // ---- frames

  /**
   * `level` is mark (the cursor), whole (also what a costly hovered frame leaves out), paint (the
   * maps too) or measure (sizes too).
   */
  redraw(level) {
    this.frame.redraw(level);
  }

  render() {
    const s = this.state;
    if (!s.inquiry || !isVisible(this.element)) return;
    const due = this.frame.take();
    const paint = Boolean(due.measure || due.paint);
    const whole = paint || due.whole || this.cost <= BUDGET;
    if (due.measure) this.screen.measure(s);
    if (paint) this.errands.write();
    this.draw(paint, whole);
  }

  /** A hovered frame beyond the budget is not `whole`: a whole one follows after a rest. */
  draw(paint, whole) {
    const {frame, screen} = this;
    const start = performance.now();
    screen.render(this.state, {paint, whole});
    if (!paint) this.spent(performance.now() - start, whole);
    if (whole && !frame.waiting) frame.painted();
    frame.rest(whole ? null : () => this.redraw('whole'), REST);
    frame.speak(() => screen.speak());
  }

  /** A hovered frame's cost; the cheapest whole one decides whether whole ones are affordable. */
  spent(cost, whole) {
    this.frame.spent(cost);
    if (whole) this.cost = this.cost ? Math.min(this.cost, cost) : cost;
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.next) this.open();
    else if (this.late) this.ask();
    this.redraw('measure');
  }

  // ---- waiting and faults

  /** Awaits and shows that it waits; true on success. A failure becomes a sentence in place. */
  during(promise) {
    return this.frame.during(promise, sentence => this.fault(sentence));
  }

  /** Clears the old maps when the new ones take long. */
  clearLate(late) {
    this.screen.late = late;
    if (late) this.redraw('paint');
  }

  fault(sentence) {
    reveal(this.screen.find('why-fault'), sentence);
  }
}

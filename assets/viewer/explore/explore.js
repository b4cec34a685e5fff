// Screen 1: one picture, one query, every head. Every change of the state leads to one redraw; no
// request is sent while the pointer moves.
import {actionsOf} from './actions.js';
import {channel} from '../page/channel.js';
import {wire} from './controls.js';
import {chips} from '../screen/chips.js';
import {routes} from '../record/contract.js';
import {Gone, get} from '../record/decode.js';
import {say, isVisible} from '../page/dom.js';
import {loadPicture} from '../draw/picture.js';
import {Later, SETTLE} from './later.js';
import {Line} from './line.js';
import {fetchFirst, marksOf, partsOf} from './requests.js';
import {save} from './saved.js';
import {Frame, watchLayout} from '../screen/frame.js';
import {Screen} from './screen.js';
import {FETCHED, NOTHING, SHOWN, opening} from './state.js';
import {pageState} from '../state/page.js';
import {adopt} from '../state/passes.js';
import {whenIdle} from '../page/idle.js';
import {openTrace} from '../record/trace.js';
import {numberOf} from './number_of.js';
import {machine} from './words.js';

const BUDGET = 8; // ms of a hovered frame from which it draws less

export class Explore {
  /** @type {import('../record/trace.js').Trace | null} */ incoming = null; // of the newest descriptor
  costs = []; // ms of the last whole frames
  settling = 0; // the timer of commit, until what it requests is here
  unsettled = false; // a choice waits until the screen is seen
  visible = false;
  due = Promise.resolve(); // what is fetched ahead waits for it

  constructor(element, base) {
    this.element = element;
    this.base = base;
    this.state = opening();
    this.frame = new Frame(element, () => this.render());
    this.screen = new Screen(element);
    this.later = new Later(this);
    this.actions = actionsOf(this.state, {
      redraw: () => this.redraw(),
      bars: () => this.screen.extras,
      openHelp: () => channel.tell('help'),
      openNumber: at => channel.tell('number', numberOf(this.state, this.screen.shot, at)),
    });
    this.screen.ready(this.state, this.actions);
    wire(element, this.screen, this.state, this.actions);
    this.screen.panel.wire(this.actions);
    save(element, this.screen.find('save-button'), this.state);
    watchLayout(
      element,
      () => this.resized(),
      () => this.recolour(),
    );
    window.addEventListener('resize', () => this.resized());
    channel.follow('asked', () => this.frame.wait('page'));
    channel.follow('answered', () => this.frame.waited('page'));
    channel.follow('fault', () => this.frame.waited('page'));
    channel.follow('placing', crop => {
      this.state.placing = crop;
      this.redraw();
    });
    channel.follow('watching', () => this.redraw());
    channel.follow('gone', () => this.fail(new Gone()));
    this.line = new Line(() => this.state.trace);
    pageState.follow(SHOWN, (facts, {changed}) => this.chosen(changed));
  }

  // ---- data

  /** A new descriptor: fetch what it names, then show it; until then the old result stays. */
  async load(meta) {
    if (!meta?.token) return;
    this.incoming?.record.close();
    const trace = (this.incoming = openTrace(meta, this.base));
    this.frame.wait('page');
    try {
      const [art] = await Promise.all([this.artOf(trace), fetchFirst(trace, this.state)]);
      if (trace === this.incoming) this.adopt(trace, art);
    } catch (error) {
      this.fail(error, trace);
    } finally {
      if (trace === this.incoming) this.frame.waited('page');
    }
  }

  /** The picture of a trace: the present one where it is the same, else fetched. */
  artOf({meta, record}) {
    const {trace, art} = this.state;
    if (trace?.meta.digest === meta.digest) return art;
    return loadPicture(routes.picture(record.url), record.signal, get);
  }

  adopt(trace, art) {
    const s = this.state;
    const before = s.trace;
    const {meta} = trace;
    Object.assign(s, {trace, art, ...NOTHING});
    before?.record.close();
    this.costs = [];
    this.element.dataset.token = meta.token;
    chips(this.screen.find('chips'), meta);
    say(
      this.screen.find('fig-prefix-name'),
      `on ${meta.prefix === 1 ? meta.prefix_names[0] : 'prefix tokens'}`,
    );
    adopt({art, meta});
    this.resized();
    Promise.all([meta.eager && this.prepare(), this.settle()]).then(() => {
      if (s.trace === trace) this.element.dataset.ready = meta.token; // hovering needs no more
    });
  }

  /** Facts of the page changed, on this screen or another one. */
  chosen(changed) {
    const s = this.state;
    if (!s.trace) return;
    if (changed.has('layer')) this.screen.arrange(s);
    if (FETCHED.some(name => changed.has(name))) this.commit();
    this.redraw({whole: true});
  }

  /** Fetches all layers and what hovering a rollout needs; computes ahead while idle. */
  async prepare() {
    const {trace} = this.state;
    const {record} = trace;
    await this.due;
    const wanted = () => this.state.trace === trace && this.element.isConnected;
    const later = () => whenIdle(trace.preparation(), wanted, () => this.redraw({whole: true}));
    await this.attempt(record.load(this.state.layer));
    this.redraw({whole: true});
    later();
    if (!trace.small || !record.fusable) return;
    await this.attempt(record.loadFused());
    later();
  }

  /**
   * The query, layer or method was chosen: the server's exact figures follow after a rest, on a
   * hidden screen when it is seen again.
   */
  commit() {
    this.unsettled = !this.visible;
    if (this.unsettled) return;
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => this.settle(), SETTLE);
  }

  async settle() {
    const s = this.state;
    const {trace} = s;
    const {eager} = trace.meta;
    const due = this.settling;
    const drawn = () => s.trace === trace && this.redraw({whole: true});
    const parts = partsOf(s).map(part => Promise.resolve(part).then(drawn));
    const hover = eager || this.later.prepare();
    await this.attempt(Promise.all(parts));
    if (eager) await this.attempt(marksOf(s));
    if (this.settling === due) this.settling = 0;
    drawn();
    await hover;
    if (!eager) this.later.fetchAhead(trace);
  }

  /** Awaits; an error becomes one sentence or, for an expired token, a new trace. */
  async attempt(promise) {
    const {trace} = this.state;
    try {
      await promise;
    } catch (error) {
      this.fail(error, trace);
    }
  }

  fail(error, trace = this.state.trace) {
    const past = trace !== this.state.trace && trace !== this.incoming;
    if (error.name === 'AbortError' || past) return;
    if (error instanceof Gone) this.line.renew(trace);
    else this.line.failed(`The maps could not be loaded: ${error.message}`);
  }

  // ---- frames

  /** Draws the next frame, the matrix and the film too where it is `whole`. */
  redraw({whole = false} = {}) {
    this.frame.redraw(whole ? 'whole' : 'mark');
  }

  /** One frame. If a whole one takes too long, it draws only what is chosen; a rest brings all. */
  render() {
    const s = this.state;
    const {frame} = this;
    if (!s.trace || !this.visible) return;
    const {whole: due} = frame.take();
    const whole = due || this.isQuick;
    const start = performance.now();
    const line = this.screen.render(s, whole);
    const cost = performance.now() - start;
    frame.spent(cost);
    if (whole) {
      this.costs = [...this.costs, cost].slice(-5);
      this.drawn();
    }
    say(this.screen.text.machine, machine(s.trace.meta, cost));
    channel.tell('frame', this.screen); // which may be of a hovered patch
    this.later.rest(whole);
    frame.speak(() => say(this.screen.find('spoken'), line));
  }

  /** Whether a hovered frame has the time for all maps; those of a large record wait for a rest. */
  get isQuick() {
    const {costs, state} = this;
    return state.trace.meta.eager && (!costs.length || Math.min(...costs) <= BUDGET);
  }

  /** Another frame that is due, or exact numbers on their way, will change what is drawn. */
  drawn() {
    const due = this.frame.pending || this.settling || this.screen.shot.missing || this.later.lags;
    if (!due) this.frame.painted();
  }

  resized() {
    this.visible = isVisible(this.element); // costs a layout: never in a frame
    if (!this.state.trace || !this.visible) return;
    this.screen.measure(this.state);
    this.recolour();
    if (this.unsettled) this.commit();
  }

  recolour() {
    this.screen.readPalette();
    this.redraw({whole: true});
  }
}

// Screen 1: one picture, one query, every head. A change of state asks for one redraw; nothing
// here talks to the server while the pointer moves.
import {actionsOf} from './actions.js';
import {channel} from '../page/channel.js';
import {wire} from './controls.js';
import {chips} from '../screen/chips.js';
import {Gone, get} from '../record/decode.js';
import {say, isVisible} from '../page/dom.js';
import {centreOf, patchAt} from '../draw/eye.js';
import {offer} from './feature_look.js';
import {EVERY, isPatch} from '../record/grid.js';
import {opening} from './look.js';
import {committed} from '../screen/query.js';
import {loadPicture} from '../draw/picture.js';
import {save} from './save.js';
import {Frame, watchLayout} from '../screen/frame.js';
import {Screen} from './screen.js';
import {whenIdle} from '../page/idle.js';
import {Trace} from '../record/trace.js';
import {numberOf} from './number_of.js';
import {machine} from './words.js';

const BUDGET = 8; // ms of a hovered frame from which it draws less
const REST = 60; // ms of rest until the whole frame
const SETTLE = 150; // ms of rest until a request

export function mount({element, props, trigger, watch, base}) {
  const explore = new Explore(element, trigger, base);
  watch('value', () => explore.load(props.value));
  explore.load(props.value);
}

class Explore {
  constructor(element, trigger, base) {
    this.element = element;
    this.trigger = trigger;
    this.base = base;
    this.state = opening();
    this.costs = [];
    this.frame = new Frame(element, () => this.render());
    this.screen = new Screen(element);
    this.actions = actionsOf(this.state, {
      redraw: () => this.redraw(),
      commit: () => this.commit(),
      arrange: () => this.screen.arrange(this.state),
      openHelp: () => channel.tell('help'),
      openNumber: at => channel.tell('number', numberOf(this.state, this.screen.shot, at)),
    });
    wire(element, this.screen, this.state, this.actions);
    save(element, this.state, error => this.fail(error));
    watchLayout(
      element,
      () => this.resized(),
      () => this.recolour(),
    );
    window.addEventListener('resize', () => this.resized());
    channel.hear('asked', () => this.wait());
    channel.hear('answered', () => this.waited());
    channel.hear('fault', () => this.waited());
    channel.hear('placing', crop => {
      this.state.placing = crop;
      this.redraw();
    });
    channel.addEventListener('show', event => this.actions.show(event.detail));
    channel.hear('gone', () => this.fail(new Gone()));
    channel.hear('classes', top => this.offer(top));
    channel.hear('target', target => {
      if (target) this.actions.target(target);
    });
  }

  // ---- data

  /** A new descriptor: fetch what it names, then show it; until then the old result stays. */
  async load(meta) {
    if (!meta?.token) return;
    this.incoming?.record.close();
    const trace = (this.incoming = new Trace(meta, this.base));
    const before = this.state.trace?.meta;
    const layer = before?.checkpoint === meta.checkpoint ? this.state.layer : meta.layers - 1;
    this.wait();
    try {
      const same = before?.digest === meta.digest ? this.state.art : null;
      const [art] = await Promise.all([
        same ?? loadPicture(`${trace.record.url}/picture`, trace.record.signal, get),
        trace.record.layer(layer),
      ]);
      if (trace === this.incoming) this.adopt(trace, art, layer);
    } catch (error) {
      this.fail(error, trace);
    } finally {
      if (trace === this.incoming) this.waited();
    }
  }

  adopt(trace, art, layer) {
    const s = this.state;
    const before = s.trace;
    const {meta} = trace;
    const known = before?.meta.checkpoint === meta.checkpoint;
    s.pinned = before ? carried(s.pinned, before.meta, meta) : null;
    s.hover = s.lens = s.placing = null;
    if (!known) Object.assign(s, {head: meta.heads, end: meta.layers - 1, depth: meta.layers});
    if (!meta.positions && s.method === 'positions') s.method = 'attention';
    if (before?.digest !== meta.digest || !known) this.retarget();
    if (!known) offer(s, meta);
    Object.assign(s, {trace, art, layer});
    before?.record.close();
    this.costs = [];
    this.element.dataset.token = meta.token;
    chips(this.screen.find('chips'), meta);
    say(
      this.screen.find('fig-prefix-name'),
      `on ${meta.prefix === 1 ? meta.prefix_names[0] : 'prefix tokens'}`,
    );
    channel.tell('picture', {art, meta});
    this.resized();
    Promise.all([this.prepare(), this.settle()]).then(() => {
      if (s.trace === trace) this.element.dataset.ready = meta.token; // hovering needs no more
    });
  }

  /** The likely classes of the coming picture. */
  offer(top) {
    this.state.top = top;
    this.state.target ??= top[0] ?? null;
    this.redraw();
  }

  /** Another picture: its own likeliest class takes the place of the one that was chosen. */
  retarget() {
    const s = this.state;
    s.target = s.top[0] ?? null;
    if (!s.target && s.method === 'class') s.method = 'attention';
    channel.tell('target', null);
  }

  /** Fetches the other layers and what hovering a rollout needs; computes ahead while idle. */
  async prepare() {
    const {trace} = this.state;
    const {record} = trace;
    const wanted = () => this.state.trace === trace && this.element.isConnected;
    const later = () => whenIdle(trace.preparation(), wanted, () => this.redraw({whole: true}));
    await this.attempt(record.load(this.state.layer));
    this.redraw({whole: true});
    later();
    if (!trace.small || !record.fusable) return;
    await this.attempt(record.loadFused());
    later();
  }

  /** The query, layer or method was chosen: the server's exact figures follow after a rest. */
  commit() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), SETTLE);
  }

  async settle() {
    const s = this.state;
    const {trace} = s;
    const {record, meta} = trace;
    const query = committed(s);
    const asked = [
      record.loadRow(s.direction, query),
      record.loadRow('rollout', query),
      record.loadObjects(),
    ];
    if (s.method === 'rollout' && record.fusable) asked.push(record.loadFused());
    if (s.method === 'positions') asked.push(record.loadPositions());
    if (s.method === 'features') asked.push(trace.features.load(s.depth));
    if (s.method === 'class') asked.push(record.loadRelevance(s.target.index));
    if (!meta.eager) asked.push(record.load(s.layer));
    await this.attempt(Promise.all(asked));
    if (s.direction === 'to' && meta.eager && !trace.wanted) {
      trace.wanted = true;
      this.prepare();
    }
    if (s.trace === trace) this.redraw({whole: true});
  }

  /** Awaits; a failure becomes one sentence or, for an expired token, a new trace. */
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
    if (error instanceof Gone && trace && !trace.expired) {
      trace.expired = true;
      this.wait();
      this.trigger('expired', {token: trace.meta.token});
      return;
    }
    if (error instanceof Gone) return;
    channel.tell('fault', `The maps could not be loaded: ${error.message}`);
  }

  // ---- frames

  /** Draws the next frame, the matrix and the film too where it is `whole`. */
  redraw({whole = false} = {}) {
    this.frame.redraw(whole ? 'whole' : 'mark');
  }

  /** One frame. Where a whole one would take too long, what is not chosen waits for a rest. */
  render() {
    const s = this.state;
    const {frame} = this;
    if (!s.trace || !this.visible) return;
    const {whole: due} = frame.take();
    const whole = due || !this.costs.length || Math.min(...this.costs) <= BUDGET;
    const start = performance.now();
    const line = this.screen.render(s, whole);
    const cost = performance.now() - start;
    frame.spent(cost);
    if (whole) {
      this.costs = [...this.costs, cost].slice(-5);
      if (!frame.pending) frame.painted();
    }
    say(this.screen.text.machine, machine(s.trace.meta, cost));
    frame.rest(whole ? null : () => this.redraw({whole: true}), REST);
    frame.speak(() => say(this.screen.find('spoken'), line));
  }

  resized() {
    this.visible = isVisible(this.element); // costs a layout: not asked in a frame
    if (!this.state.trace || !this.visible) return;
    this.screen.measure(this.state);
    this.recolour();
  }

  recolour() {
    this.screen.readPalette();
    this.redraw({whole: true});
  }

  // ---- waiting

  wait() {
    this.frame.wait('page');
  }

  waited() {
    this.frame.waited('page');
  }
}

/** A pinned patch keeps its place on the picture when only the grid or the crop changes. */
function carried(token, before, after) {
  if (token === null || before.digest !== after.digest) return null;
  if (token === EVERY || !isPatch(token, before)) return token < after.prefix ? token : null;
  return patchAt(centreOf(token, before), after);
}

// Screen 2: which patches made it say so, by every method, and whether that is true. It follows
// the picture of the Explore screen over the channel; nothing is asked while the pointer moves.
import {channel} from '../page/channel.js';
import {reveal, isVisible} from '../page/dom.js';
import {Errand} from '../page/errand.js';
import {explainActions} from './actions.js';
import {wireExplain} from './controls.js';
import {fusionOf, opening} from './look.js';
import {ExplainScreen} from './screen.js';
import {Inquiry, OWN, SHUFFLED} from './inquiry.js';
import {Frame, failed, watchLayout} from '../screen/frame.js';
import {committed} from '../screen/query.js';
import {ready} from './laboratory/flow.js';

const SETTLE = 150; // ms of rest until a request
const REST = 60; // ms of rest until the whole frame
const BUDGET = 8; // ms of a hovered frame from which it draws less
const FUSED_LIMIT = 800; // tokens up to which the server fuses maps for hovering

export function mount({element, base}) {
  const explain = new Explain(element, base);
  channel.hear('picture', picture => explain.take(picture));
  channel.hear('target', target => explain.follow(target));
}

class Explain {
  constructor(element, base) {
    this.element = element;
    this.base = base;
    this.state = opening();
    this.cost = 0;
    this.frame = new Frame(
      element,
      () => this.render(),
      late => this.tellLate(late),
    );
    const s = this.state;
    const at = level => () => this.redraw(level);
    this.actions = explainActions(s, {
      mark: at('mark'),
      paint: at('paint'),
      ask: () => this.ask(),
      arrange: () => {
        this.redraw('measure');
        this.ask();
      },
      openHelp: () => channel.tell('help'),
    });
    this.screen = new ExplainScreen(element, {...this.actions, remove: () => this.removal.start()});
    const errand = (name, run) =>
      new Errand(this.screen.find(name), {
        run,
        failed: error => this.fail(error),
        changed: () => this.worked(),
      });
    this.removal = errand('why-removal', (signal, told) => this.remove(signal, told));
    this.faith = errand('why-faith', (signal, told) => s.inquiry.measure(s.target, signal, told));
    wireExplain(element, this.screen, s, this.actions, base);
    watchLayout(
      element,
      () => this.resized(),
      () => this.redraw('measure'),
    );
  }

  // ---- data

  /** Another picture, model or patch size on the Explore screen. */
  take({art, meta}) {
    this.state.inquiry?.close();
    for (const errand of [this.removal, this.faith]) errand.cancel();
    this.coming = {art, meta};
    if (isVisible(this.element)) this.open();
  }

  async open() {
    const {art, meta} = this.coming;
    const inquiry = new Inquiry(meta, this.base);
    this.coming = null;
    this.opening = inquiry;
    const named = await this.during(Promise.all([inquiry.open(), inquiry.name()]));
    if (!named || this.opening !== inquiry) return;
    this.adopt(art, meta, inquiry);
    this.ask();
  }

  adopt(art, meta, inquiry) {
    const s = this.state;
    const before = s.trace?.meta;
    const same = before?.digest === meta.digest && before.checkpoint === meta.checkpoint;
    const placed = same && before.rows === meta.rows && before.cols === meta.cols;
    Object.assign(s, {
      trace: {meta},
      art,
      inquiry,
      hover: null,
      layers: null,
      tooLarge: meta.tokens > FUSED_LIMIT,
    });
    if (!placed) s.pinned = null;
    const asked = channel.last.get('target')?.index;
    if (!same) Object.assign(s, {target: asked ?? likeliest(inquiry.classes), against: null});
    const fits = same && s.knobs.end < meta.layers;
    if (!fits) Object.assign(s.knobs, {start: 0, end: meta.layers - 1});
    s.knobs.head = Math.min(s.knobs.head, meta.heads - 1);
    if (!inquiry.classes) s.section = 'laboratory';
    this.screen.open(s);
    this.element.dataset.shown = meta.token;
    this.redraw('measure');
  }

  /** A class was chosen on the Explore screen. */
  follow(target) {
    const {inquiry, target: before} = this.state;
    if (target && inquiry?.classes && target.index !== before) this.actions.target(target.index);
  }

  /** Fetches what the state asks for and is not here yet; whatever arrives is painted. */
  async ask() {
    const s = this.state;
    const {inquiry} = s;
    const asked = `${s.target}/${s.against}`;
    if (!inquiry) return;
    this.redraw('paint');
    this.late = !isVisible(this.element); // a hidden screen asks when it is shown
    if (this.late) return;
    if (this.asked !== asked) for (const errand of [this.removal, this.faith]) errand.cancel();
    this.asked = asked;
    const wanted = s.section === 'laboratory' ? [this.rollout()] : this.maps();
    const came = await this.during(Promise.all(wanted));
    this.redraw('paint');
    if (s.inquiry !== inquiry || this.asked !== asked) return;
    if (came) this.element.dataset.answered = asked; // all that this state asks for is here
  }

  maps() {
    const {inquiry, target, against, shuffled} = this.state;
    if (!inquiry.classes) return [];
    const arrived = () => this.redraw('paint');
    const asked = [
      [target, OWN],
      ...(against === null ? [] : [[against, OWN]]),
      ...(shuffled && against === null ? [[target, SHUFFLED]] : []),
    ];
    return asked.map(([index, path]) => inquiry.maps(index, path, arrived));
  }

  /** The laboratory's layers, fetched once for each fusion and made ready once for each discard. */
  async rollout() {
    const s = this.state;
    const {inquiry, knobs} = s;
    const fusion = fusionOf(knobs);
    if (s.tooLarge) {
      const rest = (this.rest = pause(SETTLE));
      await rest;
      if (this.rest === rest) await inquiry.record.loadRow('rollout', committed(s));
      return;
    }
    await inquiry.loadFused(fusion);
    if (s.inquiry !== inquiry || fusionOf(knobs) !== fusion) return;
    const made = `${fusion}/${knobs.discard}/${s.trace.meta.token}`;
    if (this.made !== made || !s.layers) {
      const layers = inquiry.fused.get(fusion);
      s.layers = layers.map(fused => ready(fused, s.trace.meta.tokens, knobs.discard));
      this.made = made;
    }
    this.redraw('paint');
  }

  async remove(signal, told) {
    const {inquiry, target, against} = this.state;
    for (const index of [target, against]) {
      if (index !== null && !inquiry.effects.has(index)) await inquiry.remove(index, signal, told);
    }
  }

  /** An errand began, ended or was cancelled. */
  worked() {
    const s = this.state;
    s.busy = this.removal?.busy || this.faith?.busy || false;
    this.redraw('paint');
  }

  errands() {
    const s = this.state;
    const {inquiry, target, against, trace} = s;
    if (!inquiry?.classes) return;
    const patches = trace.meta.rows * trace.meta.cols;
    const left = inquiry.unmeasured(target).length;
    const removed = [target, against].every(index => index === null || inquiry.effects.has(index));
    this.removal.show({
      enabled: !removed && !s.busy,
      doing: 'Taking out patches',
      label: removed ? 'Every patch was taken out' : `Take out each of ${patches} patches`,
    });
    this.faith.show({
      enabled: left > 0 && !s.busy,
      doing: 'Measuring faithfulness',
      label: left || !inquiry.faith.has(target) ? 'Measure faithfulness' : 'Faithfulness measured',
    });
  }

  // ---- frames

  /** `level` is mark (the cursor), paint (the maps too) or measure (sizes too). */
  redraw(level) {
    this.frame.redraw(level);
  }

  render() {
    const s = this.state;
    const {frame} = this;
    if (!s.inquiry || !isVisible(this.element)) return;
    const due = frame.take();
    if (due.measure) this.screen.measure(s);
    if (due.measure || due.paint) this.errands();
    const paint = Boolean(due.measure || due.paint);
    const whole = paint || due.rest || this.cost <= BUDGET;
    const start = performance.now();
    this.screen.render(s, {paint, whole});
    if (!paint) this.spent(performance.now() - start, whole);
    if (whole && !frame.waiting) frame.painted();
    frame.rest(whole ? null : () => this.redraw('rest'), REST);
    frame.speak(() => this.screen.speak());
  }

  /** A hovered frame's cost; the cheapest whole one decides whether whole ones are affordable. */
  spent(cost, whole) {
    this.frame.spent(cost);
    if (whole) this.cost = this.cost ? Math.min(this.cost, cost) : cost;
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.coming) this.open();
    else if (this.late) this.ask();
    this.redraw('measure');
  }

  // ---- waiting and faults

  /** Awaits and shows that it waits; true when it came. A failure becomes a sentence in place. */
  during(promise) {
    return this.frame.during(promise, sentence => this.fault(sentence));
  }

  /** Old maps leave when the new ones are late. */
  tellLate(late) {
    this.screen.late = late;
    if (late) this.redraw('paint');
  }

  fail(error) {
    failed(error, sentence => this.fault(sentence));
  }

  fault(sentence) {
    reveal(this.screen.find('why-fault'), sentence);
  }
}

const pause = milliseconds =>
  new Promise(done => {
    setTimeout(done, milliseconds);
  });
const likeliest = classes => (classes ? classes.p.indexOf(Math.max(...classes.p)) : 0);

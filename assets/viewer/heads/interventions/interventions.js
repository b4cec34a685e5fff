// Interventions: heads and layers off, patches masked, temperatures moved. Every change runs a
// changed pass beside the page's own one; bars, maps and sentences are drawn from one state.
import {tellWeight} from '../../screen/tell_weight.js';
import {channel} from '../../page/channel.js';
import {parts} from '../../page/dom.js';
import {isPatch, middle, step} from '../../record/grid.js';
import {beside} from '../../record/trace.js';
import {NOTHING, isChanged, placeOf, withHeat, withItems} from './change.js';
import {wireInterventions} from './controls.js';
import {mapsOf} from './maps.js';
import {Passes} from './passes.js';
import {State} from './state.js';
import {View} from './view.js';

export class Interventions {
  static key = 'interventions';
  static title = 'Interventions';

  state = new State();
  chosen = null; // layer and head of the screen, as drawn last

  constructor(page) {
    this.page = page;
    this.passes = new Passes(page, this.state);
    this.view = new View(page.element, this.actions());
    const place = page.screen.find('heads-interventions');
    wireInterventions(place, name => parts(page.element)(`cut-${name}`), this);
    channel.hear('target', target => page.soon(this, () => this.follow(target)));
  }

  /** What the views call. */
  actions() {
    const {page} = this;
    return {
      lift: cell => page.lift(cell),
      point: token => this.point(token),
      pin: token => this.pin(token),
      openNumber: (token, side) => this.openNumber(token, side),
      stroke: (patch, began) => this.stroke(patch, began),
      markHere: () => this.markHere(),
      toggle: (cells, on) => this.toggle(cells, on),
      flip: cell => this.toggle([cell], this.isOff(cell)),
      setHeat: (layer, heat) => this.setHeat(layer, heat),
      endGesture: () => this.state.history.endGesture(),
      sweep: (signal, progress) => this.state.importance.sweep(signal, progress),
      changed: () => page.redraw('paint'),
      failed: error => page.fail(error),
    };
  }

  open({trace}) {
    this.state.open(beside(trace), channel.last.get('target') ?? null);
    this.view.open(trace.meta);
    this.passes.request();
  }

  close() {
    this.passes.close();
  }

  // ---- what a person changes

  put(part, gesture = null) {
    const {history} = this.state;
    history.put({...history.now, ...part}, gesture);
    this.passes.request();
  }

  isOff({layer, head}) {
    return this.state.change.off.has(placeOf(layer, head));
  }

  toggle(cells, on) {
    const places = cells.map(({layer, head}) => placeOf(layer, head));
    this.put({off: withItems(this.state.change.off, places, !on)});
  }

  setHeat(layer, heat) {
    this.put({temperature: withHeat(this.state.change.temperature, layer, heat)}, `heat ${layer}`);
  }

  /** A patch under the brush: the first of a stroke decides whether it masks or clears. */
  stroke(patch, began) {
    const {state} = this;
    const masked = state.change[state.brush];
    if (began) {
      state.history.endGesture();
      state.marking = !masked.has(patch);
    }
    state.hover = patch + state.before.meta.prefix;
    if (masked.has(patch) !== state.marking) {
      this.put({[state.brush]: withItems(masked, [patch], state.marking)}, 'stroke');
    }
  }

  /** Enter marks the patch that the arrows have reached. */
  markHere() {
    const {query, brush, before, history} = this.state;
    if (brush === 'look' || !isPatch(query, before.meta)) return;
    this.stroke(query - before.meta.prefix, true);
    history.endGesture();
  }

  undo() {
    if (this.state.history.undo()) this.passes.request();
  }

  redo() {
    if (this.state.history.redo()) this.passes.request();
  }

  reset() {
    if (isChanged(this.state.change)) this.put(NOTHING);
  }

  /** A button of a group: what stands in for heads that are off, or what a drag does. */
  set(name, value) {
    if (name === 'fill') this.put({fill: value});
    if (name === 'brush') this.state.brush = value;
    this.page.redraw('paint');
  }

  /** A class was chosen, here or on another screen. */
  follow(target) {
    const {state} = this;
    if (!target || !state.before || state.target?.index === target.index) return;
    state.target = target;
    if (state.reply?.bars.length) this.page.during(this.passes.weigh());
    this.page.redraw('paint');
  }

  followClass(index) {
    this.follow(this.state.reply?.bars.find(bar => bar.index === index));
  }

  // ---- what a person looks at

  point(token) {
    this.state.hover = token;
    this.page.redraw('mark');
  }

  pin(token) {
    const {state} = this;
    state.pinned = state.pinned === token ? null : token;
    this.page.redraw('mark');
  }

  release() {
    this.state.pinned = null;
    this.state.hover = null;
    this.page.redraw('mark');
  }

  moveQuery({trace: {meta}}, down, right) {
    const {query} = this.state;
    this.state.pinned = isPatch(query, meta) ? step(query, [down, right], meta) : middle(meta);
    this.page.redraw('mark');
  }

  chooseLayer(layer) {
    this.page.choose({layer, head: this.page.state.head});
  }

  /** One head by its number, or the mean of all for -1. */
  chooseHead(head) {
    this.state.mean = head < 0;
    if (this.state.mean) this.page.redraw('mark');
    else this.page.choose({layer: this.page.state.layer, head});
  }

  openLines(open) {
    this.state.linesOpen = open;
    this.page.during(this.passes.loadLines());
  }

  /** Opens one attention weight of the map after the change. */
  number() {
    this.openNumber(null, 1);
  }

  /** The same at a token, or at the peak for null, of the map before (0) or after (1). */
  openNumber(token, side) {
    const {state} = this;
    const place = state.headOf(this.page.state);
    const values = mapsOf(state, place)[side];
    if (!values) return;
    const {meta} = side ? state.after : state.before;
    tellWeight({meta, art: this.page.state.art, values, ...place, query: state.query}, token);
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
  }

  paint(s) {
    this.view.paint(s, this.state);
  }

  mark(s, palette) {
    this.keepUp(s);
    this.view.mark(s, this.state, palette);
  }

  /** Another layer was chosen, or a head: the mean of the heads gives way to it. */
  keepUp({layer, head}) {
    const {chosen, state} = this;
    if (chosen && chosen.head !== head) state.mean = false;
    if (chosen && chosen.layer !== layer && state.after) this.page.during(this.passes.loadAround());
    this.chosen = {layer, head};
  }

  line(s) {
    return this.view.line(s, this.state);
  }
}

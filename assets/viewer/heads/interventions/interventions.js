// Interventions: heads and layers off, patches masked, temperatures moved. Every change runs a
// changed pass beside the page's own one, whether a person made it here, undid it or opened a link;
// bars, maps and sentences are drawn from one state.
import {tellWeight} from '../../screen/tell_weight.js';
import {channel} from '../../page/channel.js';
import {parts} from '../../page/dom.js';
import {EVERY, isPatch, middle, step} from '../../record/grid.js';
import {beside} from '../../record/trace.js';
import {choose, chooseTarget, toggleQuery} from '../../state/choices.js';
import {pageState} from '../../state/page.js';
import {endGesture} from '../../state/steps.js';
import {NOTHING, isSameChange, placeOf, withHeat, withItems} from './change.js';
import {wireInterventions} from './controls.js';
import {mapsOf} from './maps.js';
import {Passes} from './passes.js';
import {State} from './state.js';
import {View} from './view.js';

const SHOWN = ['layer', 'head', 'query', 'target', 'change', 'brush', 'worth']; // facts that it draws
const write = pageState.writer('heads/interventions/interventions');

export class Interventions {
  static key = 'interventions';
  static title = 'Interventions';

  constructor(page) {
    this.page = page;
    this.state = new State(page.state);
    this.passes = new Passes(page, this.state);
    this.view = new View(page.element, this.actions());
    const place = page.screen.find('heads-interventions');
    wireInterventions(place, name => parts(page.element)(`cut-${name}`), this);
    channel.follow('steps', () => this.view.steps());
    page.follow(this, SHOWN);
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
      put: part => this.put(part),
      toggle: (cells, on) => this.toggle(cells, on),
      flip: cell => this.toggle([cell], this.isOff(cell)),
      setHeat: (layer, heat) => this.setHeat(layer, heat),
      endGesture,
      sweep: (signal, progress) => this.state.importance.sweep(signal, progress),
      measure: (signal, progress) => this.state.moves.measure(signal, progress),
      mark: () => page.redraw('mark'),
      changed: () => page.redraw('paint'),
      failed: error => page.fail(error),
    };
  }

  open({trace}) {
    this.state.open(beside(trace));
    this.view.open(trace.meta);
    this.passes.request();
    if (trace.meta.scene) this.page.during(trace.record.loadObjects());
  }

  close() {
    this.passes.close();
  }

  /** Facts of the page changed, here or elsewhere: fetches what is not here for them. */
  chosen(names) {
    const {state, passes, page} = this;
    if (pageState.facts.pass.meta.token !== page.state.meta.token) return; // a view that goes
    page.redraw('paint');
    if (names.has('change')) passes.request();
    this.weighAgain(names);
    const isMean = names.has('query') && state.pinned === EVERY;
    if (state.after && (names.has('layer') || isMean)) page.during(passes.loadAround());
  }

  /** Another class, or another sweep: what is worth most is fetched or drawn for it. */
  weighAgain(names) {
    const {passes, page} = this;
    if (names.has('target') || names.has('worth')) page.during(passes.weigh());
    if (names.has('worth')) page.redraw('measure');
  }

  // ---- what a person changes

  put(part, gesture = null) {
    const before = this.state.change;
    const change = {...before, ...part};
    if (isSameChange(change, before)) return;
    write({change: isSameChange(change, NOTHING) ? null : change}, {gesture});
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
      endGesture();
      state.marking = !masked.has(patch);
    }
    state.hover = patch + state.before.meta.prefix;
    if (masked.has(patch) !== state.marking) {
      this.put({[state.brush]: withItems(masked, [patch], state.marking)}, 'stroke');
    }
  }

  /** Enter marks the patch that the arrows have reached. */
  markHere() {
    const {query, brush, before} = this.state;
    if (brush === 'look' || !isPatch(query, before.meta)) return;
    this.stroke(query - before.meta.prefix, true);
    endGesture();
  }

  reset() {
    write({change: null});
  }

  /** A button of a group: what stands in for heads that are off, or what a drag does. */
  set(name, value) {
    if (name === 'fill') this.put({fill: value});
    if (name === 'brush') write({brush: value});
    if (name === 'worth') write({worth: value});
  }

  followClass(index) {
    const bar = this.state.reply?.bars.find(one => one.index === index);
    if (bar && index !== this.state.target.index) chooseTarget({index, name: bar.name});
  }

  // ---- what a person looks at

  point(token) {
    this.state.hover = token;
    this.page.redraw('mark');
  }

  pin(token) {
    toggleQuery(token);
  }

  release() {
    choose({query: null});
    this.point(null);
  }

  moveQuery({trace: {meta}}, down, right) {
    const {query} = this.state;
    choose({query: isPatch(query, meta) ? step(query, [down, right], meta) : middle(meta)});
  }

  chooseLayer(layer) {
    choose({layer});
  }

  /** One head by its number, or the mean of all for -1. */
  chooseHead(head) {
    choose({head: head < 0 ? this.page.state.meta.heads : head});
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
    this.view.mark(s, this.state, palette);
  }

  line(s) {
    return this.view.line(s, this.state);
  }
}

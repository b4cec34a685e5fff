// Interventions: heads and layers off, patches masked, temperatures moved; every change at once
// makes a pass beside the page's own, and bars, maps and words follow.
import {tellWeight} from '../../screen/tell_weight.js';
import {channel} from '../../page/channel.js';
import {parts, say} from '../../page/dom.js';
import {isPatch, middle, startOf, step} from '../../record/grid.js';
import {Trace, beside} from '../../record/trace.js';
import {History, NOTHING, isChanged, placeOf, queryOf, withHeat, withItems} from './change.js';
import {offer, wireInterventions} from './controls.js';
import {Pair} from './maps.js';
import {Switches} from './switches.js';
import {View} from './view.js';
import {Worth} from './worth.js';

export class Interventions {
  static key = 'interventions';
  static title = 'Interventions';

  constructor(page) {
    const find = (this.find = name => parts(page.element)(`cut-${name}`));
    Object.assign(this, {
      page,
      history: new History(),
      before: null,
      after: null,
      reply: null,
      asking: null,
      pinned: null,
      hover: null,
      brush: 'look',
      marking: true,
      mean: true,
      target: null,
    });
    this.place = page.screen.find('heads-interventions');
    this.worth = new Worth(page, cell => this.toggle([cell], this.isOff(cell)));
    wireInterventions(this);
    const looking = {
      hover: token => this.point(token),
      pin: token => this.pin(token),
      ask: token => this.pin(token),
      number: (token, plate) => this.number(this.state, token, plate === pair.plates[0]),
    };
    const pair = new Pair(find, {
      ...looking,
      brush: (patch, began) => this.stroke(patch, began),
      here: () => this.markHere(),
    });
    this.switches = new Switches(find('switches'), {
      toggle: (cells, on) => this.toggle(cells, on),
      heat: (layer, heat) =>
        this.put({temperature: withHeat(this.change.temperature, layer, heat)}, `heat ${layer}`),
      rest: () => this.history.rest(),
      lift: cell => page.lift(cell),
    });
    this.view = new View(this, pair);
    channel.hear('target', target => page.soon(this, () => this.follow(target)));
  }

  get change() {
    return this.history.now;
  }
  get state() {
    return this.page.state;
  }

  // ---- data

  open({trace}) {
    const {meta} = trace;
    const before = this.before?.meta;
    const same =
      before?.checkpoint === meta.checkpoint &&
      before.rows === meta.rows &&
      before.cols === meta.cols;
    if (!same) this.history.clear();
    if (!same) Object.assign(this, {pinned: null, hover: null});
    const target = channel.last.get('target') ?? null;
    Object.assign(this, {before: beside(trace, this.page.base), after: null, reply: null, target});
    this.switches.open(meta);
    offer(this.find, meta);
    this.ask();
  }

  close() {
    this.worth.close();
    this.after?.record.close();
  }

  /** Asks for the pass as it is now; while an answer is on its way, only the newest waits. */
  async ask() {
    const {trace} = this.state;
    this.page.redraw('paint');
    if (!this.before || this.asking === trace) return;
    this.asking = trace;
    const came = await this.page.during(this.answers(trace));
    if (this.asking === trace) this.asking = null;
    if (came && trace === this.state.trace) this.page.during(this.rest());
  }

  async answers(trace) {
    for (let wanted, done = null; (wanted = queryOf(this.change)) !== done; done = wanted) {
      const reply = await (await trace.record.get(`changed?lane=heads&${wanted}`)).json();
      const after = new Trace(reply.viewer, this.page.base);
      await this.need([this.before, after]);
      if (trace !== this.state.trace) {
        after.record.close();
        return;
      }
      this.after?.record.close();
      Object.assign(this, {after, reply});
      this.place.dataset.answered = wanted;
      this.target ??= reply.bars[0] ?? null;
      await this.tellLines();
    }
    await this.weigh();
  }

  /** What the maps of the layer in sight are made of. */
  need(traces) {
    const {layer} = this.state;
    const start = startOf(traces[0].meta);
    return Promise.all(
      traces.flatMap(({record}) => [
        record.layer(layer),
        ...(start < 0 ? [record.loadRow('from', start)] : []),
      ]),
    );
  }

  /** The layers that the pointer may ask for next. */
  async rest() {
    const traces = [this.before, this.after].filter(Boolean);
    await Promise.all(traces.map(({record}) => record.load(this.state.layer)));
  }

  /** First-order worth of the heads for the class asked about. */
  weigh() {
    const {
      trace: {record},
    } = this.state;
    return this.target && this.worth.ask(record, this.target.index, this.change.fill);
  }

  // ---- what a person changes

  put(part, gesture = null) {
    this.history.put({...this.change, ...part}, gesture);
    this.ask();
  }

  isOff({layer, head}) {
    return this.change.off.has(placeOf(layer, head));
  }

  toggle(cells, on) {
    const places = cells.map(({layer, head}) => placeOf(layer, head));
    this.put({off: withItems(this.change.off, places, !on)});
  }

  /** A patch under the brush: the first of a stroke decides whether it masks or clears. */
  stroke(patch, began) {
    const {brush, change} = this;
    if (began) {
      this.history.rest();
      this.marking = !change[brush].has(patch);
    }
    this.hover = patch + this.state.trace.meta.prefix;
    if (change[brush].has(patch) !== this.marking) {
      this.put({[brush]: withItems(change[brush], [patch], this.marking)}, 'stroke');
    }
  }

  /** Enter marks the patch that the arrows have reached. */
  markHere() {
    const {meta} = this.state.trace;
    if (this.brush === 'look' || !isPatch(this.query, meta)) return;
    this.stroke(this.query - meta.prefix, true);
    this.history.rest();
  }

  back(forward) {
    if (forward ? this.history.redo() : this.history.undo()) this.ask();
  }

  reset() {
    if (isChanged(this.change)) this.put(NOTHING);
  }

  set(name, value) {
    if (name === 'fill') this.put({fill: value});
    else this[name] = value;
    this.page.redraw('paint');
  }

  /** A class was chosen, here or on another screen. */
  follow(target) {
    if (!target || !this.before || this.target?.index === target.index) return;
    this.target = target;
    if (this.reply?.bars.length) this.page.during(Promise.resolve(this.weigh()));
    this.page.redraw('paint');
  }

  // ---- what a person looks at

  get query() {
    return this.pinned ?? this.hover ?? startOf(this.state.trace.meta);
  }

  point(token) {
    this.hover = token;
    this.page.redraw('mark');
  }

  pin(token) {
    this.pinned = this.pinned === token ? null : token;
    this.page.redraw('mark');
  }

  /** One number all the way down, of the changed pass, or of the one before. */
  number(s, at = null, first = false) {
    const {meta} = first ? this.before : (this.after ?? {});
    const values = this.view.maps[first ? 0 : 1];
    const place = {...this.view.cell(s), query: this.query};
    if (meta && values) tellWeight({meta, art: s.art, values, ...place}, at);
  }

  release() {
    Object.assign(this, {pinned: null, hover: null});
    this.page.redraw('mark');
  }

  moveQuery({trace: {meta}}, down, right) {
    this.pinned = isPatch(this.query, meta) ? step(this.query, [down, right], meta) : middle(meta);
    this.page.redraw('mark');
  }

  /** One head by its number, or the mean of all for -1. */
  chooseHead(head) {
    this.mean = head < 0;
    if (this.mean) this.page.redraw('mark');
    else this.page.choose({layer: this.state.layer, head});
  }

  /** The lines of Python, while they are open. */
  async tellLines() {
    const {after} = this;
    if (!after || !this.find('lines').open) return;
    const told = await (await after.record.get('changed/python')).text();
    if (this.after === after) say(this.find('python'), told);
  }

  // ---- frames

  measure(s) {
    this.view.measure(s);
    this.worth.measure(s);
  }

  paint(s) {
    this.view.paint(s);
  }

  mark(s, palette) {
    this.keepUp(s);
    this.view.mark(s);
    if (this.worth.asked && this.target) this.worth.draw(s.lens, this.target.name, palette);
  }

  /** Another layer was chosen, or a head: the mean of the heads gives way to it. */
  keepUp({layer, head}) {
    if (this.at && this.at.head !== head) this.mean = false;
    if (this.at && this.at.layer !== layer && this.after) this.page.during(this.rest());
    this.at = {layer, head};
  }

  line(s) {
    return this.view.line(s);
  }
}

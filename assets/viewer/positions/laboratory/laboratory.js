// The position lab: what the model makes of the picture when its positions are wrong.
import {chips} from '../../screen/chips.js';
import {tellWeight} from '../../screen/tell_weight.js';
import {colormap} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {parts, press, reveal, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {get} from '../../record/decode.js';
import {clamp, isPatch, middle, startOf, step} from '../../record/grid.js';
import {countAbove, peak} from '../../record/measures.js';
import {linearScale} from '../../record/scale.js';
import {Trace} from '../../record/trace.js';
import {barOf, likeliest, options} from './changes.js';
import {alikeText, answerText, changeText, lineText, mapText, shareText} from './words.js';
import {Overlay} from './overlay.js';
import {PartMaps} from '../similarity/part_maps.js';

const NARROW = 220; // px of a picture from which on all ticks are named
const ROLLOUT = 'Rollout multiplies such weights through the layers; this is one of its last.';
const SEEDS = 1000; // of shuffles to draw from

export class Laboratory {
  static key = 'lab';
  static title = 'Position lab';

  constructor(page) {
    const find = (this.find = name => parts(page.element)(`poslab-${name}`));
    Object.assign(this, {
      page,
      change: 'zero',
      seed: 1,
      kind: 'rollout',
      hover: null,
      pinned: null,
      plates: [new Overlay(find('before')), new Overlay(find('after'))],
      legend: new Legend(find),
      parts: new PartMaps(find),
    });
    this.wire();
  }

  wire() {
    const {find, page} = this;
    for (const [i, name] of ['before', 'after'].entries()) {
      const at = event => this.plates[i].cellAt(event, this.meta) + this.meta.prefix;
      const number = token => this.number(page.state, token, i === 0);
      pointing(find(name), at, {...this.actions(), number}, {drag: true});
    }
    for (const place of ['controls', 'asking']) {
      find(place).addEventListener('click', event => {
        const {set, to} = event.target.closest('[data-set]')?.dataset ?? {};
        if (set && this.ready()) this.set(set, to);
      });
    }
    find('seed').addEventListener('change', event => this.reseed(Number(event.target.value)));
    find('again').addEventListener('click', () => this.reseed((this.seed % SEEDS) + 1));
    for (const name of ['layer', 'head']) {
      find(name).addEventListener('change', event => {
        this[name] = Number(event.target.value);
        this.fetch();
      });
    }
    this.parts.wire(() => page.redraw('mark'));
  }

  set(name, value) {
    if (name === 'change') {
      this.change = value;
      this.ask();
    } else if (name === 'kind') {
      this.kind = value;
      this.fetch();
    } else this.pin(value === 'patch' ? middle(this.meta) : Number(value));
  }

  reseed(seed) {
    Object.assign(this, {seed: clamp(Math.round(seed) || 0, 0, SEEDS), change: 'shuffle'});
    this.ask();
  }

  actions() {
    const act = change => token => {
      if (this.ready()) change(token);
    };
    return {
      hover: act(token => {
        this.hover = token;
        this.page.redraw('mark');
      }),
      pin: act(token => this.pin(this.pinned === token ? null : token)),
      ask: act(token => this.pin(token)),
    };
  }

  /** One number all the way down: a weight of the changed pass, or of the one before. */
  number({art}, at = null, first = false) {
    if (!this.ready()) return;
    const trace = first ? this.before : this.after;
    const {meta} = trace;
    const {query} = this;
    const place =
      this.kind === 'attention'
        ? {layer: this.layer, head: this.head}
        : {layer: meta.layers - 1, head: meta.heads, note: ROLLOUT};
    tellWeight({meta, art, values: this.map(trace, query), query, ...place}, at);
  }

  pin(token) {
    Object.assign(this, {pinned: token === startOf(this.meta) ? null : token, hover: null});
    this.fetch();
  }

  // ---- data

  async open(s) {
    const {inquiry, meta} = s;
    const {find} = this;
    Object.assign(this, {
      before: inquiry.trace,
      after: null,
      reply: null,
      meta,
      hover: null,
      pinned: null,
      layer: 0,
      head: meta.heads,
    });
    chips(find('chips'), meta);
    options(find('layer'), meta.layers, l => `layer ${l + 1}`);
    options(find('head'), meta.heads, h => `head ${h + 1}`, `mean of ${meta.heads} heads`);
    const came = await this.page.during(inquiry.loadField());
    if (!came || s.inquiry !== inquiry) return;
    const {facts} = inquiry;
    const none = facts.kind !== 'learned' && facts.kind !== 'sinusoidal';
    for (const part of ['body', 'controls', 'asking']) find(part).hidden = none;
    reveal(find('told'), none ? `${facts.told} There is nothing to take away.` : null);
    if (none) return;
    this.page.during(inquiry.loadParts());
    this.ask();
  }

  /** Another change: a pass of its own beside the page's, of which only the newest counts. */
  async ask() {
    const {inquiry} = this.page.state;
    const {signal} = inquiry.record;
    this.asking?.abort();
    this.asking = new AbortController();
    const query = new URLSearchParams({lane: 'positions', positions: this.change, seed: this.seed});
    const reply = this.answered(
      `${inquiry.record.url}/changed?${query}`,
      AbortSignal.any([signal, this.asking.signal]),
    );
    this.page.redraw('paint');
    await this.page.during(reply);
  }

  async answered(url, signal) {
    const reply = await (await get(url, signal)).json();
    const after = new Trace(reply.viewer, this.page.base);
    for (let loaded = null; loaded !== this.wanted; ) {
      // another map may be chosen meanwhile
      loaded = this.wanted;
      await Promise.all([this.before, after].map(trace => this.load(trace)));
    }
    if (signal.aborted) {
      after.record.close();
      return;
    }
    this.after?.record.close();
    Object.assign(this, {reply, after, shown: {change: this.change, seed: this.seed}});
  }

  /** Which map is to be shown, as a text to compare. */
  get wanted() {
    return `${this.kind}/${this.layer}/${this.pinned}`;
  }

  /** What the shown map of a pass needs: that of the committed query is exact. */
  load({record}) {
    const query = this.pinned ?? startOf(this.meta);
    if (this.kind === 'attention') {
      return Promise.all([record.layer(this.layer), record.loadRow('from', query)]);
    }
    const follow = record.fusable ? [record.loadFused()] : [];
    return Promise.all([record.loadRow('rollout', query), ...follow]);
  }

  async fetch() {
    this.page.redraw('paint');
    const both = [this.before, this.after].filter(Boolean);
    await this.page.during(Promise.all(both.map(trace => this.load(trace))));
  }

  close() {
    this.asking?.abort();
    this.after?.record.close();
    Object.assign(this, {reply: null, after: null});
  }

  ready() {
    return Boolean(this.reply);
  }

  // ---- frames

  measure(s) {
    for (const plate of this.plates) plate.measure(s.meta);
    this.parts.measure(s.meta);
  }

  paint(s) {
    const {find, reply, shown} = this;
    for (const plate of this.plates) plate.paint(s);
    find('bars').replaceChildren(...likeliest(reply.bars).map(barOf));
    say(find('answer'), answerText(reply, shown));
    say(find('alike'), alikeText(reply));
    say(find('after-title'), changeText(shown));
    press(find('controls'), 'change', shown.change);
    press(find('asking'), 'kind', this.kind);
    find('seed').value = this.seed;
    find('seeds').hidden = shown.change !== 'shuffle';
    find('which').hidden = this.kind !== 'attention';
    find('layer').value = this.layer;
    find('head').value = this.head;
    say(find('shares-words'), shareText(s.inquiry.shares, s.inquiry.facts));
  }

  /** Whose map is shown. */
  get query() {
    return this.pinned ?? (this.follows ? this.hover : null) ?? startOf(this.meta);
  }

  /** Whether both maps can be derived for the patch under the pointer; else it is read there. */
  get follows() {
    return [this.before, this.after].every(({record}) =>
      this.kind === 'attention' ? record.layers[this.layer] : record.flowing,
    );
  }

  mark(s, palette) {
    const {meta, query, find} = this;
    const map = colormap('inferno');
    const probe = this.hover === query ? null : this.hover;
    const pair = [this.before, this.after].map(trace => this.map(trace, query));
    const most = Math.max(...pair.map(values => values[peak(values, meta.prefix, query)]));
    const scale = linearScale(most, meta.tokens); // one for both, so that they compare
    if (this.plates[0].width < NARROW) scale.ticks = scale.ticks.filter((_, i) => i % 2 === 0);
    this.plates.forEach((plate, i) => this.draw(s, plate, pair[i], {scale, map, query, probe}));
    const values = pair[1];
    const at = probe ?? peak(values, meta.prefix, query);
    const limit = scale.top * 1.000001;
    this.shot = {meta, pair, query, at, probe, kind: mapText(this)};
    this.legend.draw({
      scale,
      map,
      values,
      at,
      beyond: countAbove(values, meta.prefix, limit),
      itself: isPatch(query, meta) && values[query] > limit,
    });
    say(find('map-title'), this.shot.kind);
    say(find('patch'), isPatch(query, meta) ? `Patch ${lineText.cell(query, meta)}` : 'Patch');
    press(find('chips'), 'query', isPatch(query, meta) ? 'patch' : String(query));
    this.parts.mark(s, isPatch(query, meta) ? query : middle(meta), palette);
  }

  draw(s, plate, values, {scale, map, query, probe}) {
    const {meta} = this;
    const cell = token => token - meta.prefix;
    plate.mark(s, meta, {
      values: values.subarray(meta.prefix),
      unit: scale.unit,
      map,
      at: isPatch(query, meta) ? cell(query) : null,
      probe: probe === null ? null : cell(probe),
      top: cell(peak(values, meta.prefix, query)),
    });
  }

  /** The shown map of one pass, [N]. */
  map(trace, query) {
    const fallback = this.pinned ?? startOf(this.meta);
    const {layer, head} = this;
    if (this.kind === 'attention') {
      trace.attend(query, 'from', {first: layer, last: layer, fallback});
      return trace.map(layer, head);
    }
    const last = this.meta.layers - 1;
    trace.rollout(query, {first: last, last, fallback});
    return trace.frame(last);
  }

  line() {
    return this.shot ? lineText.line(this.shot) : '';
  }

  release() {
    this.pin(startOf(this.meta));
  }

  moveQuery(s, down, right) {
    this.pin(step(this.query, [down, right], this.meta));
  }

  moveLayer(s, by) {
    this.layer = clamp(this.layer + by, 0, this.meta.layers - 1);
    this.fetch();
  }

  moveHead(s, by) {
    this.head = clamp(this.head + by, 0, this.meta.heads);
    this.fetch();
  }
}

// One column: what it was asked to show, what the server answered, and what is drawn of it.
import {channel} from '../page/channel.js';
import {colormap} from '../draw/colormap.js';
import {Gone} from '../record/decode.js';
import {patchAt} from '../draw/eye.js';
import {clamp} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {countAbove, peak} from '../record/measures.js';
import {uniformScale} from '../record/scale.js';
import {cut} from './sizes.js';
import {whenIdle} from '../page/idle.js';
import {PageGone} from './visits.js';

const REST = 300; // ms at rest before the slower measures are asked for
const MAP = 'inferno';

/** A column's choice: null leaves what the page has, the last layer, the mean of heads. */
export const PLAIN = {
  checkpoint: null,
  patch: null,
  height: null,
  width: null,
  example: null,
  layer: null,
  head: null,
};
/** Of these the server has to know; the others only choose a map. */
const ASKED = ['checkpoint', 'patch', 'height', 'width', 'example'];

let made = 0;

export class Column {
  name = `c${++made}`;
  result = null; // the newest answer
  current = false; // whether that is the answer to the present choice
  frame = null; // what is drawn: {result, kind, layer, head, target}
  error = null; // why there is no answer, in one sentence
  waiting = false;
  renewed = false; // whether an expired token has been replaced just now
  asking = new AbortController();

  /** `state` is the screen's; `changed` asks for a redraw. */
  constructor(choice, {visits, state, changed}) {
    this.choice = {...PLAIN, ...choice};
    Object.assign(this, {visits, state, changed});
  }

  /** Changes a part of the choice and shows it; what the change makes void goes back to null. */
  choose(change) {
    const other = 'checkpoint' in change && change.checkpoint !== this.choice.checkpoint;
    const fresh = other ? {patch: null, height: null, width: null, layer: null, head: null} : {};
    this.choice = {...this.choice, ...fresh, ...change};
    return ASKED.some(name => name in change) ? this.ask() : this.load();
  }

  /** Another request takes the place of the one before. */
  begin() {
    this.asking.abort();
    this.asking = new AbortController();
    this.error = null;
    this.waiting = true;
    this.changed();
    return this.asking.signal;
  }

  /** The server's answer, then the map. */
  ask() {
    const signal = this.begin();
    this.current = false;
    return this.attempt(signal, async () => {
      const result = await this.visits.result(this.name, this.choice, signal);
      if (signal.aborted) return;
      Object.assign(this, {result, current: true});
      if (this.choice.patch === null) this.choice.patch = result.meta.patch;
      this.changed();
      await this.show(signal);
    });
  }

  /** Another layer, head or kind of map of the same answer. */
  load() {
    if (!this.current) return this.ask();
    const signal = this.begin();
    return this.attempt(signal, () => this.show(signal));
  }

  async attempt(signal, work) {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) await this.recover(error);
    } finally {
      if (signal === this.asking.signal) {
        this.waiting = false;
        this.changed();
      }
    }
  }

  /** An expired token is replaced once; anything else is said. */
  async recover(error) {
    if (error instanceof PageGone) channel.tell('gone');
    else if (error instanceof Gone && !this.renewed) {
      this.renewed = true;
      this.visits.forget(this.result);
      await this.ask();
    } else this.error = error.message;
  }

  /** Has what the map needs here, then draws it; the slower measures follow after a rest. */
  async show(signal) {
    const {
      result,
      layer,
      head,
      target,
      state: {kind, pinned},
    } = this;
    const query = KINDS[kind].query(result.meta, patchAt(pinned, result.meta));
    await result.load(() => KINDS[kind].fetch(result, {layer, query, target}), signal);
    if (signal.aborted) return;
    Object.assign(this, {frame: {result, kind, layer, head, target}, renewed: false});
    this.prepare(kind);
    this.changed();
    if (!result.measures) this.measure(result, signal);
  }

  /** Products of rollout, computed ahead while nobody is busy. */
  prepare(kind) {
    const {result} = this.frame;
    const wanted = () => this.frame.result === result;
    if (kind === 'rollout') whenIdle(result.trace.preparation(), wanted, this.changed);
  }

  async measure(result, signal) {
    await new Promise(resolve => {
      setTimeout(resolve, REST);
    });
    if (signal.aborted) return;
    const measured = this.visits.measure(result, signal);
    await measured.then(this.changed, () => {}); // the map stands without them
  }

  drop() {
    this.asking.abort();
  }

  get layer() {
    const {layers} = this.result.meta;
    return clamp(this.choice.layer ?? layers - 1, 0, layers - 1);
  }

  /** The chosen head; `heads` stands for the mean of them all. */
  get head() {
    const {heads} = this.result.meta;
    return Math.min(this.choice.head ?? heads, heads);
  }

  /** The class of class-specific maps: the chosen one, or the first answer of another model. */
  get target() {
    const {
      state: {target},
      result: {meta, top},
    } = this;
    return target?.checkpoint === meta.checkpoint ? target : top[0];
  }

  /** The grid that is asked for, before any answer: null where it would leave a rest. */
  get cut() {
    if (!this.result) return null;
    const {
      choice: {height, width, patch},
      result: {meta},
    } = this;
    return cut([height ?? meta.input[0], width ?? meta.input[1]], patch ?? meta.patch);
  }
}

/** What one frame shows of a column, for the cursor of this moment; null while there is nothing. */
export function shotOf({frame, error}, {hover, pinned}) {
  if (!frame || error) return null;
  const {result, kind, layer, head, target} = frame;
  const {meta, art} = result;
  const asks = KINDS[kind];
  const cursor = pinned ?? hover;
  const token = patchAt(cursor, meta);
  const query = asks.query(meta, token);
  const committed = asks.query(meta, patchAt(pinned, meta));
  const {values, made: how} = asks.values(result, {layer, head, query, committed, target});
  const scale = uniformScale(meta.tokens);
  const top = peak(values, meta.prefix, query);
  const limit = scale.top * 1.000001;
  const looked = patchAt(hover ?? pinned, meta);
  const probe = looked === query ? null : looked;
  return {
    meta,
    art,
    values: values.slice(),
    query,
    scale,
    limit,
    top,
    probe,
    looked,
    kind,
    layer,
    head,
    target,
    at: probe ?? top,
    map: colormap(MAP),
    beyond: countAbove(values, meta.prefix, limit),
    missing: how === 'missing',
    stale: how === 'fallback',
  };
}

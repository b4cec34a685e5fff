// One column: its choice, the server's reply to it, and what is drawn of that.
import {channel} from '../page/channel.js';
import {colormap} from '../draw/colormap.js';
import {Gone} from '../record/decode.js';
import {patchAt} from '../draw/eye.js';
import {clamp} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {countAbove, peak} from '../record/measures.js';
import {uniformScale} from '../record/scale.js';
import {cut} from './sizes.js';
import {pause, whenIdle} from '../page/idle.js';
import {PageGone} from './visits.js';

const REST = 300; // ms at rest before the slower measures are requested
const MAP = 'inferno';

/** A column's choice; null means the page's own, the last layer, or the mean of heads. */
export const PLAIN = {
  checkpoint: null,
  patch: null,
  height: null,
  width: null,
  example: null,
  layer: null,
  head: null,
};
/** A change of these needs a reply of the server; the others only choose a map. */
const REQUESTED = ['checkpoint', 'patch', 'height', 'width', 'example'];

let count = 0;

export class Column {
  name = `c${++count}`;
  result = null; // the newest reply
  current = false; // whether that is the reply to the present choice
  frame = null; // what is drawn: {result, kind, layer, head, target}
  error = null; // why there is no reply, in one sentence
  waiting = false;
  renewed = false; // whether an expired token has been replaced just now
  request = new AbortController(); // the newest one
  pane = null; // the column on the page
  setup = null; // its fields
  pair = null; // {of, to, grids} of the last comparison with the live column

  /** `state` is the screen's; `changed()` redraws. */
  constructor(choice, {visits, state, changed}) {
    this.choice = {...PLAIN, ...choice};
    this.visits = visits;
    this.state = state;
    this.changed = changed;
  }

  /** Changes a part of the choice and shows it; parts that the change makes void become null. */
  choose(change) {
    const other = 'checkpoint' in change && change.checkpoint !== this.choice.checkpoint;
    const fresh = other ? {patch: null, height: null, width: null, layer: null, head: null} : {};
    this.choice = {...this.choice, ...fresh, ...change};
    return REQUESTED.some(name => name in change) ? this.ask() : this.load();
  }

  /** A new request replaces the one before. */
  begin() {
    this.request.abort();
    this.request = new AbortController();
    this.error = null;
    this.waiting = true;
    this.changed();
    return this.request.signal;
  }

  /** The server's reply, then the map. */
  ask() {
    const signal = this.begin();
    this.current = false;
    return this.attempt(signal, async () => {
      const result = await this.visits.result(this.name, this.choice, signal);
      if (signal.aborted) return;
      this.result = result;
      this.current = true;
      if (this.choice.patch === null) this.choice.patch = result.meta.patch;
      this.changed();
      await this.show(signal);
    });
  }

  /** Another layer, head or kind of map of the same reply. */
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
      if (signal === this.request.signal) {
        this.waiting = false;
        this.changed();
      }
    }
  }

  /** An expired token is replaced once; any other error becomes a sentence. */
  async recover(error) {
    if (error instanceof PageGone) channel.tell('gone');
    else if (error instanceof Gone && !this.renewed) {
      this.renewed = true;
      this.visits.forget(this.result);
      await this.ask();
    } else this.error = error.message;
  }

  /** Fetches what the map needs, then draws it; the slower measures follow after a rest. */
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
    this.frame = {result, kind, layer, head, target};
    this.renewed = false;
    this.prepare(kind);
    this.changed();
    if (!result.measures) this.measure(result, signal);
  }

  /** Products of rollout, computed ahead while the browser is idle. */
  prepare(kind) {
    const {result} = this.frame;
    const wanted = () => this.frame.result === result;
    if (kind === 'rollout') whenIdle(result.trace.preparation(), wanted, this.changed);
  }

  async measure(result, signal) {
    await pause(REST);
    if (signal.aborted) return;
    const measured = this.visits.measure(result, signal);
    await measured.then(this.changed, () => {}); // without them the map is still right
  }

  drop() {
    this.request.abort();
  }

  get layer() {
    const {layers} = this.result.meta;
    return clamp(this.choice.layer ?? layers - 1, 0, layers - 1);
  }

  /** The chosen head; `heads` means the mean of them all. */
  get head() {
    const {heads} = this.result.meta;
    return Math.min(this.choice.head ?? heads, heads);
  }

  /** The class of class-specific maps: the chosen one, or the likeliest of another model. */
  get target() {
    const {
      state: {target},
      result: {meta, top},
    } = this;
    return target?.checkpoint === meta.checkpoint ? target : top[0];
  }

  /** The requested grid, before any reply; null where it would leave a rest. */
  get cut() {
    if (!this.result) return null;
    const {
      choice: {height, width, patch},
      result: {meta},
    } = this;
    return cut([height ?? meta.input[0], width ?? meta.input[1]], patch ?? meta.patch);
  }
}

/** What one frame draws of a column, for the present cursor; null while there is nothing. */
export function shotOf({frame, error}, {hover, pinned}) {
  if (!frame || error) return null;
  const {result, kind, layer, head, target} = frame;
  const {meta, art} = result;
  const {query: queryOf, values: valuesOf} = KINDS[kind];
  const cursor = pinned ?? hover;
  const token = patchAt(cursor, meta);
  const query = queryOf(meta, token);
  const committed = queryOf(meta, patchAt(pinned, meta));
  const {values, origin} = valuesOf(result, {layer, head, query, committed, target});
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
    missing: origin === 'missing',
    stale: origin === 'fallback',
  };
}

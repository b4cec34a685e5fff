// One column: its choice, the server's reply to it, and what is drawn of that.
import {channel} from '../page/channel.js';
import {Gone} from '../record/decode.js';
import {patchAt} from '../draw/eye.js';
import {isLong} from '../record/patch_sizes.js';
import {KINDS} from './kinds.js';
import {ColumnChoice} from './column_choice.js';
import {tokensOf} from './column_sizes.js';
import {pause, whenIdle} from '../page/idle.js';
import {measureTurned} from './turned.js';
import {PageGone} from './visits.js';

const REST = 300; // ms at rest before the slower measures are requested
const QUIET = 700; // ms more before passes are timed: other columns are at work until then

let count = 0;

export class Column extends ColumnChoice {
  name = `c${++count}`;
  current = false; // whether that is the reply to the present choice
  held = false; // the draft's pass is long: it is made where the slider is let go
  /** @type {{done: number, total: number, place: number} | null} */ progress = null; // in blocks
  key = ''; // what the newest request was for
  map = ''; // the newest map that was requested of a reply
  frame = null; // what is drawn: {result, kind, layer, head, facet, target}
  error = null; // why there is no reply, in one sentence
  waiting = false;
  renewed = false; // whether an expired token has been replaced just now
  request = new AbortController(); // the newest one
  asking = Promise.resolve(); // until the newest reply and its map are here
  pane = null; // the column on the page
  setup = null; // its fields
  pairText = ''; // what the lines from the column on the left are
  pair = null; // {of, to, grids} of the last comparison with the live column

  /** `state` is the screen's; `changed()` redraws. */
  constructor(choice, {visits, state, changed}) {
    super(choice, {visits, state});
    this.changed = changed;
  }

  /** The parts of the choice that need a reply of the server. */
  get wanted() {
    return {...this.choice, patch: (this.held ? null : this.draft) ?? this.choice.patch};
  }

  /**
   * Requests what the choice, the page's view and its facts need and what is not here; what failed
   * only if `again`.
   */
  follow(again) {
    const here = this.current || this.waiting || (this.error && !again);
    if (!here || this.key !== this.visits.nameOf(this.wanted)) this.asking = this.ask();
    else if (this.current && this.map !== this.mapName()) this.load();
  }

  /** A new request replaces the one before. */
  begin() {
    this.request.abort();
    this.request = new AbortController();
    this.error = null;
    this.progress = null;
    this.waiting = true;
    this.changed();
    return this.request.signal;
  }

  /** The server's reply, then the map. */
  ask() {
    const {wanted} = this;
    this.key = this.visits.nameOf(wanted);
    this.current = false;
    const signal = this.begin();
    return this.attempt(signal, async () => {
      if (isLong(tokensOf(wanted, this))) await this.ahead(wanted, signal);
      const result = await this.visits.result(this.name, wanted, signal);
      if (signal.aborted) return;
      this.result = result;
      this.current = true;
      this.changed();
      await this.show(signal);
    });
  }

  /** Makes a long pass, with its progress, which waits on the server for the reply. */
  ahead(wanted, signal) {
    const show = progress => {
      this.progress = progress;
      this.changed();
    };
    /** @type {import('../record/lines.js').Steps} */
    const steps = (done, total) => show({done, total, place: 0});
    steps.waits = place => show({done: 0, total: 1, place});
    return this.visits.forward(wanted, signal, steps);
  }

  /** Gives up a long pass: the column is again what it was, if it has a reply. */
  stop() {
    this.request.abort();
    this.draft = null;
    this.held = false;
    this.waiting = false;
    this.progress = null;
  }

  /** Another layer, head, class or kind of map of the same reply. */
  load() {
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
        this.progress = null;
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

  /** What the map is of; the query only where another one needs a request. */
  mapName() {
    const {
      result,
      subject: {target, ...subject},
      state: {kind, pinned},
    } = this;
    const query = KINDS[kind].follows(result.trace) ? null : patchAt(pinned, result.meta);
    return JSON.stringify([kind, subject, target?.index, query]);
  }

  /** Fetches what the map needs, then draws it; the slower measures follow after a rest. */
  async show(signal) {
    const {
      result,
      subject,
      state: {kind, pinned},
    } = this;
    this.map = this.mapName();
    const query = KINDS[kind].query(result.meta, patchAt(pinned, result.meta));
    await result.load(() => KINDS[kind].fetch(result, {...subject, query}), signal);
    if (signal.aborted) return;
    this.frame = {result, kind, ...subject};
    this.renewed = false;
    this.prepare(kind);
    this.changed();
    const {measures, cost, trace} = result;
    const isKnown = !KINDS[kind].turned || result.turned.has(this.frame.layer);
    if (!measures || !cost.times || !trace.record.sinks || !isKnown) this.measure(result, signal);
  }

  /** Products of rollout, computed ahead while the browser is idle. */
  prepare(kind) {
    const {result} = this.frame;
    const wanted = () => this.frame.result === result;
    if (kind === 'rollout') whenIdle(result.trace.preparation(), wanted, this.changed);
  }

  /** Distance from the trained size, then the figures that are too slow for a long pass. */
  async measure(result, signal) {
    await pause(REST);
    if (signal.aborted) return;
    await this.come(this.turn(result));
    if (signal.aborted) return;
    await this.come(this.visits.compare(result, signal));
    if (signal.aborted || isLong(result.meta.tokens)) return;
    await this.come(this.visits.measure(result, signal));
    if (!signal.aborted) await this.come(result.trace.record.loadSinks());
    await pause(QUIET);
    if (!signal.aborted) await this.come(this.visits.time(result, signal));
  }

  /** Measures the live column's picture upside down, where patches are compared. */
  async turn(result) {
    const {kind, layer} = this.frame;
    const isWanted = this.pane.live && KINDS[kind].turned && !isLong(result.meta.tokens);
    if (isWanted) await measureTurned(result, layer);
  }

  /** Awaits figures and writes them; without them the map is still right. */
  come(figures) {
    return figures.then(this.changed, () => {});
  }

  drop() {
    this.request.abort();
  }

  /** The replies that must not be dropped: the newest, and that whose map is drawn. */
  get onScreen() {
    return [this.result, this.frame?.result].filter(Boolean);
  }
}

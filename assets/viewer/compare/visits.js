// The replies for all columns: each is requested once and kept.
import {routes} from '../record/contract.js';
import {Gone, checked, get, reached} from '../record/decode.js';
import {loadPicture} from '../draw/picture.js';
import {follow} from '../record/lines.js';
import {Once} from '../record/once.js';
import {FacetDirections} from '../record/directions.js';
import {Received} from '../record/received.js';
import {openTrace} from '../record/trace.js';

const LARGEST = 256e6; // bytes of queries, keys and maps kept
const PICTURES = 12; // pictures kept

/** The fields of a request for a choice's pass. */
const fieldsOf = ({checkpoint, patch, height, width, example, own}) => ({
  checkpoint,
  patch,
  height,
  width,
  example,
  own,
});

/** The page's own view is no longer held by the server: only the page can open it again. */
export class PageGone extends Error {}

/** One reply: a descriptor, predictions and costs, and the trace that gives the maps. */
class Result extends Once {
  waiting = 0; // calls of load under way
  measures = null; // {distances, response_error}, at rest
  /** @type {import('../record/replies.js').Fidelity | null | undefined} */ fidelity = undefined;
  heats = new Map(); // index of a class -> its relevance [N]
  turned = new Map(); // layer -> what becomes of its matches upside down
  lengths = new Map(); // layer -> its tokens' lengths over their median, and that

  constructor({viewer, top, none, kind, sizes, free, example, cost}, art, base) {
    super();
    this.meta = viewer;
    this.top = top;
    this.none = none;
    this.kind = kind;
    this.sizes = sizes;
    this.free = free;
    this.example = example;
    this.cost = cost;
    this.art = art;
    this.trace = openTrace(viewer, base);
    this.trace.wanted = false; // no map here needs every row of a head
    this.directions = new FacetDirections(this.trace.record);
    this.received = new Received(this.trace.record);
    this.alike = new Float32Array(viewer.tokens); // similarities with the chosen patch
  }

  /** Queries, keys, and the fused maps of rollout where they are fetched. */
  get bytes() {
    const {bytes, layers, tokens} = this.meta;
    const fused = this.trace.record.fusable ? 8 * layers * tokens * tokens : 0;
    return 2 * bytes.qk_all + fused;
  }

  /** Awaits `fetcher(this)`; stops its requests when the last caller that waits gives up. */
  async load(fetcher, signal) {
    this.waiting++;
    const giveUp = () => {
      if (this.waiting > 1) return;
      this.trace.record.stop();
      this.abandon();
    };
    signal.addEventListener('abort', giveUp, {once: true});
    try {
      await fetcher(this);
    } finally {
      this.waiting--;
      signal.removeEventListener('abort', giveUp);
    }
  }
}

export class Visits {
  page = null; // {meta, art}: the view chosen on the Explore screen
  results = new Map(); // name of a choice -> Result, the oldest first
  pictures = new Map(); // digest -> promise of a picture
  points = new Map(); // size -> its cost: the cost curve
  times = new Map(); // size -> {median, low, high}: ms of several passes, null where they are slow
  turn = Promise.resolve(); // until the size that is timed now has its times

  /** `onScreen()` lists the results that columns show, which are never dropped. */
  constructor(base, onScreen) {
    this.base = base;
    this.onScreen = onScreen;
  }

  open(page) {
    this.page = page;
    this.pictures.set(page.meta.digest, Promise.resolve(page.art));
  }

  /** The reply to a choice, from the server unless it was requested before. */
  async result(name, choice, signal) {
    const key = this.nameOf(choice);
    const known = this.results.get(key);
    if (known) {
      this.keep(key, known);
      return known;
    }
    const reply = await this.ask(name, choice, signal);
    const {viewer} = reply;
    const art = await this.picture(viewer);
    const result = new Result(reply, art, this.base);
    this.point(result);
    this.keep(key, result);
    this.keep(this.nameOf({...choice, patch: viewer.patch}), result);
    return result;
  }

  /** What a choice is for the page's present view: equal names have equal replies. */
  nameOf({example, own: mine, checkpoint, patch, height, width}) {
    const {meta} = this.page;
    const key = checkpoint ?? meta.checkpoint;
    const own = key === meta.checkpoint ? meta : {patch: null, input: null};
    const input = height === null || width === null ? own.input : null;
    const sizes = [patch ?? own.patch, height, width, input];
    return JSON.stringify([mine ?? example ?? meta.digest, key, sizes, meta.framing]);
  }

  /** Makes the pass of a choice, unless its reply is here; `progress(done, total)` in blocks. */
  async forward(choice, signal, progress) {
    if (this.results.has(this.nameOf(choice))) return;
    const {token} = this.page.meta;
    try {
      await follow(
        routes.forward(routes.view(this.base, token), fieldsOf(choice)),
        signal,
        progress,
      );
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      if (token === this.page.meta.token) throw new PageGone();
      await this.forward(choice, signal, progress);
    }
  }

  async ask(name, choice, signal) {
    const fields = {column: name, ...fieldsOf(choice)};
    const {token} = this.page.meta;
    const url = routes.column(routes.view(this.base, token), fields);
    for (;;) {
      const reply = await reached(url, signal);
      if (reply.status === 404) {
        if (token === this.page.meta.token) throw new PageGone();
        return this.ask(name, choice, signal); // the page got another token meanwhile
      }
      if (reply.status !== 409) return checked(reply, url).then(good => good.json());
    } // 409: another column's newer request took it along
  }

  /** Fetched once for all columns; none of them may stop it for the others. */
  picture({token, digest}) {
    const known = this.pictures.get(digest);
    if (known) return known;
    const url = routes.picture(routes.view(this.base, token));
    const promise = loadPicture(url, null, get).catch(error => {
      this.pictures.delete(digest);
      throw error;
    });
    if (this.pictures.size >= PICTURES) this.pictures.delete(this.pictures.keys().next().value);
    this.pictures.set(digest, promise);
    return promise;
  }

  /** Moves a result to the newest end; the oldest are dropped beyond the limit of bytes. */
  keep(key, result) {
    this.results.delete(key);
    this.results.set(key, result);
    let bytes = 0;
    for (const one of new Set(this.results.values())) bytes += one.bytes;
    const needed = new Set([...this.onScreen(), result]);
    for (const one of new Set(this.results.values())) {
      if (bytes <= LARGEST) break;
      if (needed.has(one)) continue;
      this.forget(one);
      bytes -= one.bytes;
    }
  }

  /** Drops a result: it is too old, or its token has expired on the server. */
  forget(result) {
    const names = [...this.results.keys()].filter(name => this.results.get(name) === result);
    for (const name of names) this.results.delete(name);
    if (names.length) result.trace.record.close();
  }

  /** How far a result is from that of the trained size; null at that. */
  async compare(result, signal) {
    if (result.fidelity !== undefined) return;
    result.fidelity = await (await get(routes.fidelity(result.trace.record.url), signal)).json();
  }

  /** Fetches the measures that are too slow to compute while the slider moves. */
  async measure(result, signal) {
    const {url} = result.trace.record;
    result.measures ??= await (await get(routes.measures(url), signal)).json();
  }

  /** Times several passes at a result's size, one size after the other; each size once. */
  async time(result, signal) {
    const name = this.sizeOf(result);
    const before = this.turn;
    const work = async () => {
      await before;
      signal.throwIfAborted();
      if (this.times.has(name)) return;
      const url = routes.times(result.trace.record.url);
      this.times.set(name, await follow(url, signal, () => {}));
    };
    const due = work();
    this.turn = due.catch(() => {});
    await due;
    this.point(result);
  }

  /** Name of a model at a size on a device, for any picture. */
  sizeOf({meta: {checkpoint, input, patch, device}}) {
    return JSON.stringify([checkpoint, input, patch, device]);
  }

  /** A point of the cost curve, and of the result's own cost, with its times once they are here. */
  point(result) {
    const {cost, meta} = result;
    const name = this.sizeOf(result);
    cost.times = this.times.get(name) ?? null;
    this.points.set(name, {...cost, name, series: meta.checkpoint});
  }

  costs() {
    return [...this.points.values()];
  }
}

// What the columns have visited: every answer of the server is asked for once and kept.
import {checked, get} from '../record/decode.js';
import {loadPicture} from '../draw/picture.js';
import {Trace} from '../record/trace.js';

const LARGEST = 256e6; // bytes of queries, keys and maps kept
const PICTURES = 12; // pictures kept

/** The page's own view is no longer held: only the page itself can bring it back. */
export class PageGone extends Error {}

/** One answer: a descriptor, predictions and costs, and the trace that the maps come from. */
class Result {
  waiting = 0;
  measures = null; // {milliseconds, distances, response_error}, at rest
  heats = new Map(); // index of a class -> its relevance [N]

  constructor(answer, art, base) {
    Object.assign(this, answer, {meta: answer.viewer, art});
    this.trace = new Trace(this.meta, base);
    this.trace.wanted = false; // no map here needs every row of a head
  }

  get bytes() {
    const {bytes, layers, tokens} = this.meta;
    return 2 * bytes.qk_all + 8 * layers * tokens * tokens;
  }

  /** Awaits what `fetcher(this)` asks for; stops it when the last of those who wait gives up. */
  async load(fetcher, signal) {
    this.waiting++;
    const giveUp = () => {
      if (this.waiting === 1) this.trace.record.stop();
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
  results = new Map(); // what was asked -> Result, the oldest first
  pictures = new Map(); // digest -> promise of a picture
  points = new Map(); // size -> its cost: the cost curve

  constructor(base) {
    this.base = base;
  }

  open(page) {
    this.page = page;
    this.pictures.set(page.meta.digest, Promise.resolve(page.art));
  }

  /** The answer to a choice, from the server unless it was visited before. */
  async result(name, choice, signal) {
    const asked = this.nameOf(choice);
    const known = this.results.get(asked);
    if (known) {
      this.keep(asked, known);
      return known;
    }
    const answer = await this.ask(name, choice, signal);
    const {viewer} = answer;
    const art = await this.picture(viewer);
    const result = new Result(answer, art, this.base);
    this.point(result);
    this.keep(asked, result);
    this.keep(this.nameOf({...choice, patch: viewer.patch}), result);
    return result;
  }

  nameOf({example, checkpoint, patch, height, width}) {
    const {digest, checkpoint: own, framing} = this.page.meta;
    return JSON.stringify([example ?? digest, checkpoint ?? own, patch, height, width, framing]);
  }

  async ask(name, choice, signal) {
    const {checkpoint, patch, height, width, example} = choice;
    const {token} = this.page.meta;
    const fields = Object.entries({checkpoint, patch, height, width, example});
    const given = fields.filter(([, value]) => value !== null);
    const query = new URLSearchParams([['column', name], ...given]);
    for (;;) {
      const url = `${this.base}/${token}/column?${query}`;
      const reply = await fetch(url, {signal});
      if (reply.status === 404) throw new PageGone();
      if (reply.status !== 409) return checked(reply, url).then(good => good.json());
    } // 409: another column's newer request took it along
  }

  /** Fetched once, however many columns ask; none of them may stop it for the others. */
  picture({token, digest}) {
    const known = this.pictures.get(digest);
    if (known) return known;
    const promise = loadPicture(`${this.base}/${token}/picture`, null, get).catch(error => {
      this.pictures.delete(digest);
      throw error;
    });
    if (this.pictures.size >= PICTURES) this.pictures.delete(this.pictures.keys().next().value);
    this.pictures.set(digest, promise);
    return promise;
  }

  /** Moves a result to the newest end; the oldest go when there are too many bytes. */
  keep(asked, result) {
    this.results.delete(asked);
    this.results.set(asked, result);
    let bytes = 0;
    for (const one of new Set(this.results.values())) bytes += one.bytes;
    for (const [oldest, one] of this.results) {
      if (bytes <= LARGEST || one === result) break;
      this.results.delete(oldest);
      bytes -= one.bytes;
    }
  }

  /** The server has let a result's token go. */
  forget(result) {
    for (const [asked, one] of this.results) if (one === result) this.results.delete(asked);
  }

  /** Asks for what takes longer than a slider allows. */
  async measure(result, signal) {
    result.measures ??= await (await get(`${result.trace.record.url}/measures`, signal)).json();
    result.cost.milliseconds = result.measures.milliseconds;
    this.point(result);
  }

  /** What tells one size from another, whatever the picture. */
  sizeOf({meta: {checkpoint, input, patch}}) {
    return JSON.stringify([checkpoint, input, patch]);
  }

  /** A point of the cost curve; of several passes at one size the fastest counts. */
  point(result) {
    const {cost, meta} = result;
    const name = this.sizeOf(result);
    const before = this.points.get(name);
    cost.milliseconds = Math.min(cost.milliseconds, before?.milliseconds ?? Infinity);
    this.points.set(name, {...cost, name, series: meta.checkpoint});
  }

  costs() {
    return [...this.points.values()];
  }
}

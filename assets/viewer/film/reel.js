// A film on the page: its frames as pictures, their maps, and the way of a patch through them.
import {artOf} from '../draw/picture.js';
import {bodies, routes} from '../record/contract.js';
import {get, numbers} from '../record/decode.js';
import {along, follow} from '../record/lines.js';

const PICTURES = 24; // decoded frames kept
const LONGEST = 960; // px of a decoded frame

/** @typedef {import('../record/replies.js').FilmFacts} FilmFacts */
/** @typedef {import('../record/replies.js').FilmWay} FilmWay */

export class Reel {
  /** @type {Map<number, Float32Array[]>} */ rows = new Map(); // layer -> [H, N] of each frame
  /** @type {Map<string, Float32Array>} */ means = new Map(); // of all heads
  /** @type {Map<number, any>} */ arts = new Map(); // frame -> {colour, grey}, used last at the end
  /** @type {Map<number, Promise<void>>} */ coming = new Map();
  /** @type {(FilmWay & {from: string, similarity: Float32Array[]}) | null} */ way = null;
  /** @type {Promise<void>} */ turn = Promise.resolve(); // until the maps on their way are here
  closing = new AbortController();

  /**
   * @param {string} view where the routes of the page's view begin
   * @param {FilmFacts} facts
   * @param {any} page the descriptor of the page's view
   * @param {number} frames how many were requested
   */
  constructor(view, facts, page, frames) {
    this.view = view;
    this.facts = facts;
    this.frames = frames;
    const {rows, cols, tokens, crop, source, shape, input} = facts;
    this.meta = {...page, rows, cols, tokens, crop, source, shape, input};
  }

  get signal() {
    return this.closing.signal;
  }

  get count() {
    return this.facts.frames.length;
  }

  get done() {
    return this.facts.done;
  }

  close() {
    this.closing.abort();
  }

  /** The place, among the chosen frames, of the one nearest to a frame's number. */
  placeOf(index) {
    const far = ({index: one}) => Math.abs(one - index);
    return this.facts.frames.reduce(
      (best, one, i, all) => (far(one) < far(all[best]) ? i : best),
      0,
    );
  }

  // ---- maps

  /** Computes the frames that have no maps; `progress(done, total)` before each and at the end. */
  async compute(signal, progress) {
    const url = routes.filmPass(this.view, this.facts.clip, {frames: this.frames});
    const steps = along(progress, (done, total) => {
      this.facts.done = Math.max(this.facts.done, done);
      progress(done, total);
    });
    await follow(url, signal, steps);
    this.facts.done = this.count;
  }

  /** Fetches a layer's maps of the frames that have some by now, after what is on its way. */
  load(layer) {
    const fetched = () => this.fetchRows(layer);
    this.turn = this.turn.then(fetched, fetched);
    return this.turn;
  }

  async fetchRows(layer) {
    const known = this.rows.get(layer) ?? [];
    this.rows.set(layer, known);
    const first = known.length;
    const count = this.done - first;
    if (count <= 0) return;
    const {view, facts, frames, meta, signal} = this;
    const url = routes.filmRows(view, facts.clip, layer, first, count, {frames});
    const values = await numbers(url, {...bodies.filmRows(meta, {count}), signal});
    const size = meta.heads * meta.tokens;
    for (let i = 0; i < count; i++) known.push(values.subarray(i * size, (i + 1) * size));
  }

  /** How many frames have maps of a layer here. */
  known(layer) {
    return this.rows.get(layer)?.length ?? 0;
  }

  /** The map [N] of a head, or of the mean of all, in a frame; null while it is not here. */
  map(layer, head, at) {
    const values = this.rows.get(layer)?.[at];
    const {heads, tokens} = this.meta;
    if (!values) return null;
    if (head < heads) return values.subarray(head * tokens, (head + 1) * tokens);
    const name = `${layer} ${at}`;
    let mean = this.means.get(name);
    if (!mean) {
      mean = new Float32Array(tokens);
      for (let i = 0; i < values.length; i++) mean[i % tokens] += values[i] / heads;
      this.means.set(name, mean);
    }
    return mean;
  }

  // ---- the way of a patch

  /** Follows a patch of a frame through the frames that have maps. */
  async followPatch(index, patch) {
    const {view, facts, frames, meta, signal, done} = this;
    const from = `${index} ${patch} ${done}`;
    if (this.way?.from === from) return;
    const fields = {frames};
    const body = bodies.filmLikeness(meta, {done});
    const [way, similarity] = await Promise.all([
      get(routes.filmWay(view, facts.clip, index, patch, fields), signal).then(reply =>
        reply.json(),
      ),
      numbers(routes.filmLikeness(view, facts.clip, index, patch, fields), {...body, signal}),
    ]);
    const size = meta.rows * meta.cols;
    const maps = way.places.map((_, i) => similarity.subarray(i * size, (i + 1) * size));
    this.way = {...way, from, similarity: maps};
  }

  // ---- pictures

  /** The picture of a frame where it is decoded, which it then stays for a while. */
  art(at) {
    const art = this.arts.get(at);
    if (art) {
      this.arts.delete(at);
      this.arts.set(at, art);
    }
    return art ?? null;
  }

  /** Decodes the picture of a frame. */
  loadArt(at) {
    if (this.arts.has(at)) return Promise.resolve();
    if (!this.coming.has(at)) this.coming.set(at, this.decode(at));
    return this.coming.get(at);
  }

  async decode(at) {
    const {view, facts, meta, signal} = this;
    try {
      const url = routes.filmFrame(view, facts.clip, facts.frames[at].index);
      const blob = await (await get(url, signal)).blob();
      const scale = Math.min(1, LONGEST / Math.max(...meta.source));
      const [resizeHeight, resizeWidth] = meta.source.map(side =>
        Math.max(1, Math.round(side * scale)),
      );
      this.arts.set(at, artOf(await createImageBitmap(blob, {resizeHeight, resizeWidth})));
      for (const old of this.arts.keys()) {
        if (this.arts.size <= PICTURES) break;
        this.arts.delete(old);
      }
    } finally {
      this.coming.delete(at);
    }
  }

  /** The address of a frame's thumbnail. */
  thumbnail(at) {
    const {view, facts} = this;
    return routes.filmFrame(view, facts.clip, facts.frames[at].index, {small: 1});
  }
}

/** Opens a film of the visit. */
export async function openReel(view, clip, frames, page, signal) {
  const facts = await (await get(routes.filmFacts(view, clip, {frames}), signal)).json();
  return new Reel(view, facts, page, frames);
}

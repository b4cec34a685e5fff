// The server's record of one forward pass, fetched once and kept.
import {watchLine} from './budget.js';
import {bodies, routes} from './contract.js';
import {get, numbers} from './decode.js';
import {Features} from './features.js';
import {KeptRows} from './kept_rows.js';
import {farLayers, layerOf} from './layers.js';
import {limits} from './limits.js';
import {Once} from './once.js';
import {rowName, rowUrl} from './row_names.js';
import {shares} from './shares.js';
import {sinksFrom} from './sinks.js';

/** @typedef {import('./replies.js').Descriptor} Descriptor */

/** Address of a view -> its record: one for the whole page, while a part of the page shows it. */
const records = new Map();

/** Whether the page holds the record of a token. */
export const isHeld = token => [...records.keys()].some(url => url.endsWith(`/${token}`));

export class Record extends Once {
  users = 0; // parts of the page that show it

  /**
   * The record of a pass, which every part of the page that shows it shares; each calls `close`.
   * @param {Descriptor} meta
   * @param {string} base
   */
  static of(meta, base) {
    const url = routes.view(base, meta.token);
    const record = records.get(url) ?? new Record(meta, url);
    if (meta.scene) record.meta = meta; // only the page's own descriptor knows the drawn scene
    records.set(url, record);
    record.users++;
    return record;
  }

  /**
   * @param {Descriptor} meta
   * @param {string} url of the view
   */
  constructor(meta, url) {
    super();
    this.meta = meta;
    this.url = url;
    this.layers = new Array(meta.layers).fill(null);
    this.centres = []; // of the layers that a large record keeps, the last one first
    this.fused = [];
    this.fusedKept = []; // the same with sinks left out
    this.positions = null;
    /** @type {import('./replies.js').Objects | null} */ this.objects = null;
    /** @type {import('./sinks.js').Sink[] | null} */ this.sinks = null;
    this.leftOut = []; // share of each layer's attention that goes to its sinks
    this.rows = new KeptRows(name => this.forget(name)); // "to 17", "rollout -1" -> exact float32
    this.relevances = new Map(); // class -> shares [N]
    this.features = new Features(this);
    this.closing = new AbortController();
    watchLine();
  }

  /** The page has another token for the same pass: what is fetched from now on goes there. */
  moveTo(token) {
    const start = this.url.slice(0, -this.meta.token.length);
    records.delete(this.url);
    this.meta.token = token;
    this.url = `${start}${token}`;
    records.set(this.url, this);
  }

  /** A part of the page shows it no longer; with the last one, its requests end. */
  close() {
    this.users--;
    if (this.users > 0) return;
    this.closing.abort();
    if (records.get(this.url) === this) records.delete(this.url);
  }

  /** Aborts its requests, unless another part of the page waits for them too; none is lost. */
  stop() {
    if (this.users > 1) return;
    this.closing.abort();
    this.closing = new AbortController();
    this.abandon();
  }

  get signal() {
    return this.closing.signal;
  }

  /** Whether rollout can follow the pointer: its fused maps are not too large to fetch. */
  get fusable() {
    return this.meta.eager && this.meta.tokens <= limits.fusedTokens;
  }

  /** The fused maps of all layers, with or without sinks; null while one of them is not here. */
  fusedOf(leaveOut) {
    const maps = leaveOut ? this.fusedKept : this.fused;
    return maps.length === this.meta.layers && !maps.includes(undefined) ? maps : null;
  }

  /** Query and key of the wanted layer, then of all others unless the record is large. */
  async load(layer) {
    await this.layer(layer);
    if (this.meta.eager) await Promise.all(this.layers.map((_, l) => this.layer(l)));
  }

  layer(l) {
    return this.once(`qk/${l}`, async () => {
      if (this.layers[l]) return;
      const both = await this.numbers(routes.qkLayer(this.url, l), bodies.qkLayer(this.meta));
      const half = both.length / 2;
      this.hold(l, both.subarray(0, half), both.subarray(half));
      if (!this.meta.eager) this.forgetFarFrom(l);
    });
  }

  /** What attention to a token needs of every row of a layer; its query and key come with it. */
  loadSums(l) {
    return this.once(`sums/${l}`, async () => {
      const sums = this.numbers(routes.rowSums(this.url, l), bodies.rowSums(this.meta));
      await this.layer(l);
      const held = this.layers[l];
      if (held) Object.assign(held, {lse: await sums, swept: this.meta.heads});
    });
  }

  /** Query and key of every layer: in one request, unless some are here. */
  loadAll() {
    return this.once('qk', async () => {
      const {layers} = this.meta;
      if (this.layers.some(Boolean)) {
        await Promise.all(this.layers.map((_, l) => this.layer(l)));
        return;
      }
      const all = await this.numbers(routes.qk(this.url), bodies.qk(this.meta));
      const count = all.length / layers / 2;
      for (let l = 0, at = 0; l < layers; l++, at += 2 * count) {
        this.hold(l, all.subarray(at, at + count), all.subarray(at + count, at + 2 * count));
      }
    });
  }

  hold(l, query, key) {
    this.layers[l] = layerOf(this.meta, query, key);
  }

  /** A large record keeps what the device has room for. */
  forgetFarFrom(layer) {
    this.centres = [...new Set([layer, ...this.centres])].slice(0, this.users);
    for (const l of farLayers(this.layers, this.centres, this.meta)) {
      this.layers[l] = null;
      this.forget(`qk/${l}`);
      this.forget(`sums/${l}`);
    }
  }

  /** Every layer's attention, fused by its mean over heads: what a hovered rollout needs. */
  loadFused(leaveOut = false) {
    return this.once(`fused/${leaveOut}`, async () => {
      const maps = leaveOut ? this.fusedKept : this.fused;
      const fields = leaveOut ? {leave_out: 1} : {};
      const fetched = Array.from({length: this.meta.layers}, async (_, l) => {
        const url = routes.fused(this.url, 'mean', l, fields);
        maps[l] = await this.numbers(url, bodies.fused(this.meta));
      });
      await Promise.all(fetched);
    });
  }

  /** Unit-length position vectors [P, D]. */
  loadPositions() {
    return this.once('positions', async () => {
      const body = bodies.positions(this.meta);
      this.positions = await this.numbers(routes.positions(this.url), body);
    });
  }

  /** The patches of a drawn scene's objects; null for any other picture. */
  loadObjects() {
    return this.once('objects', async () => {
      const drawn = this.meta.scene?.names.length;
      this.objects = drawn ? await this.json(routes.objects(this.url)) : null;
    });
  }

  /** The patches that most attention of a head goes to. */
  loadSinks() {
    return this.once('sinks', async () => {
      const reply = await this.json(routes.sinks(this.url));
      this.sinks = sinksFrom(reply);
      this.leftOut = reply.left_out;
    });
  }

  /** Names and probabilities of all classes, or the sentence that says why there are none. */
  classes() {
    return this.once('classes', () => this.json(routes.classes(this.url)));
  }

  /** Relevance of each token for a class, as shares of the whole. */
  loadRelevance(target) {
    const url = routes.maps(this.url, {target, methods: 'relevance'});
    return this.once(url, async () => {
      const heat = await this.numbers(url, bodies.maps(this.meta, {methods: 1}));
      this.relevances.set(target, shares(heat) ?? heat);
    });
  }

  relevance(target) {
    return this.relevances.get(target);
  }

  /**
   * Fetches the server's exact float32: from and to are [L, H, N], rollout is [L, N].
   * @param {'from' | 'to' | 'received' | 'rollout'} kind
   * @param {number} query
   * @param {import('./flow.js').How} [how] of a rollout
   */
  loadRow(kind, query, how = null) {
    const name = rowName(kind, query, how);
    return this.once(name, async () => {
      const url = rowUrl(this.url, kind, query, how);
      const body = kind === 'received' ? bodies.receivedRows : bodies[kind];
      this.rows.set(name, await this.numbers(url, body(this.meta)));
    });
  }

  row(kind, query, how = null) {
    return this.rows.get(rowName(kind, query, how));
  }

  /** Numbers of this trace; `body` is what the contract says of their route. */
  numbers(url, body) {
    return numbers(url, {...body, signal: this.signal});
  }

  /** A text or a file of this trace, as a Response. */
  get(url) {
    return get(url, this.signal);
  }

  /** A reply in JSON about this trace. */
  async json(url) {
    return (await this.get(url)).json();
  }
}

// The server's record of one forward pass, fetched once and kept.
import {bodies, limits, routes} from './contract.js';
import {get, numbers} from './decode.js';
import {EVERY} from './grid.js';
import {shares} from './shares.js';

/** @typedef {import('./replies.js').Descriptor} Descriptor */

const KEPT = 8; // exact rows kept

export class Record {
  /**
   * @param {Descriptor} meta
   * @param {string} base
   */
  constructor(meta, base) {
    this.meta = meta;
    this.url = routes.view(base, meta.token);
    this.layers = new Array(meta.layers).fill(null);
    this.fused = [];
    this.positions = null;
    /** @type {import('./replies.js').Objects | null} */ this.objects = null;
    this.rows = new Map(); // "from 0", "to 17", "rollout -1" -> exact float32
    this.relevances = new Map(); // class -> shares [N]
    this.loading = new Map();
    this.closing = new AbortController();
  }

  close() {
    this.closing.abort();
  }

  /** Aborts the requests that run; what has arrived stays, and all can be requested again. */
  stop() {
    this.closing.abort();
    this.closing = new AbortController();
  }

  get signal() {
    return this.closing.signal;
  }

  /** Whether rollout can follow the pointer: its fused maps are not too large to fetch. */
  get fusable() {
    return this.meta.eager && this.meta.tokens <= limits.fusedTokens;
  }

  /** Whether every layer's fused map is here. */
  get flowing() {
    return this.fused.length === this.meta.layers && !this.fused.includes(undefined);
  }

  /** One request per name, however often it is called. */
  once(name, fetcher) {
    if (!this.loading.has(name)) {
      const promise = fetcher().catch(error => {
        this.loading.delete(name);
        throw error;
      });
      this.loading.set(name, promise);
    }
    return this.loading.get(name);
  }

  /** Query and key of the wanted layer first, then of all (or of its neighbours when large). */
  async load(layer) {
    await this.layer(layer);
    const {layers, eager} = this.meta;
    const others = eager ? [...Array(layers).keys()] : [layer - 1, layer + 1];
    await Promise.all(others.filter(l => l >= 0 && l < layers).map(l => this.layer(l)));
  }

  layer(l) {
    return this.once(`qk/${l}`, async () => {
      const both = await this.numbers(routes.qkLayer(this.url, l), bodies.qkLayer(this.meta));
      const half = both.length / 2;
      this.hold(l, both.subarray(0, half), both.subarray(half));
      if (!this.meta.eager) this.forgetFarFrom(l);
    });
  }

  /** Query and key of every layer in one request. */
  loadAll() {
    return this.once('qk', async () => {
      const {layers} = this.meta;
      const all = await this.numbers(routes.qk(this.url), bodies.qk(this.meta));
      const count = all.length / layers / 2;
      for (let l = 0, at = 0; l < layers; l++, at += 2 * count) {
        this.hold(l, all.subarray(at, at + count), all.subarray(at + count, at + 2 * count));
      }
    });
  }

  /** Keeps a layer's query and key, with arrays for what `sweep` computes from all rows. */
  hold(l, query, key) {
    const {heads, tokens} = this.meta;
    const room = () => new Float32Array(heads * tokens);
    this.layers[l] = {query, key, swept: 0, lse: room(), fromAll: room(), toAll: room()};
  }

  /** Large mode keeps the layers around the last one that was loaded. */
  forgetFarFrom(layer) {
    this.layers.forEach((held, l) => {
      if (held && Math.abs(l - layer) > 2) {
        this.layers[l] = null;
        this.loading.delete(`qk/${l}`);
      }
    });
  }

  /** Every layer's attention, fused by its mean over heads: what a hovered rollout needs. */
  loadFused() {
    return this.once('fused', async () => {
      const body = bodies.fused(this.meta);
      await Promise.all(
        Array.from({length: this.meta.layers}, async (_, l) => {
          this.fused[l] = await this.numbers(routes.fused(this.url, 'mean', l), body);
        }),
      );
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
   * @param {'from' | 'to' | 'rollout'} kind
   * @param {number} query
   */
  loadRow(kind, query) {
    const name = rowName(kind, query);
    return this.once(name, async () => {
      const url = routes[kind](this.url, query === EVERY ? 'default' : query);
      this.rows.set(name, await this.numbers(url, bodies[kind](this.meta)));
      if (this.rows.size > KEPT) this.forgetRow(this.rows.keys().next().value);
    });
  }

  forgetRow(name) {
    this.rows.delete(name);
    this.loading.delete(name);
  }

  row(kind, query) {
    return this.rows.get(rowName(kind, query));
  }

  /** Numbers of this trace; `body` is what the contract says of their route. */
  numbers(url, body) {
    return numbers(url, {...body, signal: this.signal});
  }

  /** A text or a file of this trace, as a Response. */
  get(url) {
    return get(url.startsWith(this.url) ? url : `${this.url}/${url}`, this.signal);
  }

  /** A reply in JSON about this trace. */
  async json(url) {
    return (await this.get(url)).json();
  }
}

const rowName = (kind, query) => `${kind} ${query}`;

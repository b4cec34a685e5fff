// The server's record of one forward pass, fetched once and kept.
import {get, numbers} from './decode.js';
import {EVERY} from './grid.js';
import {shares} from './shares.js';

const FUSED_LIMIT = 800; // tokens up to which the server fuses maps for hovering
const HELD = 8; // exact rows kept

export class Record {
  constructor(meta, base) {
    this.meta = meta;
    this.url = `${base}/${meta.token}`;
    this.layers = new Array(meta.layers).fill(null);
    this.fused = [];
    this.positions = null;
    this.rows = new Map(); // "from/0", "to/17", "rollout/default" -> exact float32
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
    return this.meta.eager && this.meta.tokens <= FUSED_LIMIT;
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
      const {heads, tokens, head_width: width} = this.meta;
      const count = heads * tokens * width;
      const both = await numbers(`${this.url}/qk/${l}`, {
        count: 2 * count,
        half: true,
        signal: this.signal,
      });
      this.hold(l, both.subarray(0, count), both.subarray(count));
      if (!this.meta.eager) this.forgetFarFrom(l);
    });
  }

  /** Query and key of every layer in one request. */
  loadAll() {
    return this.once('qk', async () => {
      const {layers, heads, tokens, head_width: width} = this.meta;
      const count = heads * tokens * width;
      const all = await numbers(`${this.url}/qk`, {
        count: 2 * count * layers,
        half: true,
        signal: this.signal,
      });
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
      const {layers, tokens} = this.meta;
      await Promise.all(
        Array.from({length: layers}, async (_, l) => {
          this.fused[l] = await numbers(`${this.url}/fused/mean/${l}`, {
            count: tokens * tokens,
            half: true,
            signal: this.signal,
          });
        }),
      );
    });
  }

  /** Unit-length position vectors [P, D]. */
  loadPositions() {
    return this.once('positions', async () => {
      const {rows, cols, position_width: width} = this.meta;
      this.positions = await numbers(`${this.url}/positions`, {
        count: rows * cols * width,
        half: true,
        signal: this.signal,
      });
    });
  }

  /** Where a drawn scene's objects are among the patches; null for any other picture. */
  loadObjects() {
    return this.once('objects', async () => {
      const drawn = this.meta.scene?.names.length;
      this.objects = drawn ? await (await this.get('objects')).json() : null;
    });
  }

  /** Relevance of each token for a class, as shares of the whole. */
  loadRelevance(target) {
    const path = `maps?target=${target}&methods=relevance`;
    return this.once(path, async () => {
      const {tokens} = this.meta;
      const heat = await numbers(`${this.url}/${path}`, {count: tokens, signal: this.signal});
      this.relevances.set(target, shares(heat) ?? heat);
    });
  }

  relevance(target) {
    return this.relevances.get(target);
  }

  /** The server's exact float32: `kind` is from, to ([L, H, N]) or rollout ([L, N]). */
  loadRow(kind, query) {
    const name = rowName(kind, query);
    return this.once(name, async () => {
      const {layers, heads, tokens} = this.meta;
      const count = layers * tokens * (kind === 'rollout' ? 1 : heads);
      const values = await numbers(`${this.url}/${name}`, {count, signal: this.signal});
      this.rows.set(name, values);
      if (this.rows.size > HELD) this.forgetRow(this.rows.keys().next().value);
    });
  }

  forgetRow(name) {
    this.rows.delete(name);
    this.loading.delete(name);
  }

  row(kind, query) {
    return this.rows.get(rowName(kind, query));
  }

  /** A text or a file of this trace, as a Response. */
  get(path) {
    return get(`${this.url}/${path}`, this.signal);
  }
}

const rowName = (kind, query) => `${kind}/${query === EVERY ? 'default' : query}`;

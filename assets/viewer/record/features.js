// Features of the tokens of one trace, fetched once: colours, norms, and the numbers that give the
// similarity of every token with every patch. Layer 0 is the embedding, l the output of l blocks.
import {bodies, routes} from './contract.js';
import {coded} from './oklab.js';
import {isRegion, tokensOfQuery} from './region_query.js';
import {similarityWith} from './region_similarity.js';

const OWN = 'layer'; // axes that are each layer's own
const WHOLE = 2e6; // bytes up to which the directions of every layer come, for the film

export class Features {
  constructor(record) {
    const {layers, tokens, prefix, rows, cols, position_width: width} = record.meta;
    const patches = rows * cols;
    this.record = record;
    this.prefix = prefix;
    this.tokens = tokens;
    this.patches = patches;
    this.count = layers + 1;
    this.wide = Math.min(patches, width); // numbers of a token: cosines, or a direction if fewer
    this.layers = new Array(layers + 1).fill(null);
    this.alike = new Float32Array((layers + 1) * tokens); // [L + 1, N]
    this.blank = new Float32Array(tokens);
    this.agreement = 0; // of the region whose similarities were computed last, 0..1
    this.lengths = this.medians = null;
    this.bases = new Map(); // axes -> {shares [L + 1, 3], places [L + 1, P, 3]}
    this.tints = new Map(); // axes, coding and layer -> colours [P, 3]
  }

  /** What one kind of map needs after a layer; of few tokens everything, for hover and film. */
  async load(layer, kind, axes) {
    const isSmall = this.count * this.tokens * this.wide * 2 <= WHOLE;
    if (!isSmall) return this.loadKind(kind, layer, axes);
    await Promise.all([this.loadColours(axes), this.loadNorms(), this.loadLayer(layer)]);
    await Promise.all(this.layers.map((_, l) => this.loadLayer(l)));
  }

  /** The numbers of one kind: those of similarity are many, and come a layer at a time. */
  loadKind(kind, layer, axes) {
    if (kind === 'colours') return this.loadColours(axes);
    return kind === 'norms' ? this.loadNorms() : this.loadLayer(layer);
  }

  /** Places on three axes: those of each layer, whose address the page fetches ahead, or common. */
  loadColours(/** @type {'layer' | 'layers' | 'pictures'} */ axes = OWN) {
    return this.record.once(`features/colours/${axes}`, async () => {
      const {record, count} = this;
      const body = bodies.featuresColours(record.meta);
      const url = routes.featuresColours(record.url, axes === OWN ? {} : {axes});
      const values = await record.numbers(url, body);
      const [shares, places] = [values.subarray(0, 3 * count), values.subarray(3 * count)];
      this.bases.set(axes, {shares, places});
    });
  }

  loadNorms() {
    return this.record.once('features/norms', async () => {
      const {count, patches, tokens, prefix, record} = this;
      const body = bodies.featuresNorms(record.meta);
      const values = await record.numbers(routes.featuresNorms(record.url), body);
      this.lengths = new Float32Array(count * tokens);
      this.medians = Array.from({length: count}, (_, l) => {
        const layer = values.subarray(l * patches, (l + 1) * patches);
        this.lengths.set(layer, l * tokens + prefix);
        return layer.slice().sort()[patches >> 1];
      });
    });
  }

  loadLayer(l) {
    return this.record.once(`features/${l}`, async () => {
      const {record, wide} = this;
      const body = bodies.featuresLayer(record.meta, {wide});
      this.layers[l] = await record.numbers(routes.featuresLayer(record.url, l), body);
    });
  }

  /** Places of every patch on three axes, [P, 3] in 0..1; null before they are here. */
  places(l, axes = OWN) {
    const size = this.patches * 3;
    return this.bases.get(axes)?.places.subarray(l * size, (l + 1) * size) ?? null;
  }

  /** Shares of the layer's variance along them, [3]; null before they are here. */
  shares(l, axes = OWN) {
    return this.bases.get(axes)?.shares.subarray(3 * l, 3 * l + 3) ?? null;
  }

  /** Red, green and blue of every patch, [P, 3] in 0..1; null before they are here. */
  colours(l, {axes = OWN, coding = 'oklab'} = {}) {
    const places = this.places(l, axes);
    if (!places) return null;
    const name = `${axes}/${coding}/${l}`;
    if (!this.tints.has(name)) this.tints.set(name, coded(places, coding));
    return this.tints.get(name);
  }

  /** Length of every patch token, [N] with 0 for prefix tokens. */
  norms(l) {
    return this.lengths && this.lengths.subarray(l * this.tokens, (l + 1) * this.tokens);
  }

  /** Cosine of one token with every patch, [N] with 0 for prefix tokens. */
  similarities(l, token) {
    const {patches, prefix, tokens, wide} = this;
    const held = this.layers[l];
    if (!held) return null;
    const out = this.alike.subarray(l * tokens, (l + 1) * tokens);
    if (isRegion(token)) {
      const region = tokensOfQuery(token, this.record.meta);
      this.agreement = similarityWith(region, {held, wide, patches, prefix}, out);
      return out;
    }
    const a = token * wide;
    if (wide === patches) {
      out.set(held.subarray(a, a + wide), prefix);
      return out;
    }
    for (let j = prefix, b = prefix * wide; j < tokens; j++, b += wide) {
      let sum = 0;
      for (let d = 0; d < wide; d++) sum += held[a + d] * held[b + d];
      out[j] = sum;
    }
    return out;
  }

  /** The numbers of one kind of map after a layer; null before they are here. */
  map(kind, layer, token, look = {}) {
    if (kind === 'colours') return this.colours(layer, look);
    return kind === 'norms' ? this.norms(layer) : this.similarities(layer, token);
  }
}

// Features of the tokens of one trace, fetched once: colours, norms, and the numbers that give the
// similarity of every token with every patch. Layer 0 is the embedding, l the output of l blocks.
import {bodies, routes} from './contract.js';
import {facetFields, facetName, facetWidth, firstLayer} from './facets.js';
import {Foregrounds} from './foreground.js';
import {KeptRows} from './kept_rows.js';
import {coded} from './oklab.js';
import {isRegion, tokensOfQuery} from './region_query.js';
import {similarityWith} from './region_similarity.js';
import {Segments} from './segments.js';

const OWN = 'layer'; // axes that are each layer's own
const GROUPS = new Set(['foreground', 'segments']); // kinds of patches in groups
const WHOLE = 2e6; // bytes up to which the directions of every layer come, for the film

/** A threshold is of one layer: the others have their own. */
const otherLayers = look => ({...look, threshold: null});

export class Features {
  constructor(record) {
    const {layers, tokens, prefix, rows, cols} = record.meta;
    const patches = rows * cols;
    this.record = record;
    this.prefix = prefix;
    this.tokens = tokens;
    this.patches = patches;
    this.count = layers + 1;
    this.held = new KeptRows(name => record.forget(name)); // facet and layer -> numbers
    this.foregrounds = new Foregrounds(record);
    this.segments = new Segments(record);
    this.alike = new Float32Array((layers + 1) * tokens); // [L + 1, N]
    this.blank = new Float32Array(tokens);
    this.agreement = 0; // of the region whose similarities were computed last, 0..1
    this.lengths = this.medians = null;
    this.bases = new Map(); // axes and facet -> {shares [L + 1, 3], places [L + 1, P, 3]}
    this.tints = new Map(); // axes, facet, coding and layer -> colours [P, 3]
  }

  /** Numbers of a token in a facet: cosines with all patches, or a direction where it has fewer. */
  wideOf(look) {
    return Math.min(this.patches, facetWidth(this.record.meta, look));
  }

  /** The layers that have a facet, in their order. */
  layersOf(look) {
    return Array.from({length: this.count}, (_, l) => l).slice(firstLayer(look));
  }

  /** What one kind of map needs after a layer; of few tokens everything, for hover and film. */
  async load(layer, kind, look = {}) {
    const isSmall = this.count * this.tokens * this.wideOf(look) * 2 <= WHOLE;
    if (!isSmall) return this.loadKind(kind, layer, look);
    if (GROUPS.has(kind)) await this.loadKind(kind, layer, look);
    else await Promise.all([this.loadColours(look), this.loadNorms(), this.loadLayer(layer, look)]);
    const each = GROUPS.has(kind) ? kind : 'similarity';
    await Promise.all(this.layersOf(look).map(l => this.loadKind(each, l, otherLayers(look))));
  }

  /** The numbers of one kind: most are many, and come a layer at a time. */
  loadKind(kind, layer, look = {}) {
    if (kind === 'colours') return this.loadColours(look);
    if (kind === 'norms') return this.loadNorms();
    if (kind === 'foreground') return this.foregrounds.load(layer, look);
    return kind === 'segments' ? this.segments.load(layer, look) : this.loadLayer(layer, look);
  }

  /** Places on three axes: those of each layer, whose address the page fetches ahead, or common. */
  loadColours(look = {}) {
    const {axes = OWN} = look;
    const name = `${axes}/${facetName(look)}`;
    return this.record.once(`features/colours/${name}`, async () => {
      const {record, count} = this;
      const body = bodies.featuresColours(record.meta);
      const fields = {...(axes === OWN ? {} : {axes}), ...facetFields(look)};
      const values = await record.numbers(routes.featuresColours(record.url, fields), body);
      const [shares, places] = [values.subarray(0, 3 * count), values.subarray(3 * count)];
      this.bases.set(name, {shares, places});
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

  loadLayer(l, look = {}) {
    const name = `features/${l}/${facetName(look)}`;
    return this.record.once(name, async () => {
      const {record} = this;
      const body = bodies.featuresLayer(record.meta, {wide: this.wideOf(look)});
      const url = routes.featuresLayer(record.url, l, facetFields(look));
      this.held.set(name, await record.numbers(url, body));
    });
  }

  /** Places of every patch on three axes, [P, 3] in 0..1; null before they are here. */
  places(l, look = {}) {
    const size = this.patches * 3;
    return this.base(look)?.places.subarray(l * size, (l + 1) * size) ?? null;
  }

  /** Shares of the layer's variance along them, [3]; null before they are here. */
  shares(l, look = {}) {
    return this.base(look)?.shares.subarray(3 * l, 3 * l + 3) ?? null;
  }

  base(look) {
    return this.bases.get(`${look.axes ?? OWN}/${facetName(look)}`);
  }

  /** Red, green and blue of every patch, [P, 3] in 0..1; null before they are here. */
  colours(l, look = {}) {
    const {axes = OWN, coding = 'oklab'} = look;
    const places = this.places(l, look);
    if (!places) return null;
    const name = `${axes}/${facetName(look)}/${coding}/${l}`;
    if (!this.tints.has(name)) this.tints.set(name, coded(places, coding));
    return this.tints.get(name);
  }

  /** Length of every patch token, [N] with 0 for prefix tokens. */
  norms(l) {
    return this.lengths && this.lengths.subarray(l * this.tokens, (l + 1) * this.tokens);
  }

  /** What gives the similarities of a layer; null before it is here. */
  directions(l, look = {}) {
    return this.held.get(`features/${l}/${facetName(look)}`) ?? null;
  }

  /** Cosine of one token with every patch, [N] with 0 for prefix tokens. */
  similarities(l, token, look = {}) {
    const {patches, prefix, tokens} = this;
    const wide = this.wideOf(look);
    const held = this.directions(l, look);
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
    return kind === 'norms' ? this.norms(layer) : this.similarities(layer, token, look);
  }
}

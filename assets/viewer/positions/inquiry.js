// What the server says about the positions of one model and picture: fetched once and kept.
import {bodies, routes} from '../record/contract.js';
import {limits} from '../record/limits.js';
import {get, numbers} from '../record/decode.js';
import {EVERY} from '../record/grid.js';
import {Once} from '../record/once.js';
import {openTrace} from '../record/trace.js';
import {StoredField} from './similarity/field.js';
import {rotaryField, sinusoidalField} from './similarity/offset_field.js';

export class Inquiry extends Once {
  facts = null; // PositionFacts of record/replies.js
  field = null; // the positions that the model adds; null where it adds none
  wave = null; // sinusoidal positions of the same width
  tables = []; // names of the fields that can be shown: the model's own first
  turns = new Map(); // see loadRotary
  components = []; // [n] maps [P] on the grid in use
  shares = null; // {parts, shares [H][4], refusal}
  parts = null; // [4, H, N, K]
  paper = null; // {distances, uniform, recipes, heat}
  filters = new Map(); // patch size -> see loadFilters

  constructor(meta, base) {
    super();
    this.meta = meta;
    this.base = base;
    this.trace = openTrace(meta, base);
    this.record = this.trace.record;
  }

  close() {
    this.record.close();
  }

  get url() {
    return this.record.url;
  }

  async json(url) {
    return (await get(url, this.record.signal)).json();
  }

  numbers(url, body) {
    return numbers(url, {...body, signal: this.record.signal});
  }

  /** The facts, and the positions as fields that give every grid. */
  loadField() {
    return this.once('positions/facts', async () => {
      const facts = await this.json(routes.positionFacts(this.url));
      this.wave = sinusoidalField(facts.axis, this.meta.position_width);
      if (facts.kind === 'sinusoidal') this.field = this.wave;
      else if (facts.kind === 'learned' && !facts.refusal) this.field = await this.stored(facts);
      this.tables = tablesOf(this.field, facts);
      this.facts = facts;
    });
  }

  /** The table of learned positions that the weights hold. */
  async stored(facts) {
    const count = facts.stored[0] * facts.stored[1];
    const split = count * count;
    const table = await this.numbers(
      routes.positionTable(this.url),
      bodies.positionTable(this.meta, {stored: count, prefix: facts.prefix.length}),
    );
    return new StoredField(facts, table.subarray(0, split), table.subarray(split));
  }

  /** Rotary positions on a grid in one layer: a field and the steps [2][pairs] of each head. */
  loadRotary({layer, rows, cols}) {
    const name = `${layer}/${rows}/${cols}`;
    return this.once(`positions/rotary/${name}`, async () => {
      const {heads, pairs} = this.facts.rotary;
      const cells = rows * cols;
      const maps = heads * 2 * cells;
      const all = await this.numbers(
        routes.rotary(this.url, layer, rows, cols),
        bodies.rotary(this.meta, {heads, patches: cells, pairs}),
      );
      this.turns.set(
        name,
        Array.from({length: heads}, (_, h) => {
          const at = h * 2 * cells;
          const from = maps + h * 2 * pairs;
          const [first, last] = [0, cells].map(o => all.subarray(at + o, at + o + cells));
          const steps = [0, pairs].map(o => all.subarray(from + o, from + o + pairs));
          return {field: rotaryField(first, last, cols), steps};
        }),
      );
    });
  }

  /** Field and steps of one head's rotary positions; undefined until they are loaded. */
  rotary({layer, head, rows, cols}) {
    const heads = this.turns.get(`${layer}/${rows}/${cols}`);
    return heads?.[Math.min(head, heads.length - 1)];
  }

  /** One of `tables` on the grid of a choice {layer, head, rows, cols}; null without a name. */
  grid(table, choice) {
    if (!table) return null;
    const field = {learned: this.field, sinusoidal: this.wave}[table] ?? this.rotary(choice).field;
    return field.at(choice.rows, choice.cols);
  }

  loadComponents() {
    return this.once('positions/components', async () => {
      await this.loadField();
      const {
        facts,
        meta: {rows, cols},
      } = this;
      const patches = rows * cols;
      if (!facts.shares.length) return;
      const all = await this.numbers(
        routes.positionComponents(this.url),
        bodies.positionComponents(this.meta, {components: facts.shares.length}),
      );
      this.components = facts.shares.map((_, i) => all.subarray(i * patches, (i + 1) * patches));
    });
  }

  /** How content and position share the first layer's scores, and its queries and keys by part. */
  loadParts() {
    return this.once('positions/parts', async () => {
      const shares = await this.json(routes.scoreShares(this.url));
      const {heads, tokens, position_width: width} = this.meta;
      if (!shares.refusal) {
        this.parts = await this.numbers(routes.scoreParts(this.url), bodies.scoreParts(this.meta));
      }
      this.shares = {...shares, size: tokens * width, width: width / heads};
    });
  }

  /** The filters at a patch size: shares [n], colours [n, p, p, 3], responses [n, rows, cols]. */
  loadFilters(patch) {
    return this.once(`filters/${patch}`, async () => {
      const {
        input: [height, across],
        position_width: width,
      } = this.meta;
      const rows = Math.floor(height / patch);
      const cols = Math.floor(across / patch);
      const pixels = 3 * patch * patch;
      const count = Math.min(limits.filterComponents, width, pixels);
      const all = await this.numbers(
        routes.filters(this.url, patch),
        bodies.filters(this.meta, {filters: count, patch, rows, cols}),
      );
      const from = count * (1 + pixels);
      this.filters.set(patch, {
        patch,
        rows,
        cols,
        count,
        shares: all.subarray(0, count),
        colours: all.subarray(count, from),
        responses: all.subarray(from),
      });
    });
  }

  /** What the paper page shows, with the last layer's rollout over the patches as `heat`. */
  loadPaper() {
    return this.once('paper', async () => {
      const {patch, layers, tokens, prefix} = this.meta;
      const [paper] = await Promise.all([
        this.json(routes.paper(this.url)),
        this.record.loadRow('rollout', EVERY),
        this.loadField(),
        this.loadFilters(patch),
      ]);
      const start = (layers - 1) * tokens;
      const heat = this.record.row('rollout', EVERY).slice(start + prefix, start + tokens);
      this.paper = {...paper, heat};
    });
  }
}

/** Names of the fields that can be shown; none where the model has no positions to draw. */
function tablesOf(field, {kind, rotary}) {
  const own = field && kind === 'learned' ? ['learned'] : [];
  if (rotary) own.push('rotary');
  return own.length || field ? [...own, 'sinusoidal'] : [];
}

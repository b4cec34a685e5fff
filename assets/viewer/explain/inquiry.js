// The results on the classes of one trace, each fetched once and kept.
import {numbers} from '../record/decode.js';
import {follow} from '../record/lines.js';
import {Record} from '../record/record.js';
import {REMOVAL} from '../record/shares.js';

export const OWN = 'maps';
export const SHUFFLED = 'maps/randomised';

const isSlow = ({cost}) => cost === 'a backward per layer';

export class Inquiry {
  methods = []; // [{name, title, class_specific, cost, source}]
  classes = null; // {kind, names, p}
  refusal = null; // why there are no classes
  objects = null; // {names, centres, coverage} of a drawn scene
  heats = new Map(); // "maps/relevance/3" -> [N]
  fused = new Map(); // fusion -> layers of [N, N]
  effects = new Map(); // target -> {drops [P], correlation}
  begun = new Map(); // target -> {heat [N], known}: removal while it runs
  faith = new Map(); // target -> {levels, methods: {name: {deletion, ...}}}

  constructor(meta, base) {
    this.meta = meta;
    this.record = new Record(meta, base);
  }

  /** The table of methods, and the objects of a drawn scene. */
  open() {
    return this.record.once('open', async () => {
      const [methods, objects] = await Promise.all([this.json('methods'), this.json('objects')]);
      this.methods = methods;
      this.objects = objects;
    });
  }

  /** Names and probabilities of all classes, or the sentence in `refusal`. */
  name() {
    return this.record.once('classes', async () => {
      const classes = await this.json('classes');
      this.refusal = classes.told;
      this.classes = classes.told ? null : classes;
    });
  }

  /** Each layer's attention [N, N], its heads fused by `fusion`: mean, max, min or head3. */
  loadFused(fusion) {
    return this.record.once(`fused/${fusion}`, async () => {
      const {layers, tokens} = this.meta;
      const {url, signal} = this.record;
      this.fused.set(
        fusion,
        await Promise.all(
          Array.from({length: layers}, (_, l) =>
            numbers(`${url}/fused/${fusion}/${l}`, {count: tokens * tokens, half: true, signal}),
          ),
        ),
      );
    });
  }

  async json(path) {
    return (await this.record.get(path)).json();
  }

  /**
   * Fetches the maps of a class by every method but removal, in two requests: slow methods do not
   * delay quick ones. Calls `arrived()` after each.
   */
  async maps(target, path, arrived) {
    const derived = this.methods.filter(({name}) => name !== REMOVAL);
    const parts = [derived.filter(method => !isSlow(method)), derived.filter(isSlow)];
    await Promise.all(
      parts.map(async part => {
        await this.fetch(
          target,
          path,
          part.map(({name}) => name),
        );
        arrived();
      }),
    );
  }

  fetch(target, path, names) {
    return this.record.once(`${path}/${names}/${target}`, async () => {
      const {tokens} = this.meta;
      const {url, signal} = this.record;
      const count = names.length * tokens;
      const query = `${url}/${path}?target=${target}&methods=${names}`;
      const all = await numbers(query, {count, signal});
      names.forEach((name, i) =>
        this.heats.set(`${path}/${name}/${target}`, all.subarray(i * tokens, (i + 1) * tokens)),
      );
    });
  }

  /** A method's map [N] of a class, undefined while it is not here. */
  heat(name, target, path = OWN) {
    return this.heats.get(`${path}/${name}/${target}`);
  }

  /**
   * Measures the removal of each patch in turn. Until it ends, `begun` holds the effects of the
   * first `known` patches; then they are a map like any other. `report(done, total)` at each step.
   */
  async remove(target, signal, report) {
    const {tokens, prefix} = this.meta;
    const heat = new Float32Array(tokens);
    const part = {heat, known: 0};
    this.begun.set(target, part);
    try {
      const more = (done, total, drops = []) => {
        heat.set(drops, prefix + part.known);
        part.known += drops.length;
        report(done, total);
      };
      const result = await this.long(`removal?target=${target}`, signal, more);
      heat.set(result.drops, prefix);
      this.heats.set(`${OWN}/${REMOVAL}/${target}`, heat);
      this.effects.set(target, result);
    } finally {
      if (this.begun.get(target) === part) this.begun.delete(target);
    }
  }

  /** Names of the methods whose map is here and whose faithfulness is not. */
  unmeasured(target) {
    return this.methods
      .map(({name}) => name)
      .filter(name => this.heat(name, target) && !this.faith.get(target)?.methods[name]);
  }

  /** Deletion and insertion curves of every map that is here, in one run. */
  async measure(target, signal, report) {
    const query = `target=${target}&methods=${this.unmeasured(target)}`;
    const {levels, methods} = await this.long(`faithfulness?${query}`, signal, report);
    this.faith.set(target, {levels, methods: {...this.faith.get(target)?.methods, ...methods}});
  }

  /** Long work of the server; ends when it is cancelled or the trace is closed. */
  long(path, signal, report) {
    const both = AbortSignal.any([signal, this.record.signal]);
    return follow(`${this.record.url}/${path}`, both, report);
  }

  close() {
    this.record.close();
  }
}

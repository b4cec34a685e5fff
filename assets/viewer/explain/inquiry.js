// The results on the classes and similarities of one trace, each fetched once and kept.
// A target is the index of a class, or the name of a similarity.
import {bodies, routes} from '../record/contract.js';
import {along, follow} from '../record/lines.js';
import {Once} from '../record/once.js';
import {Record} from '../record/record.js';
import {EVERY} from '../record/grid.js';
import {REMOVAL} from '../record/shares.js';
import {coveredPatches, spreadSquares} from '../record/squares.js';
import {fieldsOf, partsOf} from './likeness.js';

/** Names of the routes of maps: of the model's own weights, and of the same weights shuffled. */
export const OWN = 'maps';
export const SHUFFLED = 'mapsRandomised';
export const SIGNED = 'mapsSigned';

const KEPT = 12; // films of rollout kept

const isSlow = ({cost}) => cost === 'a backward per layer';

export class Inquiry extends Once {
  methods = []; // [{name, title, class_specific, cost, source, signed}]
  classes = null; // {kind, names, p}
  likeliest = 0; // index of a class
  refusal = null; // why there are no classes
  objects = null; // {names, centres, coverage} of a drawn scene
  heats = new Map(); // "maps relevance 3" -> [N]
  films = new Map(); // query and knobs -> {query, flows [L] of [N]}
  fused = new Map(); // "max", or "max without" sinks -> layers of [N, N]
  effects = new Map(); // target -> {drops [P], correlation}
  begun = new Map(); // target -> {heat [N], known}: removal while it runs
  likenesses = new Map(); // target -> {value, of, to, stays}
  pictures = null; // [{word, label, own}] that a part can be compared with
  faith = new Map(); // target -> {levels, methods: {name: {deletion, ...}}}

  constructor(meta, base) {
    super();
    this.meta = meta;
    this.record = Record.of(meta, base);
  }

  /** The table of methods, and the objects of a drawn scene. */
  open() {
    return this.once('open', async () => {
      const {record} = this;
      const methods = record.json(routes.methods(record.url));
      [this.methods] = await Promise.all([methods, record.loadObjects()]);
      this.objects = record.objects;
    });
  }

  /** Names and probabilities of all classes, or the sentence in `refusal`. */
  name() {
    return this.once('classes', async () => {
      const classes = await this.record.classes();
      this.refusal = classes.refusal;
      if (classes.refusal) return;
      this.classes = classes;
      this.likeliest = classes.p.indexOf(Math.max(...classes.p));
    });
  }

  /**
   * Each layer's attention [N, N], its heads fused by `fusion`: mean, max, min or head3; without
   * the heads' sinks where these are left out. It is kept in `fused` by the name returned.
   */
  async loadFused(fusion, leaveOut) {
    const name = leaveOut ? `${fusion} without` : fusion;
    const fields = leaveOut ? {leave_out: 1} : {};
    await this.once(`fused/${name}`, async () => {
      const {record, meta} = this;
      const layers = await Promise.all(
        Array.from({length: meta.layers}, (_, l) =>
          record.numbers(routes.fused(record.url, fusion, l, fields), bodies.fused(meta)),
        ),
      );
      this.fused.set(name, layers);
    });
    return name;
  }

  /** Rollout [L] of [N] from a token up to each layer, as the server computes it. */
  loadFilm(query, knobs) {
    const name = filmName(query, knobs);
    return this.once(name, async () => {
      const {record, meta} = this;
      const {leaveOut, residual, discard, fusion, start, head} = knobs;
      const from = query === EVERY ? 'default' : query;
      const fields = {residual, discard, fusion, head, start, leave_out: Number(leaveOut)};
      const url = routes.rolloutFilm(record.url, from, fields);
      const rows = await record.numbers(url, bodies.rolloutFilm(meta));
      const flows = Array.from({length: meta.layers}, (_, l) =>
        rows.subarray(l * meta.tokens, (l + 1) * meta.tokens),
      );
      this.films.set(name, {query, flows});
      if (this.films.size > KEPT) this.dropFilm(this.films.keys().next().value);
    });
  }

  dropFilm(name) {
    this.films.delete(name);
    this.forget(name);
  }

  /** The rollout with these knobs, {query, flows}; undefined while it is not here. */
  film(query, knobs) {
    return this.films.get(filmName(query, knobs));
  }

  /** The rollout that came last. */
  lastFilm() {
    return [...this.films.values()].at(-1);
  }

  /** The pictures that a part can be compared with. */
  loadPictures() {
    return this.once('pictures', async () => {
      this.pictures = await this.record.json(routes.likenessPictures(this.record.url));
    });
  }

  /** The cosine of a similarity, and both parts in words. */
  loadLikeness(target) {
    return this.once(`likeness ${target}`, async () => {
      const url = routes.likeness(this.record.url, partsOf(target));
      this.likenesses.set(target, await this.record.json(url));
    });
  }

  /**
   * Fetches the maps of a target by every method but removal, in two requests: slow methods do not
   * delay quick ones. Calls `arrived()` after each.
   */
  async maps(target, route, arrived) {
    const derived = this.methods.filter(({name}) => name !== REMOVAL);
    const parts = [derived.filter(method => !isSlow(method)), derived.filter(isSlow)];
    await Promise.all(
      parts.map(async part => {
        await this.fetch(
          target,
          route,
          part.map(({name}) => name),
        );
        arrived();
      }),
    );
  }

  /** The maps of a target with their signs, of the methods that leave these out. */
  signed(target) {
    const names = this.methods.filter(({signed}) => signed).map(({name}) => name);
    return this.fetch(target, SIGNED, names);
  }

  /**
   * @param {number | string} target
   * @param {'maps' | 'mapsRandomised' | 'mapsSigned'} route
   * @param {string[]} names of methods
   */
  fetch(target, route, names) {
    return this.once(keyOf(route, names, target), async () => {
      const {record, meta} = this;
      const name = routeOf(route, target);
      const url = routes[name](record.url, {...fieldsOf(target), methods: names});
      const all = await record.numbers(url, bodies[name](meta, {methods: names.length}));
      names.forEach((method, i) => {
        const heat = all.subarray(i * meta.tokens, (i + 1) * meta.tokens);
        this.heats.set(keyOf(route, method, target), heat);
      });
    });
  }

  /** A method's map [N] of a target, undefined while it is not here. */
  heat(name, target, route = OWN) {
    return this.heats.get(keyOf(route, name, target));
  }

  /**
   * Measures the removal of patches in turn. Until it ends, `begun` holds the effects of the
   * first `known` patches; then they are a map like any other. `report(done, total)` at each step.
   */
  async remove(target, signal, report) {
    const {meta} = this;
    const heat = new Float32Array(meta.tokens);
    const part = {heat, known: 0};
    const effects = []; // of the squares so far
    this.begun.set(target, part);
    try {
      const more = along(report, (done, total, drops = []) => {
        effects.push(...drops);
        part.known = coveredPatches(effects.length, meta);
        spreadSquares(heat, effects, part.known, meta);
        report(done, total);
      });
      const url = routes[routeOf('removal', target)](this.record.url, fieldsOf(target));
      const result = await this.long(url, signal, more);
      heat.set(result.drops, meta.prefix);
      this.heats.set(keyOf(OWN, REMOVAL, target), heat);
      this.effects.set(target, result);
    } finally {
      if (this.begun.get(target) === part) this.begun.delete(target);
    }
  }

  /** Whether a map that is here is zero on every patch: it marks none, so nothing is measured. */
  isZero(name, target) {
    const heat = this.heat(name, target);
    return Boolean(heat) && !heat.subarray(this.meta.prefix).some(Boolean);
  }

  /** Names of the methods whose map is here and whose faithfulness is not. */
  unmeasured(target) {
    return this.methods
      .map(({name}) => name)
      .filter(name => this.heat(name, target) && !this.isZero(name, target))
      .filter(name => !this.faith.get(target)?.methods[name]);
  }

  /** Deletion and insertion curves of every map that is here, in one run. */
  async measure(target, signal, report) {
    const fields = {...fieldsOf(target), methods: this.unmeasured(target)};
    const url = routes[routeOf('faithfulness', target)](this.record.url, fields);
    const {levels, methods} = await this.long(url, signal, report);
    this.faith.set(target, {levels, methods: {...this.faith.get(target)?.methods, ...methods}});
  }

  /** Long work of the server; ends when it is cancelled or the trace is closed. */
  long(url, signal, report) {
    return follow(url, AbortSignal.any([signal, this.record.signal]), report);
  }

  close() {
    this.record.close();
  }
}

/** @returns {string} of a rollout: `head` counts where it is fused alone */
const filmName = (query, {residual, discard, fusion, start, head, leaveOut}) =>
  `film ${query} ${residual} ${discard} ${fusion === 'head' ? head : fusion} ${start} ${leaveOut}`;

/** The route of a similarity has the name of that of a class, with its own beginning. */
const routeOf = (name, target) =>
  typeof target === 'number' ? name : `likeness${name[0].toUpperCase()}${name.slice(1)}`;

const keyOf = (route, method, target) => `${route} ${method} ${target}`;

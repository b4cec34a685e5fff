// How far the features move when heads are switched off, or squares of patches taken out, in turn.
import {bodies, routes} from '../../record/contract.js';
import {along, follow} from '../../record/lines.js';
import {squareCount} from '../../record/squares.js';

/** @typedef {'heads' | 'patches'} Swept what goes in turn */
/**
 * @typedef {object} Sweep
 * @property {Float32Array} moves [passes] 1 less the cosine of the pooled feature
 * @property {number} known how many passes are measured
 * @property {Float32Array | null} maps [passes * P] the same of every patch, once all are measured
 */

/** How many passes a sweep takes. */
export const passesOf = (/** @type {Swept} */ swept, meta) =>
  swept === 'heads' ? meta.layers * meta.heads : squareCount(meta);

export class Moves {
  /** @type {Map<string, Sweep>} */ sweeps = new Map(); // "heads/zero" -> its figures
  question = null; // which sweep is in sight: {record, swept, fields, key}
  running = new AbortController();

  /** @returns {Sweep | undefined} */
  get sweep() {
    return this.question && this.sweeps.get(this.question.key);
  }

  get isWhole() {
    return Boolean(this.sweep?.maps);
  }

  /** Another picture: no figures of it are here. */
  clear() {
    this.running.abort();
    this.sweeps.clear();
    this.question = null;
  }

  /** Chooses the sweep in sight; one of another record or kind is stopped. */
  choose(record, /** @type {Swept} */ swept, fill) {
    const key = swept === 'heads' ? `heads/${fill}` : swept;
    if (this.question?.key === key && this.question.record === record) return;
    this.running.abort();
    this.question = {record, swept, fields: swept === 'heads' ? {fill} : {}, key};
  }

  /** Measures one pass after the other; each figure is here as soon as it is measured. */
  async measure(signal, progress) {
    const {record, swept, fields, key} = this.question;
    const {meta} = record;
    const moves = new Float32Array(passesOf(swept, meta));
    /** @type {Sweep} */ const sweep = {moves, known: 0, maps: null};
    this.running = new AbortController();
    this.sweeps.set(key, sweep);
    progress(0, moves.length);
    try {
      const stop = AbortSignal.any([signal, this.running.signal, record.signal]);
      const result = await follow(
        routes.featureMoves(record.url, swept, fields),
        stop,
        along(progress, (done, total, newest = []) => {
          moves.set(newest, sweep.known);
          sweep.known += newest.length;
          progress(done, total);
        }),
      );
      moves.set(result.moves);
      sweep.known = moves.length;
      sweep.maps = await record.numbers(
        routes.featureMoveMaps(record.url, swept, fields),
        bodies.featureMoveMaps(meta, {passes: moves.length}),
      );
    } finally {
      if (!sweep.maps && this.sweeps.get(key) === sweep) this.sweeps.delete(key);
    }
  }

  /** The pass whose features moved most, of those that are measured. */
  farthest() {
    const {moves, known} = this.sweep;
    let at = 0;
    for (let i = 1; i < known; i++) if (moves[i] > moves[at]) at = i;
    return at;
  }

  /** How far every token [N] moved in a pass; 0 for prefix tokens and for what was taken out. */
  map(pass) {
    const {meta} = this.question.record;
    const patches = meta.rows * meta.cols;
    const values = new Float32Array(meta.tokens);
    const own = this.sweep.maps.subarray(pass * patches, (pass + 1) * patches);
    own.forEach((value, patch) => {
      values[meta.prefix + patch] = Number.isNaN(value) ? 0 : value;
    });
    return values;
  }
}

// The importance of each head for a class: measured by switching it off, estimated by one gradient.
import {bodies, routes} from '../../record/contract.js';
import {along, follow} from '../../record/lines.js';

/**
 * @typedef {object} Result
 * @property {Float32Array | null} first [L * H] first-order importance
 * @property {Float32Array | null} exact [L * H] measured importance
 * @property {number} known how many heads of `exact` are measured
 * @property {number | null} correlation Spearman's of the two, once all heads are measured
 */

export class Importance {
  /** @type {Map<string, Result>} */ results = new Map(); // "target/fill" -> figures
  question = null; // which figures are in sight: {record, fields, key}
  sweeping = new AbortController(); // of the sweep that runs

  /** @returns {Result | undefined} */
  get result() {
    return this.question && this.results.get(this.question.key);
  }

  /** Another picture: no figures of its heads are here. */
  clear() {
    this.sweeping.abort();
    this.results.clear();
    this.question = null;
  }

  /**
   * Chooses pass, class and replacement of the figures; false where they are chosen already. A
   * sweep for others is aborted.
   */
  choose(record, target, fill) {
    const key = `${target}/${fill}`;
    if (this.question?.key === key && this.question.record === record) return false;
    this.sweeping.abort();
    this.question = {record, fields: {target, fill}, key};
    if (!this.results.has(key)) {
      this.results.set(key, {first: null, exact: null, known: 0, correlation: null});
    }
    return true;
  }

  /** Requests the first-order importance, where it is not here. */
  async estimate() {
    const {
      result,
      question: {record, fields},
    } = this;
    if (result.first) return;
    const url = routes.importance(record.url, fields);
    result.first = await record.numbers(url, bodies.importance(record.meta));
  }

  /** Switches one head off after the other; each figure is here as soon as it is measured. */
  async sweep(signal, progress) {
    const {
      result,
      question: {record, fields},
    } = this;
    const exact = new Float32Array(record.meta.layers * record.meta.heads);
    this.sweeping = new AbortController();
    result.exact = exact;
    result.known = 0;
    try {
      const {drops, correlation} = await follow(
        routes.ablation(record.url, fields),
        AbortSignal.any([signal, this.sweeping.signal, record.signal]),
        along(progress, (done, total, newest = []) => {
          exact.set(newest, result.known);
          result.known += newest.length;
          progress(done, total);
        }),
      );
      exact.set(drops.flat());
      result.known = exact.length;
      result.correlation = correlation;
    } finally {
      if (result.correlation === null) {
        result.exact = null;
        result.known = 0;
      }
    }
  }
}

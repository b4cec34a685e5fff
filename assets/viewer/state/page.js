// The state of the page: one object, which every screen reads and each fact's one writer changes.
import {FACTS, TRAVELLING} from './facts.js';

const OPENING = Object.fromEntries(
  Object.entries(FACTS).map(([name, {initial}]) => [name, initial]),
);

/**
 * @typedef {object} Change a write: the facts before it, the names that differ, and how it came
 * @property {Record<string, any>} before
 * @property {Set<string>} changed
 * @property {string | null} gesture of which the write is a part: one step of undo for all of it
 * @property {boolean} replayed it repeats a former state, and is no step of its own
 */

/** @typedef {(facts: Record<string, any>, change: Change) => void} Listener */

class PageState {
  /** @type {Readonly<Record<string, any>>} */ facts = Object.freeze({...OPENING});
  listeners = new Set();

  /**
   * The only way to change facts: `write({name: value, ...}, {gesture})`, of those facts that the
   * table gives to this module.
   * @param {string} module its path without .js, as in the table
   */
  writer(module) {
    return (values, {gesture = null} = {}) => {
      const foreign = Object.keys(values).filter(name => FACTS[name]?.writer !== module);
      if (foreign.length) throw new Error(`${module} does not write ${foreign.join(', ')}.`);
      this.put(values, {gesture, replayed: false});
    };
  }

  /**
   * Takes another view of the server's, with what it leaves of the choices or brings back of them,
   * in one change (passes.js alone does this).
   */
  take(values, {replayed}) {
    this.put(values, {gesture: null, replayed});
  }

  put(values, {gesture, replayed}) {
    const before = this.facts;
    const names = Object.keys(values).filter(name => !Object.is(values[name], before[name]));
    if (!names.length) return;
    this.facts = Object.freeze({...before, ...values});
    const change = {before, changed: new Set(names), gesture, replayed};
    for (const listener of [...this.listeners]) listener(this.facts, change);
  }

  /**
   * Calls `listener(facts, change)` when one of the named facts changes; of all where null.
   * @param {string[] | null} names
   * @param {Listener} listener
   */
  follow(names, listener) {
    this.listeners.add((facts, change) => {
      if (!names || names.some(name => change.changed.has(name))) listener(facts, change);
    });
  }

  /** The same, and now: a screen that opens late gets what was chosen before. */
  hear(names, listener) {
    this.follow(names, listener);
    listener(this.facts, {
      before: OPENING,
      changed: new Set(names),
      gesture: null,
      replayed: true,
    });
  }

  /** Calls `listener(value)` with a fact that is there, now and at each change. */
  know(name, listener) {
    this.hear([name], facts => {
      if (facts[name] !== null) listener(facts[name]);
    });
  }
}

export const pageState = new PageState();

/** All that travels of a state, with the selection: what a step back or a link goes to. */
export const travelling = facts =>
  Object.fromEntries(['selection', ...TRAVELLING].map(name => [name, facts[name]]));

/** A state in which everything is as it opens. */
export const opening = () => travelling(OPENING);

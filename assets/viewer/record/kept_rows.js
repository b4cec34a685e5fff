// Exact rows that a record keeps: those that were read last, by name.

const ROOM = 16e6; // bytes
const LEAST = 8; // rows, however large

export class KeptRows {
  /** @type {Map<string, Float32Array>} */ held = new Map(); // the one read last is the last

  /** @param {(name: string) => void} forget called with the name of a row that goes */
  constructor(forget) {
    this.forget = forget;
  }

  /** Keeps a row; those that nobody read for the longest time go. */
  set(name, values) {
    this.held.set(name, values);
    const most = Math.max(LEAST, Math.floor(ROOM / values.byteLength));
    if (this.held.size > most) this.drop(this.held.keys().next().value);
  }

  drop(name) {
    this.held.delete(name);
    this.forget(name);
  }

  get(name) {
    const values = this.held.get(name);
    if (values) {
      this.held.delete(name);
      this.held.set(name, values);
    }
    return values;
  }
}

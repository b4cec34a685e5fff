// What is fetched once and kept, by name.

export class Once {
  loading = new Map(); // name -> promise
  underway = new Set(); // names of what is not here yet

  /**
   * One call of `fetcher` per name, however often it is wanted; a failed one is tried again.
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} fetcher
   * @returns {Promise<T>}
   */
  once(name, fetcher) {
    const known = this.loading.get(name);
    if (known) return known;
    const isMine = () => this.loading.get(name) === promise; // no later one took its place
    const promise = fetcher().then(
      value => {
        if (isMine()) this.underway.delete(name);
        return value;
      },
      error => {
        if (isMine()) this.forget(name);
        throw error;
      },
    );
    this.underway.add(name);
    this.loading.set(name, promise);
    return promise;
  }

  /** The next call of `once` fetches again. */
  forget(name) {
    this.loading.delete(name);
    this.underway.delete(name);
  }

  /** Forgets what is under way: its requests were given up, and nobody may wait for them. */
  abandon() {
    for (const name of [...this.underway]) this.forget(name);
  }
}

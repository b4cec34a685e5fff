// What is fetched once and kept, by name.

export class Once {
  loading = new Map(); // name -> promise

  /**
   * One call of `fetcher` per name, however often it is wanted; a failed one is tried again.
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} fetcher
   * @returns {Promise<T>}
   */
  once(name, fetcher) {
    if (!this.loading.has(name)) {
      const promise = fetcher().catch(error => {
        this.loading.delete(name);
        throw error;
      });
      this.loading.set(name, promise);
    }
    return this.loading.get(name);
  }

  /** The next call of `once` fetches again. */
  forget(name) {
    this.loading.delete(name);
  }
}

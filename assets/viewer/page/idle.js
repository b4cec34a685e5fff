// Work while the browser is idle.

/**
 * Waits so many milliseconds.
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
export const pause = milliseconds =>
  new Promise(done => {
    setTimeout(done, milliseconds);
  });

/**
 * Waits until the browser has nothing else to do.
 * @returns {Promise<void>}
 */
export const idle = () =>
  new Promise(done => {
    if (window.requestIdleCallback) window.requestIdleCallback(() => done());
    else setTimeout(done, 1);
  });

/** Runs a generator's steps while the browser is idle, as long as `wanted()`; then `done()`. */
export function whenIdle(steps, wanted, done) {
  const schedule = window.requestIdleCallback ?? (step => setTimeout(() => step(null), 1));
  const work = deadline => {
    do {
      if (!wanted()) return;
      if (steps.next().done) {
        done();
        return;
      }
    } while (deadline && deadline.timeRemaining() > 6);
    schedule(work);
  };
  schedule(work);
}

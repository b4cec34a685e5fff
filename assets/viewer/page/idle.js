// Work in the pauses of the page.

/** Runs a generator's steps while the browser is idle, as long as `wanted()`; then `done()`. */
export function whenIdle(steps, wanted, done) {
  const ask = window.requestIdleCallback ?? (work => setTimeout(() => work(null), 1));
  const work = deadline => {
    do {
      if (!wanted()) return;
      if (steps.next().done) {
        done();
        return;
      }
    } while (deadline && deadline.timeRemaining() > 6);
    ask(work);
  };
  ask(work);
}

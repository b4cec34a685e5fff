// Plays the film: its frames one after the other, at their own times, again from the start; once
// where the system says that motion should be reduced.
const SLOWEST = 2000; // ms from frame to frame
const FASTEST = 66;
const CALM = window.matchMedia('(prefers-reduced-motion: reduce)');

export class Player {
  timer = 0;

  /** @param {any} page the Film screen */
  constructor(page) {
    this.page = page;
    this.button = page.view.find('clip-play');
    this.button.addEventListener('click', () => this.toggle());
  }

  toggle() {
    if (this.page.state.playing) this.pause();
    else this.start();
  }

  start() {
    const s = this.page.state;
    if (!s.reel || s.reel.known(s.layer) < 2) return;
    s.playing = true;
    this.mark();
    this.wait();
  }

  /** Waits until the next frame is due. */
  wait() {
    const {reel, at} = this.page.state;
    const {frames} = reel.facts;
    const next = at >= this.last ? 0 : at + 1;
    const step = frames[next].seconds - frames[at].seconds;
    const usual = frames[1].seconds - frames[0].seconds;
    const due = 1000 * (step > 0 ? step : usual);
    this.timer = window.setTimeout(() => this.go(next), Math.min(SLOWEST, Math.max(FASTEST, due)));
  }

  async go(next) {
    const {page} = this;
    const {reel} = page.state;
    await reel.loadArt(next).catch(() => {}); // a frame that cannot be decoded is shown by its map
    if (!page.state.playing || page.state.reel !== reel) return;
    if (!page.element.isConnected || !page.element.getClientRects().length) {
      this.stop();
      return;
    }
    page.look(next);
    if (CALM.matches && next >= this.last) this.pause();
    else this.wait();
  }

  /** The last frame that has a map. */
  get last() {
    const {reel, layer} = this.page.state;
    return Math.min(reel.known(layer), reel.count) - 1;
  }

  /** Stops at the frame in sight, which becomes the page's own. */
  pause() {
    this.stop();
    this.page.noteMoment();
  }

  stop() {
    clearTimeout(this.timer);
    this.page.state.playing = false;
    this.mark();
  }

  mark() {
    const {playing} = this.page.state;
    this.button.setAttribute('aria-pressed', String(playing));
    this.button.setAttribute('aria-label', playing ? 'Stop' : 'Play');
  }
}

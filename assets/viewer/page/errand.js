// A button for long work: while it runs, its progress and a button that stops it.
import {button, el, say} from './dom.js';

/** A place in the line of work, in words. @param {number} place */
export const waitingAt = place => `waiting, place ${place} in the line`;

export class Errand {
  /** @type {AbortController | null} */ work = null; // of the work that runs
  doing = ''; // what it is called while it runs

  /**
   * `run(signal, progress)` does the work and calls `progress(done, total)` at each step;
   * `changed()` is called when it begins, makes progress or ends, `failed(error)` when it throws.
   * @param {HTMLElement} box
   * @param {{
   *   run: (signal: AbortSignal, progress: (done: number, total: number) => void) => Promise<void>,
   *   failed: (error: Error) => void,
   *   changed: () => void,
   * }} callbacks
   */
  constructor(box, {run, failed, changed}) {
    this.run = run;
    this.failed = failed;
    this.changed = changed;
    this.go = button('av-toggle av-errand-go');
    this.stop = button('av-quiet av-errand-stop', 'Cancel');
    this.text = el('p', 'av-errand-text');
    this.track = el('div', 'av-track');
    this.fill = el('div', 'av-fill');
    this.track.append(this.fill);
    this.track.setAttribute('role', 'progressbar');
    this.running = el('div', 'av-errand-running');
    this.running.append(this.text, this.track, this.stop);
    box.append(this.go, this.running);
    this.go.addEventListener('click', () => this.start());
    this.stop.addEventListener('click', () => this.cancel());
    this.show({label: '', enabled: false});
  }

  get busy() {
    return this.work !== null;
  }

  show({label, doing = '', enabled}) {
    this.doing = doing || this.doing;
    say(this.go, label);
    this.go.disabled = !enabled;
    this.go.hidden = this.busy;
    this.running.hidden = !this.busy;
  }

  async start() {
    if (this.busy) return;
    const work = (this.work = new AbortController());
    const progress = (done, total) => {
      if (this.work !== work) return;
      this.report(done, total);
      this.changed();
    };
    progress.waits = place => {
      if (this.work === work) this.wait(place);
    };
    progress(0, 0);
    try {
      await this.run(work.signal, progress);
    } catch (error) {
      if (this.work === work || error.name !== 'AbortError') this.failed(error);
    }
    if (this.work === work) this.end();
  }

  /** Stops the work, here and on the server, which ends it when the connection closes. */
  cancel() {
    const {work} = this;
    if (!work) return;
    this.end();
    work.abort();
  }

  end() {
    this.work = null;
    this.changed();
  }

  /** Says its place in the line. */
  wait(place) {
    say(this.text, `${this.doing}: ${waitingAt(place)}`);
  }

  report(done, total) {
    say(this.text, total ? `${this.doing}: ${done} of ${total}` : this.doing);
    this.fill.style.width = `${total ? (done / total) * 100 : 0}%`;
    this.track.setAttribute('aria-label', this.doing);
    this.track.setAttribute('aria-valuemax', String(total || 1));
    this.track.setAttribute('aria-valuenow', String(done));
  }
}

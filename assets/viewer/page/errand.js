// A button for long work: while it runs, its progress and a button that stops it.
import {el, say} from './dom.js';

export class Errand {
  /**
   * `run(signal, told)` does the work; `changed()` hears that it began, went on or ended, and
   * `failed(error)` of what went wrong.
   */
  constructor(box, {run, failed, changed}) {
    Object.assign(this, {box, run, failed, changed, work: null});
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
    const told = (done, total) => {
      if (this.work !== work) return;
      this.tell(done, total);
      this.changed();
    };
    told(0, 0);
    try {
      await this.run(work.signal, told);
    } catch (error) {
      if (this.work === work || error.name !== 'AbortError') this.failed(error);
    }
    if (this.work === work) this.end();
  }

  /** Stops the work, here and on the server, which notices that nobody reads on. */
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

  tell(done, total) {
    say(this.text, total ? `${this.doing}: ${done} of ${total}` : this.doing);
    this.fill.style.width = `${total ? (done / total) * 100 : 0}%`;
    this.track.setAttribute('aria-label', this.doing);
    this.track.setAttribute('aria-valuemax', String(total || 1));
    this.track.setAttribute('aria-valuenow', String(done));
  }
}

function button(className, text = '') {
  const node = el('button', className, text);
  node.type = 'button';
  return node;
}

// Plays the film: its frames one after the other on the stage.
import {filmOf} from '../screen/query.js';

const FRAME = 420; // ms

export class Player {
  constructor(button, s, actions) {
    this.button = button;
    this.s = s;
    this.actions = actions;
    this.timer = null;
    button.addEventListener('click', () => (this.timer ? this.stop() : this.start()));
  }

  start() {
    if (!this.s.trace) return;
    this.actions.showFrame(this.s.method === 'features' ? 0 : this.s.start);
    this.timer = setInterval(() => this.next(), FRAME);
    this.mark();
  }

  next() {
    const {at, count} = filmOf(this.s);
    const over = at === null || at >= count - 1;
    if (!this.button.isConnected || over) this.stop();
    else this.actions.moveFrame(1);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.mark();
  }

  mark() {
    this.button.setAttribute('aria-pressed', String(this.timer !== null));
    this.button.setAttribute('aria-label', this.timer === null ? 'Play the layers' : 'Stop');
  }
}

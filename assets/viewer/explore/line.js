// The page's line to its server: what is said when it breaks, and how the view comes back.
import {channel} from '../page/channel.js';
import {routes} from '../record/contract.js';
import {Touch} from '../screen/alive.js';
import {pageState} from '../state/page.js';
import {renew, sayInstead} from '../state/passes.js';

/** @typedef {import('../record/trace.js').Trace} Trace */

const PATIENCE = 20_000; // ms in which a view that was requested again may come
const AWAY = 'The server does not answer. This page goes on by itself as soon as it does.';
const RESTARTED = 'The program was started again: your view is back.';
const LET_GO = 'The server had let this view go: it is back.';
const CHOOSE = 'The server had let this page go: your view is back. Please choose again.';

export class Line {
  /** @param {() => Trace | null} trace what the page shows */
  constructor(trace) {
    this.trace = trace;
    this.touch = new Touch({
      url: () => trace() && routes.alive(trace().record.url),
      lost: again => this.renew(trace(), again ? RESTARTED : LET_GO),
      away: () => channel.tell('away', AWAY),
      back: () => this.back(),
    });
    pageState.know('pass', () => {
      if (!this.touch.born) this.touch.look(); // which run of the program shows the first view
    });
    channel.follow('broken', async () => {
      await this.touch.look();
      if (!this.touch.gone) channel.tell('answers');
    });
  }

  /** The server answers again. */
  back() {
    for (const name of ['away', 'fault']) channel.tell(name, null);
    channel.tell('answers');
  }

  /** Something did not come: says so, or that nothing comes because the line is broken. */
  async failed(sentence) {
    await this.touch.look();
    if (!this.touch.gone) channel.tell('fault', sentence);
  }

  /** The server no longer holds the choices of this page, of which the last one came to nothing. */
  bring() {
    sayInstead(CHOOSE);
    this.renew(this.trace(), CHOOSE);
  }

  /**
   * The server has forgotten a trace: requests it once more, and says so when it comes.
   * @param {Trace | null} trace
   */
  async renew(trace, sentence = LET_GO) {
    const now = performance.now();
    if (!trace || now - trace.requested < PATIENCE) return;
    trace.requested = now;
    try {
      await renew(sentence);
    } catch {
      trace.requested = -Infinity; // the line is broken: the next sign of life tries again
    }
  }
}

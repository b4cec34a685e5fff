// The page's line to its server: what is said when it breaks, and how the view comes back.
import {channel} from '../page/channel.js';
import {routes} from '../record/contract.js';
import {Touch} from '../screen/alive.js';
import {renew} from '../state/passes.js';

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
      away: () => channel.tell('notice', AWAY),
      back: () => channel.tell('notice', null),
    });
  }

  /** The server no longer holds the choices of this page, of which the last one came to nothing. */
  bring() {
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

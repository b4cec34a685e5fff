// Keeps in touch with the server: a sign of life now and then, so that it keeps what an open page
// holds; and what its answer says: whether it was started again, and whether it knows this page.
import {reached} from '../record/decode.js';

const SEEN = 15_000; // ms from one sign to the next
const HIDDEN = 60_000; // of a page in the background; what it holds goes after ten minutes
const AWAY = 2_000; // while the server does not answer
const PATIENCE = 8_000; // ms for an answer
const JITTER = 0.3; // of these times: fifty pages do not come at once when a server is back
const WAKES = ['online', 'offline', 'pageshow', 'focus'];

/**
 * @typedef {object} Page
 * @property {() => string | null} url of the page's view, null while there is none
 * @property {(again: boolean) => Promise<void>} lost the server does not know the view: it was
 *   started `again`, or let it go; called until the view has another address
 * @property {() => void} away the server does not answer
 * @property {() => void} back it answers
 */

export class Touch {
  born = ''; // which run of the program answered last
  asking = false; // one question at a time
  timer = 0;
  gone = false; // the last question had no answer

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    for (const name of WAKES) window.addEventListener(name, () => this.look());
    document.addEventListener('visibilitychange', () => this.look());
    this.later();
  }

  /** Asks now, and again after a while. */
  async look() {
    if (this.asking) return;
    const url = this.page.url();
    this.asking = true;
    try {
      if (url) this.heard(await answerOf(url));
    } catch {
      if (!this.gone) this.page.away();
      this.gone = true;
    } finally {
      this.asking = false;
      this.later();
    }
  }

  /** @param {import('../record/replies.js').SignOfLife} sign */
  heard({born, known}) {
    const again = this.born !== '' && born !== this.born;
    this.born = born;
    if (this.gone) this.page.back();
    this.gone = false;
    if (!known) this.page.lost(again);
  }

  later() {
    clearTimeout(this.timer);
    const usual = document.hidden ? HIDDEN : SEEN;
    const time = (this.gone ? AWAY : usual) * (1 + JITTER * Math.random());
    this.timer = window.setTimeout(() => this.look(), time);
  }
}

/** What the server says; an Error where it says nothing, or something else does in its place. */
async function answerOf(url) {
  const reply = await reached(url, AbortSignal.timeout(PATIENCE), {cache: 'no-store'});
  if (!reply.ok) throw new Error(`status ${reply.status}`);
  return reply.json();
}

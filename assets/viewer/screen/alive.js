// A sign of life now and then, so that the server keeps what an open page holds.
import {Gone} from '../record/decode.js';

const EVERY = 60_000; // ms; what a page holds goes after ten minutes without a sign

/** Sends it to the address that `url()` returns, if any; `gone` is called when it has expired. */
export function keepAlive(url, gone) {
  return setInterval(async () => {
    const address = url();
    if (!address) return;
    try {
      const reply = await fetch(address, {cache: 'no-store'});
      if (reply.status === 404) gone(new Gone());
    } catch {
      // The line is broken: the next sign tries again.
    }
  }, EVERY);
}

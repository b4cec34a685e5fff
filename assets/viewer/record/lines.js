// Long work of the server: its reply is lines of JSON, progress first, then one result.
import {get, sound} from './decode.js';

/**
 * Reads the lines of long work; returns its result, or throws an Error with a sentence.
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {(done: number, total: number, drops?: number[]) => void} progress called at each step;
 *   `drops` are those that removal has measured since the step before
 */
export async function follow(url, signal, progress) {
  return result(await get(url, signal), progress);
}

/**
 * The same of a reply that is here.
 * @param {Response} reply
 * @param {(done: number, total: number, drops?: number[]) => void} progress
 */
export async function result(reply, progress) {
  for await (const line of lines(reply.body)) {
    const report = JSON.parse(line);
    if (report.error) throw new Error(report.error);
    if (report.result) return report.result;
    progress(report.done, report.total, report.drops);
  }
  throw new Error('The server stopped before the work was done.');
}

/** The lines of a body, as they come; an Error with a sentence where the line breaks. */
export async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await sound(reader.read());
    if (done) return;
    const whole = (rest + value).split('\n');
    rest = whole.pop();
    yield* whole;
  }
}

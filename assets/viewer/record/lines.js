// Long work of the server: its reply is lines of JSON, progress first, then one result.
import {get, sound} from './decode.js';

/**
 * Called at each step of long work: `drops` are those that removal has measured since the step
 * before; `waits(place)` while the work waits in a line, before its first step.
 * @typedef {((done: number, total: number, drops?: number[]) => void) &
 *   {waits?: (place: number) => void}} Steps
 */

/**
 * Steps that hand on to others its place in the line.
 * @param {Steps} others
 * @param {Steps} steps
 * @returns {Steps}
 */
export const along = (others, steps) =>
  Object.assign(steps, {waits: place => others.waits?.(place)});

/**
 * Reads the lines of long work; returns its result, or throws an Error with a sentence.
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {Steps} progress
 */
export async function follow(url, signal, progress) {
  return result(await get(url, signal), progress);
}

/**
 * The same of a reply that is here.
 * @param {Response} reply
 * @param {Steps} progress
 */
export async function result(reply, progress) {
  for await (const line of lines(reply.body)) {
    const report = JSON.parse(line);
    if (report.error) throw new Error(report.error);
    if (report.result) return report.result;
    if (report.place) progress.waits?.(report.place);
    else if (report.total !== undefined) progress(report.done, report.total, report.drops);
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

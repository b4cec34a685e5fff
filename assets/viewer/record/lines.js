// Long work of the server: it answers in lines of JSON, progress first, then one result.
import {get} from './decode.js';

/**
 * Follows long work: `told(done, total, drops)` at each step, drops being what removal has newly
 * measured; its result, or an Error in a sentence.
 */
export async function follow(url, signal, told) {
  const reply = await get(url, signal);
  for await (const line of lines(reply.body)) {
    const report = JSON.parse(line);
    if (report.error) throw new Error(report.error);
    if (report.result) return report.result;
    told(report.done, report.total, report.drops);
  }
  throw new Error('The server stopped before the work was done.');
}

/** The lines of a body, as they come. */
export async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    const whole = (rest + value).split('\n');
    rest = whole.pop();
    yield* whole;
  }
}

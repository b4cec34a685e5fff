// One number all the way down, from a map of one head or of the mean of heads.
import {channel} from '../page/channel.js';
import {EVERY} from '../record/grid.js';
import {peak} from '../record/measures.js';

/** Said of a map that is asked from all that the model reads. */
export const READ =
  'The map averages over all that the model reads; this is what one patch of it ' + 'gives.';

/**
 * Tells which weight a map [N] stands for at token `at`, at its peak where that is none or the
 * query itself. The mean of heads is `head === meta.heads`.
 */
export function tellWeight({meta, art, values, layer, head, query, note = ''}, at = null) {
  const every = query === EVERY;
  const to = at === null || at === query ? peak(values, meta.prefix, query) : at;
  channel.tell('number', {
    meta,
    art,
    layer,
    head: head === meta.heads ? null : head,
    from: every ? to : query,
    to,
    note: note || (every ? READ : ''),
  });
}

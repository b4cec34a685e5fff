// Opens one attention weight of a map, of one head or of the mean of heads, step by step.
import {channel} from '../page/channel.js';
import {EVERY} from '../record/grid.js';
import {peak} from '../record/measures.js';

/** The note on a map whose query is all that the model reads. */
export const READ =
  'The map averages over all that the model reads; this is what one patch of it gives.';

/**
 * Opens the weight behind a map [N] at token `at`; at the map's peak where that is null or the
 * query itself. The mean of heads is `head === meta.heads`.
 */
export function tellWeight({meta, art, values, layer, head, query, note = ''}, at = null) {
  const to = at === null || at === query ? peak(values, meta.prefix, query) : at;
  const [from, remark] = query === EVERY ? [to, READ] : [query, ''];
  channel.tell('number', {
    meta,
    art,
    layer,
    head: head === meta.heads ? null : head,
    from,
    to,
    note: note || remark,
  });
}

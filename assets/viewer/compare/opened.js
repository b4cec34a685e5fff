// The pictures that were opened on this page, which a column can show.
import {routes} from '../record/contract.js';
import {get} from '../record/decode.js';

/**
 * The pictures of this visit, the newest first; null where the list does not come: the examples are
 * there.
 * @returns {Promise<import('../record/replies.js').VisitPicture[] | null>}
 */
export async function openedHere(base, token) {
  const reply = await get(routes.pictures(routes.view(base, token))).catch(() => null);
  return reply && reply.json();
}

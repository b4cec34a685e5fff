// The files that were opened on this page: it can send one again that the server no longer holds.
import {channel} from '../page/channel.js';
import {routes, sent} from '../record/contract.js';
import {post} from '../record/decode.js';
import {pageState} from './page.js';
import {secret} from './tab.js';

const MOST = 4; // as many as the server keeps of a visit in any case
const DIGITS = 12; // of a digest
const OWN = 'own:'; // how the word of an upload begins
const UNREADABLE = 'The file of your picture cannot be read any more: open it again.';

/** @type {Map<string, File>} digits of a picture's digest -> its file, the newest last */
const files = new Map();

/** @type {File | null} */ let newest = null; // that of the next own picture

/** Begins to keep the files: each belongs to the next own picture that the server shows. */
export function keepFiles() {
  channel.follow('file', file => {
    newest = file;
  });
  pageState.know('pass', ({meta: {digest, selection}}) => {
    if (!newest || !selection.picture?.startsWith(OWN)) return;
    const digits = digest.slice(0, DIGITS);
    files.delete(digits);
    files.set(digits, newest);
    newest = null;
    if (files.size > MOST) files.delete(files.keys().next().value);
  });
}

/** The next own picture comes from the same file as this one. */
export function expectSameFile(digest) {
  newest = files.get(digest.slice(0, DIGITS)) ?? null;
}

/** No picture comes: what was sent was refused. */
export function expectNoFile() {
  newest = null;
}

/** Opens the picture with these digits again; false where its file is not here. */
export function sendAgain(digits) {
  const file = files.get(digits);
  if (file) setTimeout(() => channel.tell('open', file));
  return Boolean(file);
}

/**
 * Sends a file: what the server has to be told then, to show its picture. An Error with a sentence
 * where the file cannot be read or the line is broken.
 * @param {File} file
 * @param {string} base where the routes begin
 * @param {AbortSignal} [signal]
 */
export async function sending(file, base, signal) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new Unreadable(UNREADABLE);
  }
  const head = {'x-tab': secret()};
  const reply = await post(routes.open(base), file, sent.open, signal, head);
  return {...(await reply.json()), name: file.name, tab: secret()};
}

/** A file on the person's own disk that was moved or changed. */
class Unreadable extends Error {}

/**
 * Sends the file of a selection's own picture, which the server may no longer hold: what it has to
 * be told then, null where that file is not here. An Error where the line is broken.
 * @param {Record<string, string>} selection its words
 * @param {string} base
 */
export async function sentAgain({picture = '', levels = 'auto'}, base) {
  const digits = picture.startsWith(OWN) ? picture.slice(OWN.length) : '';
  const file = files.get(digits);
  if (!file) return null;
  try {
    return {...(await sending(file, base)), levels};
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    files.delete(digits); // its owner is asked for it
    return null;
  }
}

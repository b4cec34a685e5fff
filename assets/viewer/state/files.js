// The files that were opened on this page: it can send one again that the server no longer holds.
import {hand} from '../page/intake.js';
import {channel} from '../page/channel.js';
import {pageState} from './page.js';

const MOST = 3;
const DIGITS = 12; // of a digest

/** @type {Map<string, File>} digits of a picture's digest -> its file, the newest last */
const files = new Map();

/** @type {File | null} */ let newest = null; // that of the next own picture

/** Begins to keep the files: each belongs to the next own picture that the server shows. */
export function keepFiles() {
  channel.follow('file', file => {
    newest = file;
  });
  pageState.know('pass', ({meta: {digest, selection}}) => {
    if (!newest || !selection.picture?.startsWith('own:')) return;
    files.set(digest.slice(0, DIGITS), newest);
    newest = null;
    if (files.size > MOST) files.delete(files.keys().next().value);
  });
}

/** The next own picture comes from the same file as this one. */
export function expectSameFile(digest) {
  newest = files.get(digest.slice(0, DIGITS)) ?? null;
}

/** Opens the picture with these digits again; false where its file is not here. */
export function sendAgain(digits) {
  const file = files.get(digits);
  if (file) setTimeout(() => hand([file]));
  return Boolean(file);
}

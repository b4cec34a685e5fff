// What the Compare screen says about one frame.
import {EVERY, startOf} from './grid.js';
import {KINDS} from './kinds.js';
import {headName} from './words.js';

/** "Attention of L6 mean   from the patch under (412, 233) px of the picture, pinned". */
export function line(shots, {kind, hover, pinned}) {
  const shown = shots.filter(Boolean);
  if (!shown.length) return '';
  const {phrase} = KINDS[kind], title = phrase[0].toUpperCase() + phrase.slice(1);
  return `${title}, ${heads(shown)}   from ${asker(shown[0], {kind, hover, pinned})}`;
}

function heads(shots) {
  const names = new Set(shots.map(shot => headName(shot, shot.meta.heads)));
  return names.size > 1 ? 'a head for each column' : [...names][0];
}

function asker({meta}, {kind, hover, pinned}) {
  const start = startOf(meta) === EVERY ? 'the mean of patches' : 'the class token';
  const cursor = pinned ?? hover;
  const place = at => `(${at.x.toFixed(0)}, ${at.y.toFixed(0)}) px`;
  if (!cursor) return `${start}; hover a picture to choose a patch in every column`;
  if (kind === 'start') return `${start}, read at ${place(hover ?? cursor)}`;
  const read = pinned && hover ? `, read at ${place(hover)}` : '';
  return `the patch under ${place(cursor)} of the picture${pinned ? ', pinned' : ''}${read}`;
}

/** Why two columns' maps cannot be laid over one another; null where they can. */
export function apart(shot, live) {
  if (!shot || !live || shot.missing || live.missing) return '';
  if (shot.meta.digest === live.meta.digest) return null;
  return 'Another picture: its map has no place in common with the live one.';
}

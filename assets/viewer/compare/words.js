// The status line of one frame, and why two maps have no difference.
import {POINT} from '../page/pointing.js';
import {count} from '../record/figures.js';
import {nameOf, startOf} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {headName} from '../screen/figures.js';

/** "Attention of L6 mean   from the patch under (412, 233) px of the picture, pinned". */
export function line(shots, {kind, hover, pinned}) {
  const visible = shots.filter(Boolean);
  if (!visible.length) return '';
  const {phrase, layer, head, stages} = KINDS[kind];
  const title = phrase[0].toUpperCase() + phrase.slice(1);
  if (stages) return featureLine(title, visible, {kind, hover, pinned});
  if (kind === 'sinks')
    return `${title}, ${heads(visible)}   from all queries${read(hover ?? pinned)}`;
  if (!layer) return `${title}   ${classes(visible)}${read(hover ?? pinned)}`;
  return `${title}, ${(head ? heads : ends)(visible)}   from ${queryText(visible, {kind, hover, pinned})}`;
}

/** "Similarity by the value after L8   with (5, 9) of the first column". */
function featureLine(title, shots, {kind, hover, pinned}) {
  const whose = new Set(shots.map(afterText));
  const where = whose.size > 1 ? 'a layer or facet for each column' : [...whose][0];
  const {lineText = () => read(hover ?? pinned).replace(', ', '')} = KINDS[kind];
  return `${title}, ${where}   ${lineText(shots, {hover, pinned})}`;
}

/** "value after L8", "after L12", "of the embedding". */
function afterText({layer, facet, head, meta}) {
  const place = layer < 0 ? 'of the embedding' : `after L${layer + 1}`;
  const whole = !facet || facet === 'token' || head === meta.heads;
  return [facet, whole ? '' : `of H${head + 1}`, place].filter(Boolean).join(' ');
}

function classes(shots) {
  const names = new Set(shots.map(({target}) => target?.name));
  return names.size > 1 ? 'for a class of each column' : `for ${[...names][0]}`;
}

function heads(shots) {
  const names = new Set(shots.map(shot => headName(shot, shot.meta.heads)));
  return names.size > 1 ? 'a head for each column' : [...names][0];
}

/** How far maps that are no head's go. */
function ends(shots) {
  const layers = new Set(shots.map(shot => `up to L${shot.layer + 1}`));
  return layers.size > 1 ? 'up to a layer of each column' : [...layers][0];
}

function queryText(shots, {kind, hover, pinned}) {
  const {meta} = shots[0];
  const start = `the ${nameOf(startOf(meta), meta)}`;
  const cursor = pinned ?? hover;
  if (!cursor) return `${start}; ${POINT} a picture to choose a patch in every column`;
  if (kind === 'start') return `${start}${read(hover ?? cursor)}`;
  if (shots.some(({stale}) => stale)) return `${start}${read(hover)}; click to choose a patch`;
  return patchText(hover, pinned);
}

function patchText(hover, pinned) {
  const elsewhere = pinned && hover ? read(hover) : '';
  const patch = `the patch under ${place(pinned ?? hover)} of the picture`;
  return `${patch}${pinned ? ', pinned' : ''}${elsewhere}`;
}

const place = ({x, y}) => `(${count(x)}, ${count(y)}) px`;
const read = cursor => (cursor ? `, read at ${place(cursor)}` : '');

/** What stands beside a map in place of a difference from the live one; null where there is one. */
export function noteOf(shot, live) {
  if (!shot || !live || shot.missing || live.missing) return '';
  const {note} = KINDS[shot.kind];
  return note ? note(shot, live) : apart(shot, live);
}

/** Why two columns' maps cannot be laid over one another; null where they can. */
function apart(shot, live) {
  if (shot.meta.digest === live.meta.digest) return null;
  return 'Another picture: its map cannot be compared with the live one.';
}

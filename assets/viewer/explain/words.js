// What the Explain screen says: its headings, its status line, and what a map can and cannot tell.
import {cursorOf} from './look.js';
import {nameOf} from '../record/grid.js';
import {probability} from '../screen/bars.js';
import {preciseShare} from '../record/figures.js';
import {REMOVAL, hundredths, points} from '../record/shares.js';
import {ahead, objectAt} from './maps/verdicts.js';
import {figure} from '../record/figures.js';

const classOf = (s, index) => s.inquiry.classes.names[index];

/** "Maps of fish", "fish less bird". */
export function heading(s) {
  if (!s.inquiry.classes) return ['No classes', ''];
  const name = classOf(s, s.target);
  if (s.against !== null) {
    const other = classOf(s, s.against);
    return [`${name} against ${other}`, `red: counts more for ${name}; blue: more for ${other}`];
  }
  const p = `p ${probability(s.inquiry.classes.p[s.target])}`;
  const unit = `${p}; each map in shares of its own total, prefix tokens included`;
  const pair = 'left: the model’s weights; right: the same weights shuffled';
  return [`Maps of ${name}`, s.shuffled ? pair : unit];
}

/** One line on the value under the cursor, or at the peak, of the chosen method. */
export function status(s, card) {
  const {method, seen} = card;
  const {
    trace: {meta},
  } = s;
  if (seen?.state !== 'shown') return `${method.title}   not shown`;
  const cursor = cursorOf(s);
  const at = cursor ?? seen.peak;
  const value = seen.values[at];
  const object = objectAt(s.inquiry, meta, at);
  const place = nameOf(at, meta) + (object ? ` on ${object}` : '');
  if (ahead(seen, at, meta)) return `${method.title}   ${place}: not measured yet`;
  const unit =
    method.name === REMOVAL ? `${points(value)} of probability` : `${preciseShare(value)} of total`;
  const times = seen.scale.signed ? '' : ` = ${(value * meta.tokens).toPrecision(3)}× uniform`;
  return `${method.title}   ${place}${cursor === null ? ' (peak)' : ''}: ${unit}${times}`;
}

/** The same for the laboratory. */
export function laboratoryStatus({values, query, at, probe, meta, exact, missing}) {
  if (missing) return 'Rollout   being computed';
  const place = nameOf(at, meta) + (probe === null ? ' (peak)' : '');
  return (
    `Rollout   from ${nameOf(query, meta)} to ${place}: ` +
    `${figure(values[at], exact)} = ${(values[at] * meta.tokens).toPrecision(3)}× uniform`
  );
}

const LIMITS = {
  maps:
    'Each map follows one rule from the patches to the answer; none is the reason itself. ' +
    'Where rules disagree, ask what happens when patches are taken out.',
  against:
    'A patch is red where it counts for the one class more than for the other. ' +
    'Attention and rollout know no class, so they have no difference.',
  shuffled:
    'Shuffling keeps every weight but destroys what was learned. A map that ranks patches ' +
    'as before (ρ near 1) shows the picture, not the model.',
  laboratory:
    'Rollout says how attention could carry a patch to the query. It leaves out values, ' +
    'MLPs and the class: it tells where from, not what for.',
  matter:
    'Removal takes out one patch at a time: what two patches both show costs nothing to ' +
    'lose. Deletion and insertion take many at once. They may disagree.',
};

/** What the maps on screen can and cannot tell. */
export function limits(s) {
  if (s.section !== 'maps') return LIMITS[s.section];
  return s.against !== null ? LIMITS.against : s.shuffled ? LIMITS.shuffled : LIMITS.maps;
}

/** How well the measured maps did, in one sentence. */
export function measured(s, badges) {
  if (!badges.length) return '';
  const best = badges.reduce((a, b) => (b.score > a.score ? b : a));
  return (
    `Most faithful here: ${best.title}, score ${hundredths(best.score)}. ` +
    'A map that says nothing scores about 0.'
  );
}

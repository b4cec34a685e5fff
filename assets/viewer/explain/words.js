// Text of the Explain screen: its headings, its status line, and the limits of each map.
import {cursorOf} from './look.js';
import {nameOf} from '../record/grid.js';
import {figure, percent, probability, times} from '../record/figures.js';
import {REMOVAL} from '../record/shares.js';
import {unitOf} from './likeness.js';
import {scoreText} from './maps/method_card.js';
import {cosineText} from './maps/parts_chooser.js';
import {sinkAt} from './maps/sinks.js';
import {ahead, objectAt} from './maps/verdicts.js';

const PAIR = 'left: the model’s weights; right: the same weights shuffled';

const classOf = (s, index) => s.inquiry.classes.names[index];

/** "Maps of fish", "fish less bird". */
export function heading(s) {
  if (s.likeness) return ofLikeness(s);
  const name = classOf(s, s.target);
  if (s.against !== null) {
    const other = classOf(s, s.against);
    return [`${name} against ${other}`, `red: counts more for ${name}; blue: more for ${other}`];
  }
  const p = `p ${probability(s.inquiry.classes.p[s.target])}`;
  const unit = `${p}; each map in shares of its own total, prefix tokens included`;
  return [`Maps of ${name}`, s.shuffled ? PAIR : unit];
}

/** "Similarity of the class token to patch (4, 5)", and its cosine. */
function ofLikeness({inquiry, target, shuffled}) {
  const facts = inquiry.likenesses.get(target);
  if (!facts) return ['Similarity', 'being computed'];
  const own = `${cosineText(facts.value)}; each map in shares of its own total`;
  return [`Similarity of ${facts.of} to ${facts.to}`, shuffled ? PAIR : own];
}

/** One line on the value under the cursor, or at the peak, of the chosen method. */
export function status(s, {method, seen}) {
  const {
    inquiry,
    trace: {meta},
  } = s;
  if (seen?.state !== 'shown') return `${method.title}   not shown`;
  const cursor = cursorOf(s);
  const at = cursor ?? seen.peak;
  const object = objectAt(inquiry, meta, at);
  const place = nameOf(at, meta) + (object ? ` on ${object}` : '');
  if (ahead(seen, at, meta)) return `${method.title}   ${place}: not measured yet`;
  const peak = cursor === null ? ' (peak)' : '';
  const sink = sinkAt(method, at, s);
  return `${method.title}   ${place}${peak}: ${valueText(method, seen, at, s)}${sink}`;
}

/** "4.1 % of total = 5.9× uniform", or "0.123 of probability". */
function valueText({name}, {values, scale}, at, s) {
  const value = values[at];
  const multiple = scale.signed ? '' : ` = ${times(value * s.trace.meta.tokens)}× uniform`;
  if (name === REMOVAL) return `${probability(value)} of ${unitOf(s)}${multiple}`;
  return `${percent(value)} of total${multiple}`;
}

/** The same for the laboratory. */
export function laboratoryStatus({values, query, at, probe, meta, exact, missing}) {
  if (missing) return 'Rollout   being computed';
  const place = nameOf(at, meta) + (probe === null ? ' (peak)' : '');
  return (
    `Rollout   from ${nameOf(query, meta)} to ${place}: ` +
    `${figure(values[at], exact)} = ${times(values[at] * meta.tokens)}× uniform`
  );
}

const STAYS = 'The tokens that a similarity reads are never taken out.';
const LIMITS = {
  maps:
    'Each map follows one rule from the patches to the answer; none is the reason itself. ' +
    'Where rules disagree, measure what happens when patches are taken out.',
  likeness:
    'A map shows from where the first part takes what makes it similar; the second part stays as ' +
    'it is. What never leaves the tokens that are read is taken off, else it would be all that is ' +
    'seen.',
  against:
    'A patch is red where it counts more for the first class than for the second. ' +
    'Attention and rollout are the same for every class, so they have no difference.',
  shuffled:
    'Shuffling keeps every weight but destroys what was learned. A map that ranks patches ' +
    'as before (ρ near 1) shows the picture, not the model.',
  laboratory:
    'Rollout shows how attention could carry a patch to the query. It leaves out values, ' +
    'MLPs and the class: it shows where information may come from, not what it is used for.',
  matter:
    'Removal takes out one patch at a time: what two patches both show costs nothing to ' +
    'lose. Deletion and insertion take many at once. They may disagree.',
};

/** What the maps on screen can and cannot show. */
export function limits(s) {
  if (s.section === 'matter' && s.likeness) return `${LIMITS.matter} ${STAYS}`;
  if (s.section !== 'maps') return LIMITS[s.section];
  if (s.likeness && !s.shuffled) return LIMITS.likeness;
  return s.against !== null ? LIMITS.against : s.shuffled ? LIMITS.shuffled : LIMITS.maps;
}

/** The most faithful of the measured maps, in one sentence. */
export function measured(badges) {
  if (!badges.length) return '';
  const best = badges.reduce((a, b) => (b.score > a.score ? b : a));
  return (
    `Most faithful here: ${best.title}, score ${scoreText(best)}. ` +
    'A map without information scores about 0.'
  );
}

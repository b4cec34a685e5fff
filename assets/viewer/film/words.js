// The sentences of the Film screen.
import {brief, bytes, count, duration, fixed, percent, times} from '../record/figures.js';
import {isSimilarity} from './look.js';

const SECONDS = 10;

/** "0.27 s" */
export const secondsShort = value => `${fixed(value)} s`;

/** "16 of 96 frames, one every 0.27 s. ..." */
export function factsOf({facts, count: frames}) {
  const [height, width] = facts.size;
  const first = facts.frames[0].seconds;
  const last = facts.frames[frames - 1].seconds;
  const every = brief((last - first) / Math.max(1, frames - 1), 2);
  return [
    `${frames} of ${count(facts.read)} frames, one every ${every} s,`,
    `${width} × ${height} px.`,
    facts.longer ? `The film goes on: its first ${SECONDS} s are looked at.` : '',
    `With their maps they take ${bytes(facts.bytes)}.`,
  ].join(' ');
}

/** What the button that computes says. */
export function workOf({facts, count: frames, done}) {
  const left = frames - done;
  const others = done ? `the other ${left} frames` : `${left} frames`;
  return `Compute ${others}, about ${duration(left * facts.milliseconds)}`;
}

/** What is said beside the patch that is followed. */
export function followed({reel}) {
  if (!reel.way) return 'Click a patch to follow it through the film';
  const {lost, error} = reel.way;
  const away = lost.filter(Boolean).length;
  const words = [`Followed by its values of layer ${reel.facts.facet_layer}`];
  if (away) words.push(`lost in ${away} of ${lost.length} frames`);
  if (error !== null) words.push(`${fixed(error, 1)} patches from its true place on average`);
  return words.join(', ');
}

/** The status line: the frame, and the patch under the pointer or the strongest one. */
export function lineFor(s, {values, at, meta, signed}) {
  const {reel} = s;
  const second = secondsShort(reel.facts.frames[s.at].seconds);
  if (!values) return `${second}   no map of this frame yet`;
  const place = at - meta.prefix;
  const patch = `patch (${Math.floor(place / meta.cols)}, ${place % meta.cols})`;
  const who = s.hover === null ? `strongest ${patch}` : patch;
  const value = signed
    ? `cosine ${fixed(values[at])}`
    : `${percent(values[at])}, ${times(values[at] * meta.tokens)}× uniform`;
  const way = reel.way?.lost[s.at] ? '   the patch that is followed is lost here' : '';
  return `${second}   ${who}   ${value}${way}`;
}

/** The name of what is shown, and where in the model it is. */
export function titleOf(s) {
  const {reel} = s;
  if (isSimilarity(s)) {
    return [
      'Similarity',
      `with the patch that is followed, values of layer ${reel.facts.facet_layer}`,
    ];
  }
  const source = reel.meta.default_query === null ? reel.meta.readout.name : 'class token';
  const head = s.head === reel.meta.heads ? 'mean of heads' : `head ${s.head + 1}`;
  return ['Attention', `from the ${source}, layer ${s.layer + 1}, ${head}`];
}

export const COURSES = {
  near: {
    name: 'share of attention',
    about: 'On the 3 × 3 patches around the patch that is followed.',
  },
  spread: {
    name: 'share of patches',
    about: 'Patches that the map is spread over, exp(entropy) / P.',
  },
  change: {name: 'half the difference', about: 'To the map of the frame before; 0 is the same.'},
};

export const LIMITS =
  'Each frame goes through the model alone: nothing is carried from one to the next. A patch is ' +
  'followed by similar values within 3 patches from frame to frame; under a cosine of 0.5 it is lost.';

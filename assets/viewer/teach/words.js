// The sentences of the Teach screen.
import {count} from './lesson.js';
import {brief, fixed, percent} from '../record/figures.js';

const noun = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`;

/** "9 pictures in 2 classes". */
export const size = lesson =>
  `${noun(count(lesson), 'picture')} in ${noun(lesson.classes.length, 'class').replace(/classs$/, 'classes')}`;

/** How well photographs were named that the head had not seen; never more than they can tell. */
export function judged({right, judged: all, low, high, chance, tells, photographs}) {
  if (!all) {
    return (
      'Too few pictures to tell how well it names new ones: every class needs a second ' +
      'photograph, not only another part of the same one.'
    );
  }
  const range = `${percent(low)} to ${percent(high)}`;
  const missing = photographs.filter(n => n < 2).length;
  const rest = missing
    ? ` ${noun(missing, 'class').replace(/classs$/, 'classes')} with one photograph could not be judged.`
    : '';
  const start =
    `${right} of ${noun(all, 'photograph')} named right, each while it was left out ` +
    `(95 % interval ${range}; guessing ${percent(chance)}).`;
  return tells ? start + rest : `Too few pictures to tell. ${start}${rest}`;
}

/** Which blocks are kept, and why. */
export function depth({depth: kept, blocks, losses, by_view: byView}) {
  const of = `block ${kept} of ${blocks}`;
  const known = losses.filter(({loss}) => loss !== null);
  const last = known.find(one => one.depth === blocks);
  const mine = known.find(one => one.depth === kept);
  const by = byView
    ? 'by the parts of the same photographs, because there are no others'
    : 'by photographs left out';
  const start = `The head reads after ${of}, chosen ${by}`;
  if (!mine || !last || kept === blocks) return `${start}.`;
  return (
    `${start}: the loss is ${fixed(mine.loss)} nat there and ${fixed(last.loss)} after ` +
    'the last block. A ViT with fewer blocks is a plain ViT.'
  );
}

/** How the head was made. */
export function way({way: kind, shrinkage}) {
  if (kind === 'prototypes') {
    return 'Head: the nearest class mean, because a class has very few pictures.';
  }
  return shrinkage === null
    ? 'Head: logistic regression.'
    : `Head: logistic regression with a shrinkage of ${brief(shrinkage, 2)}.`;
}

/** Whether a picture can be none of the classes. */
export function strangers(compared) {
  if (!compared) return '';
  const {line, rejected, let_in: letIn, own, other, reason} = compared;
  if (line === null) {
    return (
      `None of these cannot be told: ${reason}. The answer is one of your classes even for a ` +
      'picture of something else, often with a probability near 1.'
    );
  }
  return (
    `None of these: a picture whose nearness to the taught ones is below ${fixed(line)}. ` +
    `That would turn away ${rejected} of ${own.length} taught pictures and let in ${letIn} of ` +
    `${noun(other.length, 'other example')} of this page. It was measured on these alone.`
  );
}

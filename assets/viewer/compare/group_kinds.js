// The kinds that show patches in groups, each column by its own layer, facet and picture.
import {percent} from '../record/figures.js';
import {ALONE} from '../record/foreground.js';
import {fronted, groupLook, parted} from './group_shots.js';

/** A share whose sign stays on its line. */
export const tight = share => percent(share).replace(' ', '\u00a0');

/** Of a kind of features; what is in groups has no embedding to speak of, but its tokens have. */
export const groupKinds = colours => ({
  foreground: {
    ...colours,
    phrase: 'foreground',
    fetch: ({trace: {record}, meta}, subject) =>
      record.features.foregrounds.load(subject.layer + 1, groupLook(subject, meta)),
    shoot: fronted,
    caption: ({frame: {threshold}}) =>
      threshold === null ? "by Otsu's threshold" : 'by your threshold',
    figures: ({size}) => `${percent(size)} of the picture`,
    note: ({size, shares, front, frame: {axes}}) =>
      `${tight(size)} of the picture is foreground. Its colours show ` +
      `${[...(shares ?? [])].map(tight).join(', ')} of what differs inside.` +
      (axes === 'pictures' && front && !front.common ? ` ${ALONE}` : ''),
  },
  segments: {
    ...colours,
    phrase: 'segments',
    fetch: ({trace: {record}, meta}, subject) =>
      record.features.segments.load(subject.layer + 1, groupLook(subject, meta)),
    shoot: parted,
    caption: ({sizes, lit}) => (lit === null ? `${sizes.length} segments` : `segment ${lit + 1}`),
    figures: ({sizes, lit}) => `${percent(sizes[lit ?? 0] ?? 0)} of the picture`,
    note: ({sizes}) => `Shares of the picture: ${sizes.map(tight).join(', ')}.`,
  },
});

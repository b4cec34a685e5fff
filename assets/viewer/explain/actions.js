// What a person can do on the Explain screen: changes of its state, each followed by a frame.
import {clamp, isPatch, middle, startOf, step} from '../record/grid.js';
import {cursorOf} from './look.js';

/**
 * After a change: `mark` redraws what follows the cursor, `paint` all, `ask` fetches what the
 * state needs and paints, `arrange` also reads the sizes again.
 */
export function explainActions(s, {mark, paint, ask, arrange, openHelp}) {
  const then =
    (after, change) =>
    (...given) => {
      if (!s.trace) return;
      change(s.trace.meta, ...given);
      after();
    };
  const knob = (meta, name, value) => {
    const {knobs} = s;
    const last = meta.layers - 1;
    knobs[name] = value;
    if (name === 'start') knobs.end = Math.max(knobs.end, value);
    if (name === 'end') knobs.start = Math.min(knobs.start, clamp(value, 0, last));
  };
  return {
    target: then(ask, (meta, index) => {
      if (s.against === index) s.against = null;
      s.target = index;
    }),
    against: then(ask, (meta, index) => {
      s.against = index === s.target ? null : index;
    }),
    section: then(arrange, (meta, name) => {
      s.section = name;
      s.hover = null;
    }),
    choose: then(paint, (meta, name) => {
      s.method = name;
    }),
    set: then(paint, (meta, name, value) => {
      s[name] = value;
    }),
    toggleGrid: then(paint, () => {
      s.grid = !s.grid;
    }),
    bare: then(paint, (meta, on) => {
      s.bare = on;
    }),
    shuffle: then(arrange, () => {
      s.shuffled = !s.shuffled;
    }),
    hoverSource: then(mark, () => {}),
    hover: then(mark, (meta, token) => {
      s.hover = token;
    }),
    pin: then(ask, (meta, token) => {
      s.pinned = s.pinned === token ? null : token;
    }),
    ask: then(ask, (meta, token) => {
      s.pinned = token === startOf(meta) ? null : token;
      s.hover = null;
    }),
    askPatch: then(ask, meta => {
      if (s.pinned === null || !isPatch(s.pinned, meta)) s.pinned = middle(meta);
    }),
    release: then(ask, () => {
      s.pinned = s.hover = null;
    }),
    moveQuery: then(ask, (meta, down, right) => {
      s.pinned = step(cursorOf(s) ?? startOf(meta), [down, right], meta);
      s.hover = null;
    }),
    knob: then(ask, knob),
    moveFrame: then(ask, (meta, by) => {
      const end = clamp(s.knobs.end + by, 0, meta.layers - 1);
      if (s.section === 'laboratory') knob(meta, 'end', end);
    }),
    help: openHelp,
  };
}

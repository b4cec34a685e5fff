// What a person can do on the Explain screen: choices, and what the pointer is on, which is drawn
// at once.
import {clamp, isPatch, middle, startOf, step} from '../record/grid.js';
import {choose, toggleQuery} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {endGesture} from '../state/steps.js';
import {chosenParts} from './likeness.js';
import {cursorOf} from './look.js';

const write = pageState.writer('explain/actions');

/** Knobs that other screens have too. */
const SHARED = ['start', 'end', 'head', 'leave_out'];

/**
 * `mark` redraws what follows the cursor, `paint` all, `fetch` gets what is not here; a choice is
 * drawn when it is written.
 */
export function explainActions(s, {mark, paint, fetch, openHelp}) {
  const acting =
    change =>
    (...given) => {
      if (s.trace) change(s.trace.meta, ...given);
    };
  const pointing = change =>
    acting((...given) => {
      change(...given);
      mark();
    });
  return {
    target: acting((meta, index) => target(s, index)),
    against: acting((meta, index) => write({against: index === s.target ? null : index})),
    likeness: acting((meta, part) => choose({likeness: {...chosenParts(meta), ...part}})),
    kind: acting((meta, kind) => {
      choose({likeness: kind === 'class' ? null : chosenParts(meta)});
    }),
    section: acting((meta, name) => choose({explain: name})),
    choose: acting((meta, name) => choose({explained: name})),
    set: acting((meta, name, value) => {
      if (name === 'mode') write({contrast: value === 'per map' ? 'map' : value});
    }),
    toggleGrid: acting(() => choose({grid: !s.grid})),
    bare: acting((meta, on) => {
      s.bare = on;
      paint();
    }),
    showSigned: acting(() => {
      s.signed = true;
      fetch();
    }),
    shuffle: acting(() => write({shuffled: !s.shuffled})),
    hoverSource: pointing(() => {}),
    hover: pointing((meta, token) => {
      s.hover = token;
    }),
    pin: acting((meta, token) => toggleQuery(token)),
    ask: pointing((meta, token) => {
      s.hover = null;
      choose({query: token});
    }),
    askPatch: acting(meta => {
      if (s.pinned === null || !isPatch(s.pinned, meta)) choose({query: middle(meta)});
    }),
    release: pointing(() => {
      s.hover = null;
      choose({query: null});
    }),
    moveQuery: pointing((meta, down, right) => {
      choose({query: step(cursorOf(s) ?? startOf(meta), [down, right], meta)});
      s.hover = null;
    }),
    released: acting(() => {
      if (s.tooLarge) fetch();
    }),
    slide: acting((meta, name, value) => knob(s, name, value)),
    knob: acting((meta, name, value) => turn(s, name, value)),
    moveFrame: acting((meta, by) => {
      if (s.section === 'laboratory') turn(s, 'end', clamp(s.end + by, 0, meta.layers - 1));
    }),
    help: openHelp,
  };
}

/** Another class, by the chosen method; none is compared with itself, now or at the next choice. */
function target(s, index) {
  const how = {gesture: 'target'};
  const name = s.inquiry.classes.names[index];
  if (s.against === null || s.against === index) write({against: null}, how);
  choose({method: 'class', explained: s.method, target: {index, name}}, how);
  endGesture();
}

function turn(s, name, value) {
  knob(s, name, value);
  endGesture();
}

/** Moves a knob, until the gesture ends; the first layer is never after the last one. */
function knob(s, name, value) {
  const how = {gesture: `knob ${name}`};
  if (name === 'start' && value > s.end) choose({end: value}, how);
  if (name === 'end' && value < s.start) choose({start: value}, how);
  if (SHARED.includes(name)) choose({[name]: value}, how);
  else write({[name]: value}, how);
}

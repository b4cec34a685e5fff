// Undo and redo: the states of the page that its changes led through.
import {channel} from '../page/channel.js';
import {pageState, travelling} from './page.js';
import {goTo} from './passes.js';

const MOST = 100; // steps

/** @type {Record<string, any>[]} */ const past = [];
/** @type {Record<string, any>[]} */ const future = [];
/** @type {string | null} */ let gesture = null; // of the last step, while it goes on

/** Whether a write is a step: another screen alone is none, and neither is a state come back to. */
const isStep = ({changed, replayed, before}) =>
  !replayed && before.pass !== null && names(changed).length > 0;

const names = changed =>
  [...changed].filter(
    name => name !== 'screen' && (name === 'selection' || name in travelling(pageState.facts)),
  );

/** Begins to note every change. */
export function noteSteps() {
  pageState.follow(null, (facts, change) => {
    if (!isStep(change)) return;
    const goesOn = change.gesture !== null && change.gesture === gesture;
    gesture = change.gesture;
    if (goesOn) return;
    past.push(travelling(change.before));
    if (past.length > MOST) past.shift();
    future.length = 0;
    channel.tell('steps');
  });
}

/** A gesture such as a drag is over: the next one is another step. */
export function endGesture() {
  gesture = null;
}

export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;

export const undo = () => move(past, future);
export const redo = () => move(future, past);

/** Goes one step; false where there is none. The screen stays. */
function move(from, to) {
  const state = from.pop();
  if (!state) return false;
  to.push(travelling(pageState.facts));
  gesture = null;
  goTo({...state, screen: pageState.facts.screen});
  channel.tell('steps');
  return true;
}

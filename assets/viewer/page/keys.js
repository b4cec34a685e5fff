// Keys that work anywhere on the page, as the help panel lists them. They can be switched off,
// and a control that has the keyboard's focus keeps its own keys.
import {keep, recall} from './kept.js';

const STORED = 'attention-viewer-keys';
const TYPING =
  'textarea, select, [contenteditable], ' +
  'input:not([type=range]):not([type=radio]):not([type=checkbox])';

/** Key -> an action and its arguments; a screen has those actions that make sense there. */
const PRESSES = {
  ArrowLeft: ['moveQuery', 0, -1],
  ArrowRight: ['moveQuery', 0, 1],
  ArrowUp: ['moveQuery', -1, 0],
  ArrowDown: ['moveQuery', 1, 0],
  Escape: ['release'],
  j: ['moveLayer', 1],
  k: ['moveLayer', -1],
  PageDown: ['moveLayer', 1],
  PageUp: ['moveLayer', -1],
  '.': ['moveHead', 1],
  ',': ['moveHead', -1],
  '[': ['moveFrame', -1],
  ']': ['moveFrame', 1],
  g: ['toggleGrid'],
  f: ['turn'],
  n: ['number'],
  '?': ['help'],
};

export const keysOn = () => recall(STORED) !== 'off';
export const setKeys = on => keep(STORED, on ? 'on' : 'off');

/** Whether the focused element needs this key itself. */
function owned({key}) {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return false;
  return isTyping(focused) || movesBy(focused, key) || reacts(focused, key);
}

const isTyping = focused =>
  focused.matches(TYPING) || focused.closest('[role=listbox], [role=dialog]') !== null;

const movesBy = (focused, key) =>
  key.startsWith('Arrow') &&
  (focused.matches('[role=slider]') || focused.closest('[role=grid]') !== null);

/** Whether a control reacts to a key. One that got its focus by a pointer leaves the key to us. */
function reacts(focused, key) {
  if (!focused.matches(':focus-visible')) return false;
  if (key === ' ') return focused.matches('button, a, summary, input, [role=button]');
  return focused.matches('input') && key !== 'Escape';
}

/** Whether the page takes a key: keys are on, and neither the browser nor a control needs it. */
function isOurs(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key !== '?' && (!keysOn() || panelOpen())) return false;
  return !owned(event);
}

/** Does what a key stands for; false where the screen has no such action. */
function act(actions, key) {
  if (key === ' ') {
    actions.bare(true);
    return true;
  }
  const [name, ...values] = PRESSES[key] ?? PRESSES[key.toLowerCase()] ?? [];
  actions[name]?.(...values);
  return name in actions;
}

/** Listens on the document while `alive.connected()`; `actions` are those of the screen. */
export function listen(actions, alive) {
  const listening = new AbortController();
  const {signal} = listening;
  document.addEventListener(
    'keydown',
    event => {
      if (!alive.connected()) listening.abort();
      else if (alive.visible() && isOurs(event) && act(actions, event.key)) event.preventDefault();
    },
    {signal, capture: true},
  );
  document.addEventListener(
    'keyup',
    event => {
      if (event.key === ' ') actions.bare(false);
    },
    {signal, capture: true},
  );
  window.addEventListener('blur', () => actions.bare(false), {signal});
}

/** An open panel closes with Escape and keeps the other keys to itself. */
const panelOpen = () => document.querySelector(':popover-open') !== null;

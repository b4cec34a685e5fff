// Keys that work anywhere on the page, as the help panel lists them. They can be switched off,
// and a control that has the keyboard's focus keeps its own keys.
import {keep, recall} from './kept.js';

import {isVisible} from './dom.js';

const STORED = 'attention-viewer-keys';
const TYPING =
  'textarea, [contenteditable], ' +
  'input:not([type=range]):not([type=radio]):not([type=checkbox])';
const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
const ENDS = ['Home', 'End'];

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
  Home: ['toFrame', 0],
  End: ['toFrame', Infinity],
  g: ['toggleGrid'],
  f: ['turn'],
  n: ['number'],
  h: ['pinHead'],
  c: ['blend'],
  p: ['tool', 'point'],
  r: ['tool', 'block'],
  l: ['tool', 'lasso'],
  Delete: ['removeRegion'],
  Backspace: ['removeRegion'],
  'Shift+ArrowLeft': ['grow', 0, -1],
  'Shift+ArrowRight': ['grow', 0, 1],
  'Shift+ArrowUp': ['grow', -1, 0],
  'Shift+ArrowDown': ['grow', 1, 0],
  '?': ['help'],
};

export const keysOn = () => recall(STORED) !== 'off';
export const setKeys = on => keep(STORED, on ? 'on' : 'off');

/** Keys that a control needs where the keyboard brought the focus to it. */
const NEEDS = [
  ['button, a, summary, input, select, [role=button], [data-presses]', [' ']],
  ['input[type=radio], select', ARROWS],
  ['input[type=range], select', [...ARROWS, ...ENDS, 'PageUp', 'PageDown']],
];

let typed = false; // the last thing used was a key
let pointed = false; // the pointer was used after a key had last moved the focus

/**
 * Whether the focused element needs this key itself. A control that was used by the pointer leaves
 * all keys to the page; one that was reached by the keyboard keeps those that it works by.
 */
function owned({key}) {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return false;
  if (!isVisible(focused)) return false; // it went with a dialog that was closed
  return isTyping(focused) || movesBy(focused, key) || (!pointed && reacts(focused, key));
}

const isTyping = focused =>
  focused.matches(TYPING) || focused.closest('[role=listbox], [role=dialog]') !== null;

const movesBy = (focused, key) =>
  [...ARROWS, ...ENDS].includes(key) &&
  (focused.matches('[role=slider]') || focused.closest('[role=grid]') !== null);

const reacts = (focused, key) =>
  NEEDS.some(([controls, keys]) => keys.includes(key) && focused.matches(controls)) ||
  (focused.matches('select') && beginsOption(focused, key));

/** Whether a list has an option that this key chooses by its first letter. */
const beginsOption = ({options}, key) =>
  [...options].some(({text}) => text.toLowerCase().startsWith(key.toLowerCase()));

/** Whether the page takes a key: keys are on, and neither the browser nor a control needs it. */
function isOurs(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key !== '?' && (!keysOn() || panelOpen())) return false;
  return !owned(event);
}

const pressed = key => PRESSES[key] ?? PRESSES[key.toLowerCase()] ?? [];

/** What a key stands for with Shift, on a screen that has such an action. */
function shifted(actions, key, shiftKey) {
  const held = shiftKey ? PRESSES[`Shift+${key}`] : null;
  return held && held[0] in actions ? held : null;
}

/** Does what a key stands for; false where the screen has no such action. */
function act(actions, {key, shiftKey}) {
  if (key === ' ') {
    actions.bare(true);
    return true;
  }
  const [name, ...values] = shifted(actions, key, shiftKey) ?? pressed(key);
  actions[name]?.(...values);
  return name in actions;
}

/** Notes whether the focus is where a key or where the pointer brought it. */
function noteHow(how) {
  const note = (name, act) => document.addEventListener(name, act, how);
  note('keydown', () => {
    typed = true;
  });
  note('pointerdown', () => {
    typed = false;
    pointed = true;
  });
  note('focusin', () => {
    if (typed) pointed = false;
  });
}

/** Listens on the document while `alive.connected()`; `actions` are those of the screen. */
export function listen(actions, alive) {
  const listening = new AbortController();
  const {signal} = listening;
  noteHow({signal, capture: true});
  document.addEventListener(
    'keydown',
    event => {
      if (!alive.connected()) listening.abort();
      else if (alive.visible() && isOurs(event) && act(actions, event)) event.preventDefault();
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

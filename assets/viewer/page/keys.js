// Keys that work anywhere on the page, as the help panel lists them. They can be switched off,
// and a control that has the keyboard's focus keeps its own keys.

const STORED = 'attention-viewer-keys';
const TYPING =
  'textarea, select, [contenteditable], ' +
  'input:not([type=range]):not([type=radio]):not([type=checkbox])';

/** Key -> the action it stands for, and what with; a screen has those that mean something there. */
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

export const keysOn = () => localStorage.getItem(STORED) !== 'off';
export const setKeys = on => localStorage.setItem(STORED, on ? 'on' : 'off');

/** Whether the focused element needs this key itself: typing, or a control reached by keyboard. */
function owned(event) {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return false;
  if (focused.matches(TYPING) || focused.closest('[role=listbox], [role=dialog]')) return true;
  const arrows = focused.matches('[role=slider]') || focused.closest('[role=grid]');
  if (arrows && event.key.startsWith('Arrow')) return true;
  if (!focused.matches(':focus-visible')) return false; // reached by pointer: keys stay ours
  if (event.key === ' ') return focused.matches('button, a, summary, input, [role=button]');
  return focused.matches('input') && event.key !== 'Escape';
}

/** Listens on the document while `alive()`; `actions` are those of the screen. */
export function listen(actions, alive) {
  const gone = new AbortController();
  const {signal} = gone;
  const handle = (event, act) => {
    if (!alive.connected()) {
      gone.abort();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !alive.visible()) return;
    if ((event.key !== '?' && !keysOn()) || owned(event) || panelOpen(event)) return;
    if (act()) event.preventDefault();
  };
  document.addEventListener(
    'keydown',
    event =>
      handle(event, () => {
        if (event.key === ' ') {
          actions.bare(true);
          return true;
        }
        const [name, ...given] = PRESSES[event.key] ?? PRESSES[event.key.toLowerCase()] ?? [];
        actions[name]?.(...given);
        return name in actions;
      }),
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
const panelOpen = event => event.key !== '?' && document.querySelector(':popover-open') !== null;

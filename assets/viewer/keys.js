// Keys that work anywhere on the page, as the help panel lists them. They can be switched off,
// and a control that has the keyboard's focus keeps its own keys.

const STORED = 'attention-viewer-keys';
const TYPING = 'textarea, select, [contenteditable], input:not([type=range]):not([type=radio]):not([type=checkbox])';

/** Key -> what it does, given the actions of a screen. */
const PRESSES = {
  ArrowLeft: a => a.moveQuery(0, -1), ArrowRight: a => a.moveQuery(0, 1),
  ArrowUp: a => a.moveQuery(-1, 0), ArrowDown: a => a.moveQuery(1, 0),
  Escape: a => a.release(),
  j: a => a.moveLayer(1), k: a => a.moveLayer(-1),
  PageDown: a => a.moveLayer(1), PageUp: a => a.moveLayer(-1),
  '.': a => a.moveHead(1), ',': a => a.moveHead(-1),
  '[': a => a.moveFrame(-1), ']': a => a.moveFrame(1),
  g: a => a.toggleGrid(), f: a => a.turn(), '?': a => a.help(),
};

export const keysOn = () => localStorage.getItem(STORED) !== 'off';
export const setKeys = on => localStorage.setItem(STORED, on ? 'on' : 'off');

/** Whether the focused element needs this key itself: typing, or a control reached by keyboard. */
function owned(event) {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return false;
  if (focused.matches(TYPING) || focused.closest('[role=listbox]')) return true;
  if (!focused.matches(':focus-visible')) return false;   // reached by pointer: keys stay ours
  if (event.key === ' ') return focused.matches('button, a, summary, input, [role=button]');
  return focused.matches('input') && event.key !== 'Escape';
}

/** Listens on the document while `alive()`; `actions` are those of the screen. */
export function listen(actions, alive) {
  const gone = new AbortController(), {signal} = gone;
  const handle = (event, act) => {
    if (!alive.connected()) { gone.abort(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !alive.visible()) return;
    if (event.key !== '?' && !keysOn() || owned(event) || panelOpen(event)) return;
    if (act()) event.preventDefault();
  };
  document.addEventListener('keydown', event => handle(event, () => {
    if (event.key === ' ') { actions.bare(true); return true; }
    const press = PRESSES[event.key] ?? PRESSES[event.key.toLowerCase()];
    press?.(actions);
    return Boolean(press);
  }), {signal, capture: true});
  document.addEventListener('keyup', event => {
    if (event.key === ' ') actions.bare(false);
  }, {signal, capture: true});
  window.addEventListener('blur', () => actions.bare(false), {signal});
}

/** An open panel closes with Escape and keeps the other keys to itself. */
const panelOpen = event => event.key !== '?' && document.querySelector(':popover-open') !== null;

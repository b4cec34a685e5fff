// Buttons, selects and keys of the interventions.
import {dataOf, isVisible, numberIn, say} from '../../page/dom.js';

const CONFIRMED = 2500; // ms that a confirmation stays
const TYPING = 'textarea, [contenteditable], input:not([type=range])';

/**
 * Wires the controls in `place`, the section's part of the page, and those that `find` finds.
 * @param {HTMLElement} place
 * @param {(name: string) => any} find
 * @param {any} actions undo(), redo(), reset(), set(name, value), followClass(index),
 *   chooseLayer(layer), chooseHead(head), openLines(open)
 */
export function wireInterventions(place, find, actions) {
  place.addEventListener('click', event => {
    const {set, to} = dataOf(event);
    if (set) actions.set(set, to);
  });
  find('undo').addEventListener('click', () => actions.undo());
  find('redo').addEventListener('click', () => actions.redo());
  find('reset').addEventListener('click', () => actions.reset());
  find('bars').addEventListener('click', event => {
    const {index} = dataOf(event);
    if (index !== undefined) actions.followClass(Number(index));
  });
  find('layer').addEventListener('change', event => actions.chooseLayer(numberIn(event)));
  find('head').addEventListener('change', event => actions.chooseHead(numberIn(event)));
  find('lines').addEventListener('toggle', () => actions.openLines(find('lines').open));
  find('copy').addEventListener('click', () => copy(find('python').textContent, find('copy')));
  listenForUndo(place, actions);
}

/** Ctrl+Z and Ctrl+Shift+Z, or with the command key, while the section is visible. */
function listenForUndo(place, actions) {
  const gone = new AbortController();
  document.addEventListener(
    'keydown',
    event => {
      if (!place.isConnected) {
        gone.abort();
        return;
      }
      if (!isUndoKey(event) || !isVisible(place)) return;
      event.preventDefault();
      if (event.shiftKey) actions.redo();
      else actions.undo();
    },
    {signal: gone.signal},
  );
}

/** Whether a key means undo or redo, and not within a field that a person types in. */
function isUndoKey(event) {
  const held = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!held || event.key.toLowerCase() !== 'z') return false;
  return !document.activeElement?.matches(TYPING);
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'Copied');
  } catch {
    say(button, 'The browser does not let this page use the clipboard');
  }
  setTimeout(() => say(button, 'Copy'), CONFIRMED);
}

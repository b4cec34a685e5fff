// Undo and redo: two buttons, and Ctrl+Z and Shift+Ctrl+Z on every screen.
import {channel} from '../page/channel.js';
import {parts, say} from '../page/dom.js';
import {canRedo, canUndo, redo, undo} from '../state/steps.js';

const TYPING =
  'textarea, [contenteditable], input:not([type=range]):not([type=radio]):not([type=checkbox])';

export function mount({element}) {
  const find = parts(element);
  const listening = new AbortController();
  const buttons = [
    [find('undo'), undo, canUndo],
    [find('redo'), redo, canRedo],
  ];
  const mark = () => {
    for (const [button, , can] of buttons) button.disabled = !can();
  };
  for (const [button, step] of buttons) button.addEventListener('click', () => step());
  channel.follow('steps', mark);
  mark();
  document.addEventListener(
    'keydown',
    event => {
      if (!element.isConnected) listening.abort();
      else if (isUndoKey(event)) {
        event.preventDefault();
        const moved = event.shiftKey ? redo() : undo();
        say(find('undone'), moved ? '' : 'No further step.');
      }
    },
    {signal: listening.signal},
  );
}

/** Ctrl+Z, or with the command key; not within a field that a person types in. */
function isUndoKey(event) {
  const held = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!held || event.key.toLowerCase() !== 'z') return false;
  return !document.activeElement?.matches(TYPING);
}

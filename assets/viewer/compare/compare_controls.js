// Buttons, pointers and keys of the Compare screen.
import {channel} from '../page/channel.js';
import {cursorAt, moved, patchAt} from '../draw/eye.js';
import {listen} from '../page/keys.js';
import {shown} from '../page/dom.js';

/** `screen` is the Compare screen; listeners of its frame, buttons and keys. */
export function wire(screen) {
  const {element, state} = screen;
  element.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button) press(screen, button);
  });
  // A click leaves the keyboard where it was: the space bar belongs to the pictures.
  element.addEventListener('mousedown', event => {
    if (event.target.closest('button')) event.preventDefault();
  });
  listen({
    moveQuery: (down, right) => screen.walk(from => moved(from, [down, right], walked(screen))),
    release: () => screen.pin(null),
    moveLayer: by => screen.moveLayer(by),
    toggleGrid: () => screen.set({grid: !state.grid}),
    bare: on => screen.set({bare: on}),
    help: () => channel.tell('help'),
  }, {connected: () => element.isConnected, visible: () => shown(element)});
}

function press(screen, button) {
  const {set, to, add, av, index, kind, target} = button.dataset;
  if (add) screen.another(add);
  if (av === 'lines') screen.set({grid: !screen.state.grid});
  if (set === 'shape') screen.set({smooth: to === 'smooth'});
  if (set === 'kind') screen.show(to);
  if (target !== undefined) screen.aim({...button.dataset, index: Number(target)});
  if (index !== undefined && kind !== 'yours') channel.tell('choose', Number(index));
}

/** The grid that the arrow keys walk on: that of the focused column, else of the live one. */
function walked({columns}) {
  const holds = ({pane}) => pane.root.contains(document.activeElement);
  const focused = columns.find(holds) ?? columns[0];
  return (focused.frame ?? columns[0].frame).result.meta;
}

/** Pointer and remove button of one column. */
export function wireColumn(screen, column) {
  const {pane: {canvas, find}} = column, {state} = screen;
  const meta = () => column.frame?.result.meta;
  const at = event => cursorAt(column.pane.pointed(event), meta());
  find('remove').addEventListener('click', () => screen.remove(column));
  canvas.addEventListener('pointermove', event => { if (meta()) screen.hover(at(event)); });
  canvas.addEventListener('pointerdown', event => {
    if (!meta() || event.button) return;
    if (event.pointerType === 'mouse') {
      const here = at(event), same = patchAt(state.pinned, meta()) === patchAt(here, meta());
      screen.pin(state.pinned && same ? null : here);
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    state.pinned = null;                                  // the finger asks anew
    screen.hover(at(event));
  });
  canvas.addEventListener('pointerup', event => {         // a finger pins where it lifts
    if (!meta() || event.pointerType === 'mouse') return;
    screen.pin(at(event));
    screen.hover(null);
  });
  canvas.addEventListener('pointercancel', () => screen.hover(null));
  canvas.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') screen.hover(null);
  });
}

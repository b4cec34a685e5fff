// Buttons, pointers and keys of the Compare screen.
import {channel} from '../page/channel.js';
import {cursorAt, moved, patchAt} from '../draw/eye.js';
import {listen} from '../page/keys.js';
import {isVisible} from '../page/dom.js';
import {EVERY} from '../record/grid.js';
import {shotOf} from './column.js';
import {KINDS} from './kinds.js';

const MANY = 'This map is made of many weights; this is the attention between the same two tokens.';

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
  listen(
    {
      moveQuery: (down, right) => screen.walk(from => moved(from, [down, right], walked(screen))),
      release: () => screen.pin(null),
      moveLayer: by => screen.moveLayer(by),
      toggleGrid: () => screen.set({grid: !state.grid}),
      bare: on => screen.set({bare: on}),
      number: () => openNumber(screen, focused(screen)),
      help: () => channel.tell('help'),
    },
    {connected: () => element.isConnected, visible: () => isVisible(element)},
  );
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

/** The column with the keyboard's focus, else the live one. */
const focused = ({columns}) =>
  columns.find(({pane}) => pane.root.contains(document.activeElement)) ?? columns[0];

/** The grid that the arrow keys walk on. */
const walked = screen => (focused(screen).frame ?? screen.columns[0].frame).result.meta;

/** One number all the way down: of the patch `at`, else of the one that the column reads. */
function openNumber({state}, column, at = null) {
  const shot = shotOf(column, state);
  if (!shot || shot.missing) return;
  const {meta, art, layer, head, query, kind} = shot;
  const to = at ?? shot.at;
  const from = query === EVERY ? to : query;
  const note = KINDS[kind].head ? '' : MANY;
  channel.tell('number', {
    meta,
    art,
    layer,
    head: head === meta.heads || note ? null : head,
    from,
    to,
    note,
  });
}

/** Pointer and remove button of one column. */
export function wireColumn(screen, column) {
  const {
    pane: {canvas, find},
  } = column;
  const {state} = screen;
  const meta = () => column.frame?.result.meta;
  const at = event => cursorAt(column.pane.pointed(event), meta());
  find('remove').addEventListener('click', () => screen.remove(column));
  canvas.addEventListener('pointermove', event => {
    if (meta()) screen.hover(at(event));
  });
  canvas.addEventListener('pointerdown', event => {
    if (!meta() || event.button) return;
    if (event.pointerType === 'mouse') {
      if (event.shiftKey) {
        openNumber(screen, column, patchAt(at(event), meta()));
        return;
      }
      const here = at(event);
      const same = patchAt(state.pinned, meta()) === patchAt(here, meta());
      screen.pin(state.pinned && same ? null : here);
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    state.pinned = null; // the finger asks anew
    screen.hover(at(event));
  });
  canvas.addEventListener('pointerup', event => {
    // a finger pins where it lifts
    if (!meta() || event.pointerType === 'mouse') return;
    screen.pin(at(event));
    screen.hover(null);
  });
  canvas.addEventListener('pointercancel', () => screen.hover(null));
  canvas.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') screen.hover(null);
  });
}

// Buttons, pointers and keys of the Compare screen.
import {channel} from '../page/channel.js';
import {cursorAt, moved, patchAt} from '../draw/eye.js';
import {choose} from '../state/choices.js';
import {listen} from '../page/keys.js';
import {dataOf, isVisible, keepFocus} from '../page/dom.js';
import {EVERY} from '../record/grid.js';
import {saveScreen} from '../screen/save_screen.js';
import {shotOf} from './shot.js';
import {KINDS} from './kinds.js';

const MANY = 'This map combines many weights; this is the attention between the same two tokens.';

/** Listeners of the Compare screen's buttons and keys. */
export function wire(screen) {
  const {element, state} = screen;
  element.addEventListener('click', event => {
    press(screen, dataOf(event));
  });
  keepFocus(element); // the space bar belongs to the pictures
  saveScreen(element, screen.find('compare-save-button'), screen.base, 'compare', () =>
    described(screen),
  );
  listen(
    {
      moveQuery: (down, right) => screen.walk(from => moved(from, [down, right], walked(screen))),
      release: () => screen.pin(null),
      moveLayer: by => screen.moveLayer(by),
      toggleGrid: () => choose({grid: !state.grid}),
      bare: on => screen.bare(on),
      number: () => openNumber(screen, focused(screen), null),
      help: () => channel.tell('help'),
    },
    {connected: () => element.isConnected, visible: () => isVisible(element)},
  );
}

/** What the Save menu saves: all columns with their own choices. */
function described(screen) {
  if (!screen.columns.length) return {refusal: 'There is no column yet.'};
  const {foreign} = screen.state;
  return {
    chosen: {columns: screen.choices()},
    beside: foreign ? {foreign: `${foreign.index}:${foreign.checkpoint}`} : {},
    says: 'The map of every column',
  };
}

/** @param {DOMStringMap} data of the pressed button */
function press(screen, data) {
  const {set, to, add, av, index, kind, target} = data;
  if (add) screen.another(add);
  if (av === 'lines') choose({grid: !screen.state.grid});
  if (set === 'shape') choose({smooth: to === 'smooth'});
  if (set === 'kind') choose({kind: to});
  if (target !== undefined) screen.aim({...data, index: Number(target)});
  if (index !== undefined && kind !== 'yours') channel.tell('choose', Number(index));
}

/** The column with the keyboard's focus, else the live one. */
const focused = ({columns}) =>
  columns.find(({pane}) => pane.root.contains(document.activeElement)) ?? columns[0];

/** The grid that the arrow keys walk on. */
const walked = screen => (focused(screen).frame ?? screen.columns[0].frame).result.meta;

/** Opens the attention weight of the patch `at`; null: of the one under the column's needle. */
function openNumber({state, columns}, column, at) {
  const shot = shotOf(column, state, columns);
  if (!shot || shot.missing) return;
  const {meta, art, layer, query} = shot;
  const ofHead = KINDS[shot.kind].head;
  const to = at ?? shot.at;
  channel.tell('number', {
    meta,
    art,
    layer,
    head: ofHead && shot.head < meta.heads ? shot.head : null,
    from: query === EVERY ? to : query,
    to,
    note: ofHead ? '' : MANY,
  });
}

/** Pointer and remove button of one column. */
export function wireColumn(screen, column) {
  const {
    pane: {canvas, find},
  } = column;
  const {state} = screen;
  const meta = () => column.frame?.result.meta;
  const at = event => cursorAt(column.pane.picture.pointed(event), meta());
  find('remove').addEventListener('click', () => screen.remove(column));
  find('stop').addEventListener('click', () => screen.stop(column));
  canvas.addEventListener('pointermove', event => {
    if (meta()) screen.hover(at(event));
  });
  canvas.addEventListener('pointerdown', event => {
    if (!meta() || event.button) return;
    if (event.pointerType === 'mouse') {
      if (event.altKey) {
        openNumber(screen, column, patchAt(at(event), meta()));
        return;
      }
      const here = at(event);
      const same = patchAt(state.pinned, meta()) === patchAt(here, meta());
      screen.pin(state.pinned && same ? null : here);
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    state.touching = true; // a finger starts a new cursor
    screen.hover(at(event));
  });
  canvas.addEventListener('pointerup', event => {
    if (!meta() || event.pointerType === 'mouse') return; // a finger pins where it lifts
    state.touching = false;
    screen.pin(at(event));
    screen.hover(null);
  });
  canvas.addEventListener('pointercancel', () => {
    state.touching = false;
    screen.hover(null);
  });
  canvas.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') screen.hover(null);
  });
}

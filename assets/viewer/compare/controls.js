// Buttons, pointers and keys of the Compare screen.
import {channel} from '../page/channel.js';
import {cursorAt, moved, patchAt} from '../draw/eye.js';
import {choose} from '../state/choices.js';
import {listen} from '../page/keys.js';
import {dataOf, isVisible, keepFocus, textIn} from '../page/dom.js';
import {EVERY, middle} from '../record/grid.js';
import {saveScreen} from '../screen/save_screen.js';
import {endGesture} from '../state/steps.js';
import {shotOf} from './shot.js';
import {KINDS} from './kinds.js';

const OTHER =
  'The map on the screen is not attention; this is the attention between the same two tokens.';
const MANY = 'This map combines many weights; this is the attention between the same two tokens.';

/** Listeners of the Compare screen's buttons and keys. */
export function wire(screen) {
  const {element, state} = screen;
  element.addEventListener('click', event => {
    press(screen, dataOf(event));
  });
  const pairs = screen.find('pairs');
  pairs.addEventListener('input', () => choose({pairs: Number(pairs.value)}, {gesture: 'pairs'}));
  pairs.addEventListener('change', endGesture);
  const front = screen.find('front-line');
  front.addEventListener('input', () =>
    choose({threshold: Number(front.value)}, {gesture: 'threshold'}),
  );
  front.addEventListener('change', endGesture);
  screen.find('axes').addEventListener('change', event => choose({axes: textIn(event)}));
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
  const {foreign, kind} = screen.state;
  const order = screen.lineup.standing().map(column => screen.columns.indexOf(column));
  return {
    chosen: {columns: screen.choices()},
    beside: {
      ...(foreign && {foreign: `${foreign.index}:${foreign.checkpoint}`}),
      ...(kind === 'matches' && {order: order.join('.')}), // lines join neighbours
    },
    says: 'The map of every column',
  };
}

/**
 * What a button does, by its name or that of its group.
 * @type {Record<string, (screen: any, to?: string) => void>}
 */
const ACTIONS = {
  'two-pictures': screen => screen.pair(),
  'front-otsu': () => choose({threshold: null}),
  lines: ({state}) => choose({grid: !state.grid}),
  shape: (_, to) => choose({smooth: to === 'smooth'}),
  kind: (_, to) => choose({kind: to}),
};

/** @param {DOMStringMap} data of the pressed button */
function press(screen, data) {
  const {add, index, kind, target} = data;
  ACTIONS[data.av ?? data.set ?? '']?.(screen, data.to);
  if (add) screen.another(add);
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
  const {meta, art, query} = shot;
  const to = at ?? shot.at ?? middle(meta);
  channel.tell('number', {
    meta,
    art,
    ...placeOf(shot),
    from: query === EVERY ? to : query,
    to,
    note: noteOf(KINDS[shot.kind]),
  });
}

/** The layer of a weight, and its head where the map is of one. */
function placeOf({kind, layer, head, meta}) {
  const isOne = KINDS[kind].head && head < meta.heads;
  return {layer: Math.max(0, layer), head: isOne ? head : null};
}

/** Whether the pinned patch is one of this column, where the kind of map tells columns apart. */
const isSource = ({state, columns}, column) =>
  !KINDS[state.kind].facet || columns[state.source] === column;

/** What the weight has to do with the map. */
function noteOf({head, stages}) {
  if (stages) return OTHER;
  return head ? '' : MANY;
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
    if (meta()) screen.hover(at(event), column);
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
      screen.pin(state.pinned && same && isSource(screen, column) ? null : here, column);
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    state.touching = true; // a finger starts a new cursor
    screen.hover(at(event), column);
  });
  canvas.addEventListener('pointerup', event => {
    if (!meta() || event.pointerType === 'mouse') return; // a finger pins where it lifts
    state.touching = false;
    screen.pin(at(event), column);
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

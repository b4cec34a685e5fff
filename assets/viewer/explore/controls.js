// Connects buttons, pointers and keys of the Explore screen to its actions.
import {closest, isVisible, keepFocus, numberIn, parts, textIn, within} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {choose as chooseOnPage} from '../state/choices.js';
import {walking} from '../page/walking.js';
import {clamp} from '../record/grid.js';
import {endGesture} from '../state/steps.js';
import {Player} from './player.js';
import {wireRegions} from './region_tool.js';

export function wire(element, screen, s, actions) {
  const find = parts(element);
  wireStage(screen, s, actions, element);
  wireRegions(screen.stage, screen.extras.regions, s, actions);
  wireMatrix(screen, s, actions);
  wireFilm(screen, s, actions, find);
  element.addEventListener('click', event => {
    const button = closest(event, '[data-set]');
    if (button) choose(button.dataset, actions);
  });
  keepFocus(element); // so that the space bar acts on the picture
  find('grid').addEventListener('click', actions.toggleGrid);
  find('number').addEventListener('click', () => actions.number());
  find('leave-out').addEventListener('click', actions.leaveOut);
  find('later').addEventListener('click', actions.startLater);
  find('root').addEventListener('click', actions.toggleRoot);
  find('opacity').addEventListener('input', event => actions.opacity(numberIn(event)));
  find('opacity').addEventListener('change', endGesture);
  for (const name of ['colormap', 'cells', 'axes', 'coding']) {
    find(name).addEventListener('change', event => actions.set(name, textIn(event)));
  }
  listen(actions, {connected: () => element.isConnected, visible: () => isVisible(element)});
}

/** @param {DOMStringMap} data of the button */
function choose({set, to}, actions) {
  if (set !== 'query') actions.set(set, to);
  else if (to === 'patch') actions.askPatch();
  else actions.ask(Number(to));
}

function wireStage(screen, s, actions, element) {
  const {stage} = screen;
  const {canvas} = stage;
  const point = event => {
    if (s.trace) actions.hover(stage.tokenAt(event, s.trace.meta));
  };
  const touch = on => {
    s.touching = on;
    element.classList.toggle('is-touching', on);
  };
  canvas.addEventListener('pointermove', point);
  canvas.addEventListener('pointerdown', event => {
    if (!s.trace || event.button || screen.extras.regions.toolOf(event)) return;
    if (event.pointerType === 'mouse') {
      const token = stage.tokenAt(event, s.trace.meta);
      if (event.altKey) actions.number(token);
      else actions.pin(token);
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    chooseOnPage({query: null}); // the query follows the finger
    touch(true);
    point(event);
  });
  canvas.addEventListener('pointerup', event => {
    // a finger pins where it lifts
    if (!s.trace || !s.touching) return;
    touch(false);
    actions.ask(stage.tokenAt(event, s.trace.meta));
    actions.hover(null);
  });
  canvas.addEventListener('pointercancel', () => {
    touch(false);
    actions.hover(null);
  });
  canvas.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') actions.hover(null);
  });
}

function wireMatrix({matrix}, s, actions) {
  const at = event => matrix.hit(...within(event, matrix.canvas));
  matrix.canvas.addEventListener('pointermove', event => {
    const cell = at(event);
    if (event.pointerType === 'mouse') actions.lift(cell?.head === null ? null : cell);
  });
  matrix.canvas.addEventListener('pointerleave', () => actions.lift(null));
  matrix.canvas.addEventListener('click', event => {
    const cell = at(event);
    if (cell && event.shiftKey) actions.pinHead(cell.layer, cell.head ?? s.head);
    else if (cell) actions.choose(cell.layer, cell.head);
  });
  walking(matrix.canvas, {
    move: (down, right) => {
      if (!s.trace) return;
      const {layers, heads} = s.trace.meta;
      actions.choose(clamp(s.layer + down, 0, layers - 1), clamp(s.head + right, 0, heads));
    },
  });
}

function wireFilm({film}, s, actions, find) {
  const player = new Player(find('play'), s, actions);
  film.choosing(frame => {
    player.stop();
    actions.showFrame(frame);
  });
}

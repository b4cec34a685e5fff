// Buttons, knobs, the pointer and keys of the Film screen, and its Save menu.
import {channel} from '../page/channel.js';
import {dataOf, isVisible, keepFocus, numberIn, textIn} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {pointing} from '../page/pointing.js';
import {middle, step} from '../record/grid.js';
import {SaveMenu} from '../screen/save.js';
import {followStrip} from '../screen/strip.js';
import {choose} from '../state/choices.js';
import {endGesture} from '../state/steps.js';
import {savedGroups} from './saved.js';

export function wireFilm(page) {
  const {element, view, state: s, base} = page;
  const {part} = view;
  followStrip(part('strip'), base);
  wireButtons(page);
  const knob = (name, act) => part(name).addEventListener('input', act);
  knob('scrub', event => page.moveTo(numberIn(event)));
  part('scrub').addEventListener('change', endGesture);
  knob('opacity', event => choose({opacity: numberIn(event)}, {gesture: 'opacity'}));
  knob('layer', event => page.chooseLayer(numberIn(event)));
  knob('frames', event => page.write({frames: Number(textIn(event))}));
  part('grid').addEventListener('click', () => choose({grid: !s.grid}));
  part('release').addEventListener('click', () => page.release());
  view.strip.choosing(s, at => page.moveTo(at));
  view.strip.came = () => page.redraw('paint');
  view.heads.choosing(s, head => page.chooseHead(head));
  view.course.choosing(s, at => page.moveTo(at));
  wireStage(page);
  keepFocus(element);
  new SaveMenu(element, part('save-button'), () => savedGroups(page));
  wireKeys(page);
}

function wireButtons(page) {
  const {element} = page;
  const acts = {
    over: to => page.write({over: to}),
    course: to => page.write({course: to}),
    smooth: to => choose({smooth: to === 'true'}),
    mode: to => choose({scale: to}),
  };
  element.addEventListener('click', event => {
    const {set, to} = dataOf(event, '[data-set]');
    acts[set]?.(to);
  });
}

/** A mouse hovers and follows; a finger follows; Enter follows the patch that the arrows chose. */
function wireStage(page) {
  const {view, state: s} = page;
  const canvas = view.part('stage');
  const at = event => (s.reel ? view.stage.tokenAt(event, s.reel.meta) : null);
  const pin = token => {
    if (s.reel) page.pin(token);
  };
  pointing(canvas, at, {hover: token => page.hover(token), pin, ask: pin});
  // A click leaves the arrow keys to the frames; a stage that Tab has reached takes them itself.
  canvas.addEventListener('mousedown', event => event.preventDefault());
  canvas.addEventListener('keydown', event => {
    if (event.key === 'Enter' && s.reel && s.hover !== null) page.pin(s.hover);
  });
  canvas.addEventListener('blur', () => page.hover(null));
}

function wireKeys(page) {
  const {element, view, state: s} = page;
  const stage = view.part('stage');
  const when =
    act =>
    (...given) => {
      if (s.reel) act(...given);
    };
  let held = false;
  const actions = {
    release: when(() => page.release()),
    moveQuery: when((down, right) => {
      if (document.activeElement === stage) movePatch(page, [down, right]);
      else page.moveTo(s.at + right + down);
    }),
    moveFrame: when(by => page.moveTo(s.at + by)),
    toFrame: when(at => page.moveTo(at)),
    moveLayer: when(by => page.chooseLayer(s.layer + by)),
    moveHead: when(by => page.chooseHead(s.head + by)),
    toggleGrid: () => choose({grid: !s.grid}),
    bare: when(on => {
      if (on && !held) page.player.toggle();
      held = on;
    }),
    help: () => channel.tell('help'),
  };
  listen(actions, {
    connected: () => element.isConnected,
    visible: () => isVisible(element),
  });
}

/** The patch that the keyboard is on, one step away. */
function movePatch(page, way) {
  const {reel, hover, at} = page.state;
  const place = reel.way?.places[at];
  const from = hover ?? (place === undefined ? middle(reel.meta) : place + reel.meta.prefix);
  page.hover(hover === null && place === undefined ? from : step(from, way, reel.meta));
}

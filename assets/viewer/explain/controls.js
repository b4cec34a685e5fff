// Buttons, knobs, pointers and keys of the Explain screen, wired to its actions.
import {channel} from '../page/channel.js';
import {closest, dataOf, isVisible, keepFocus, numberIn} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {EVERY, middle, startOf} from '../record/grid.js';
import {pointing} from '../page/pointing.js';
import {routes} from '../record/contract.js';
import {BY_HAND, copy} from '../screen/copy.js';
import {committed} from '../screen/query.js';
import {saveScreen} from '../screen/save_screen.js';
import {followStrip} from '../screen/strip.js';
import {choose as go} from '../state/choices.js';
import {endGesture} from '../state/steps.js';
import {partsOf} from './likeness.js';
import {cursorOf} from './look.js';

const MANY =
  'The map combines many such weights, or gradients too; this is one weight of its last layer.';

export function wireExplain(element, screen, s, actions, base) {
  const {find} = screen;
  followStrip(find('why-strip'), base);
  const number = at => openNumber(s, screen, at);
  wirePictures(element, screen, s, {...actions, number});
  wireLaboratory(screen.laboratory, s, {...actions, number});
  element.addEventListener('click', event => {
    const data = dataOf(event, '[data-set]');
    if (data.set) choose(data, actions);
  });
  keepFocus(element);
  find('why-shuffle').addEventListener('click', actions.shuffle);
  find('why-grid').addEventListener('click', actions.toggleGrid);
  find('why-teach').addEventListener('click', () => go({screen: 'teach'}));
  wireSources(element, screen, actions);
  saveScreen(element, find('why-save-button'), base, 'explain', () => described(s));
  listen(
    {...actions, number: () => number(null)},
    {connected: () => element.isConnected, visible: () => isVisible(element)},
  );
}

const SAID = {
  maps: 'The map of every method',
  laboratory: 'The rollout, and its entropy by depth',
  matter: 'The map, its measured effect and curves',
};

/** What the Save menu saves. */
function described(s) {
  if (!s.inquiry) return {refusal: 'The maps are still being computed.'};
  return {
    chosen: {
      target: s.likeness ? null : {index: s.target},
      against: s.against,
      query: s.pinned,
      ...(s.knobs.fusion === 'head' && {head: s.knobs.head}),
    },
    beside: s.signed ? {signed: '1'} : {},
    says: SAID[s.section],
    ...(s.likeness && s.section !== 'laboratory' && {more: () => [copied(s)]}),
  };
}

/** The chosen map of a similarity as Python, which opens the saved picture. */
const copied = s => ({
  says: 'The chosen map as Python, which opens the picture',
  items: [
    {label: 'Picture', url: routes.pictureFile(s.inquiry.record.url)},
    {label: 'Copy as Python', name: 'copy', run: field => copyPython(s, field)},
  ],
});

async function copyPython({inquiry: {record}, target, method}, field) {
  const url = routes.likenessPython(record.url, {...partsOf(target), methods: method});
  const done = await copy(await (await record.get(url)).text(), field);
  field.hidden = done;
  return {text: done ? 'Copied as Python.' : BY_HAND, stays: !done};
}

/** @param {DOMStringMap} data of the pressed button */
function choose({set, to}, actions) {
  if (set === 'section') actions.section(to);
  else if (set === 'kind') actions.kind(to);
  else if (set === 'fusion') actions.knob('fusion', to);
  else if (set === 'query' && to === 'patch') actions.askPatch();
  else if (set === 'query') actions.ask(Number(to));
  else actions.set(set, to);
}

/**
 * Opens one attention weight. These maps combine many numbers: it is the attention from the map's
 * query to the patch in the last layer of the map.
 */
function openNumber(s, screen, at) {
  if (!s.trace) return;
  const {meta} = s.trace;
  const rollout = s.section === 'laboratory';
  const to = at ?? cursorOf(s) ?? (rollout ? screen.shot.at : middle(meta));
  const query = rollout ? committed(s) : startOf(meta);
  channel.tell('number', {
    meta,
    art: s.art,
    layer: rollout ? s.knobs.end : meta.layers - 1,
    head: null,
    from: query === EVERY ? to : query,
    to,
    note: MANY,
  });
}

/** One cursor for every card: cards come and go, so their box has the listeners. */
function wirePictures(element, screen, s, actions) {
  const plateAt = event => {
    const canvas = closest(event, '.av-plate-picture');
    return canvas && s.trace
      ? [...screen.cards, screen.matter.chosen, screen.matter.removal].find(
          card => card?.canvas === canvas,
        )?.plate
      : null;
  };
  const on = (name, act) =>
    element.addEventListener(name, event => {
      const plate = plateAt(event);
      if (plate) act(event, plate.tokenAt(event, s.trace.meta));
    });
  on('pointermove', (event, token) => {
    if (event.pointerType === 'mouse') actions.hover(token);
  });
  on('click', (event, token) => {
    if (event.altKey) actions.number(token);
    else if (event.pointerType === 'mouse') actions.pin(token);
    else actions.ask(token);
  });
  element.addEventListener('pointerout', event => {
    if (event.pointerType === 'mouse' && plateAt(event)) actions.hover(null);
  });
}

function wireLaboratory({find, stage, film}, s, actions) {
  pointing(stage.canvas, event => stage.tokenAt(event, s.trace.meta), actions, {drag: true});
  film.choosing(frame => actions.knob('end', frame));
  find('knobs').addEventListener('input', event => {
    const {knob} = dataOf(event, 'input');
    const value = numberIn(event);
    if (!knob) return;
    s.sliding = true;
    actions.slide(knob, knob === 'start' || knob === 'end' ? value - 1 : value);
  });
  find('knobs').addEventListener('change', () => {
    s.sliding = false;
    endGesture();
    actions.released();
  });
  find('head').addEventListener('change', event => actions.knob('head', numberIn(event)));
  find('leave-out').addEventListener('click', () => actions.knob('leave_out', !s.knobs.leaveOut));
}

/** The source line follows the pointer and the focus over cards and rows. */
function wireSources(element, screen, actions) {
  for (const name of ['pointerover', 'focusin']) {
    element.addEventListener(name, event => {
      const method = dataOf(event, '[data-method]').method ?? null;
      if (screen.source === method) return;
      screen.source = method;
      actions.hoverSource();
    });
  }
}

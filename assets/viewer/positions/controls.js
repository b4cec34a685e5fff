// Buttons and keys of the Positions screen; each section wires its own.
import {channel} from '../page/channel.js';
import {dataOf, isVisible, keepFocus} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {saveScreen} from '../screen/save_screen.js';
import {followStrip} from '../screen/strip.js';
import {choose} from '../state/choices.js';

export function wirePositions(page) {
  const {
    element,
    screen: {find},
    state: s,
  } = page;
  followStrip(find('pos-strip'), page.base);
  find('pos-sections').addEventListener('click', event => {
    const {to} = dataOf(event, '[data-set]');
    if (to) page.show(to);
  });
  keepFocus(element);
  saveScreen(element, find('pos-save-button'), page.base, 'positions', () => described(s));
  const lines = () => choose({grid: !s.grid});
  find('pos-lines').addEventListener('click', lines);
  const when =
    act =>
    (...given) => {
      if (s.inquiry && page.section.ready(s)) act(...given);
    };
  listen(
    {
      release: when(() => page.section.release?.(s)),
      number: when(() => page.section.number?.(page.state)),
      moveQuery: when((down, right) => page.section.moveQuery?.(s, down, right)),
      moveLayer: when(by => page.section.moveLayer?.(s, by)),
      moveHead: when(by => page.section.moveHead?.(s, by)),
      toggleGrid: when(lines),
      bare: when(on => {
        s.bare = on;
        page.redraw('paint');
      }),
      help: () => channel.tell('help'),
    },
    {connected: () => element.isConnected, visible: () => isVisible(element)},
  );
}

const SAID = {
  tiles: 'The similarity of all positions',
  lab: 'Both maps',
  filters: 'The filters, and the response of one',
  paper: 'The parts of both figures',
};

/** What the Save menu saves. */
function described(s) {
  if (!s.inquiry) return {refusal: 'The positions are still on their way.'};
  return {chosen: {query: s.pinned}, says: SAID[s.section]};
}

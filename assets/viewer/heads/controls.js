// Buttons and keys that all sections of the Heads screen have; a section wires its own ones.
import {channel} from '../page/channel.js';
import {dataOf, isVisible, keepFocus} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {saveScreen} from '../screen/save_screen.js';
import {followStrip} from '../screen/strip.js';

export function wireHeads(page) {
  const {element, screen, state: s} = page;
  followStrip(screen.find('heads-strip'), page.base);
  screen.find('heads-sections').addEventListener('click', event => {
    const {to} = dataOf(event);
    if (to) page.show(to);
  });
  keepFocus(element);
  saveScreen(element, screen.find('heads-save-button'), page.base, 'heads', () => described(page));
  const when =
    act =>
    (...given) => {
      if (s.trace) act(...given);
    };
  listen(
    {
      release: when(() => page.section.release?.(s)),
      moveQuery: when((down, right) => page.section.moveQuery?.(s, down, right)),
      moveLayer: when(by => page.chooseLayer(s.layer + by)),
      moveHead: when(by => page.choose({layer: s.layer, head: s.head + by})),
      moveFrame: when(by => page.section.moveFrame?.(s, by)),
      number: when(() => page.section.number?.(s)),
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
  statistics: 'The figure of every head, and one map',
  finder: 'The share inside of every head, and one map',
  interventions: 'Both maps and both answers',
  depth: 'The frame in sight, and the curve',
};

/** What the Save menu saves: interventions alone may show the mean of heads. */
function described({state: s, section}) {
  if (!s.trace) return {refusal: 'The figures are still being computed.'};
  const head = s.section === 'interventions' ? {} : {head: s.head};
  return {
    chosen: {layer: s.layer, query: s.pinned, ...head},
    beside: section.many ? {many: '1'} : {},
    says: SAID[s.section],
  };
}

// Buttons and keys that all sections of the Heads screen have; a section wires its own ones.
import {channel} from '../page/channel.js';
import {dataOf, isVisible, keepFocus} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {followStrip} from '../screen/strip.js';

export function wireHeads(page) {
  const {element, screen, state: s} = page;
  followStrip(screen.find('heads-strip'), page.base);
  screen.find('heads-sections').addEventListener('click', event => {
    const {to} = dataOf(event);
    if (to) page.show(to);
  });
  keepFocus(element);
  const move = (layer, head) => page.choose({layer: s.layer + layer, head: s.head + head});
  const when =
    act =>
    (...given) => {
      if (s.trace) act(...given);
    };
  listen(
    {
      release: when(() => page.section.release?.(s)),
      moveQuery: when((down, right) => page.section.moveQuery?.(s, down, right)),
      moveLayer: when(by => move(by, 0)),
      moveHead: when(by => move(0, by)),
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

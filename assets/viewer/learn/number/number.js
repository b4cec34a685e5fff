// The parts of the Learn screen that lie over every other one: the drawer of one attention weight,
// loaded when it is first opened, and the way back from a card's trial.
import {channel} from '../../page/channel.js';
import {parts, say} from '../../page/dom.js';
import {pageState} from '../../state/page.js';
import {goTo} from '../../state/passes.js';
import {dim} from '../cards/guide.js';

export function mount({element, base}) {
  let drawer = null;
  channel.follow('number', async request => {
    const {Drawer} = await import('./drawer.js');
    drawer ??= new Drawer(element, base);
    drawer.open(request);
  });
  wayBack(parts(element));
}

/** The way back stays in sight until it is taken or another screen is chosen. */
function wayBack(find) {
  /** @type {Record<string, any> | null} */ let before = null;
  const leave = () => {
    before = null;
    find('return').hidden = true;
    dim();
  };
  channel.follow('tried', ({card, state}) => {
    before = state;
    say(find('return-text'), `Card “${card}”`);
    find('return').hidden = false;
  });
  find('return-stay').addEventListener('click', leave);
  find('return-go').addEventListener('click', () => {
    if (before) goTo(before);
    leave();
  });
  pageState.follow(['screen'], leave);
}

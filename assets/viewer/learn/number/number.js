// The parts of the Learn screen that lie over every other one: the drawer of one attention weight,
// loaded when it is first opened, and the way back from a card's trial.
import {channel} from '../../page/channel.js';
import {parts, say} from '../../page/dom.js';
import {inTab, openTab} from '../../page/tabs.js';
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

/** The way back stays in sight until it is taken or another screen is chosen by hand. */
function wayBack(find) {
  const leave = () => {
    find('return').hidden = true;
    dim();
  };
  channel.follow('tried', ({card}) => {
    say(find('return-text'), `Card “${card}”`);
    find('return').hidden = false;
  });
  find('return-stay').addEventListener('click', leave);
  find('return-go').addEventListener('click', () => {
    leave();
    openTab('Learn');
  });
  document.addEventListener('click', event => {
    if (event.isTrusted && inTab(event)) leave();
  });
}

// The panel of keys, and the switch that turns them off.
import {channel} from './channel.js';
import {el, parts} from './dom.js';
import {outlives} from './kept.js';
import {keysOn, setKeys} from './keys.js';

const DENIED =
  'This browser denies the page its storage: light or dark, and this switch, hold until this page ' +
  'is closed.';

export function mount({element}) {
  const find = parts(element);
  const box = find('keys-on');
  const panel = find('keys');
  box.checked = keysOn();
  if (!outlives()) panel.append(el('p', 'av-quiet-text', DENIED));
  box.addEventListener('change', () => setKeys(box.checked));
  channel.follow('help', () => panel.togglePopover());
  panel.addEventListener('toggle', () => {
    find('help').setAttribute('aria-expanded', String(panel.matches(':popover-open')));
  });
}

// The panel of keys, and the switch that turns them off.
import {channel} from './channel.js';
import {parts} from './dom.js';
import {keysOn, setKeys} from './keys.js';

export function mount({element}) {
  const find = parts(element);
  const box = find('keys-on');
  const panel = find('keys');
  box.checked = keysOn();
  box.addEventListener('change', () => setKeys(box.checked));
  channel.follow('help', () => panel.togglePopover());
  panel.addEventListener('toggle', () => {
    find('help').setAttribute('aria-expanded', String(panel.matches(':popover-open')));
  });
}

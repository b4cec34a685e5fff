// The top bar: undo, the link, type, theme and help; and what works anywhere below it: pictures dropped
// or pasted, the address, the steps back.
import {mount as events} from '../page/events.js';
import {mount as fonts} from '../page/fonts.js';
import {mount as help} from '../page/help.js';
import {mount as intake} from '../page/intake.js';
import {mount as large} from '../page/large.js';
import {mount as skip} from '../page/skip.js';
import {mount as theme} from '../page/theme.js';
import {keepAddress} from '../state/address.js';
import {keepFiles} from '../state/files.js';
import {noteSteps} from '../state/steps.js';
import {mount as notice} from './notice.js';
import {mount as share} from './share.js';
import {mount as undo} from './undo.js';

/** Lets a script give the page the keyboard's focus before anybody clicked, as in a frame. */
function takeFocus({body}) {
  body.tabIndex = -1;
  body.style.outline = 'none';
}

export function mount(component) {
  skip(component);
  takeFocus(document);
  fonts();
  large(component);
  theme(component);
  help(component);
  intake(component);
  events();
  noteSteps();
  keepAddress();
  keepFiles();
  notice(component);
  undo(component);
  share(component);
}

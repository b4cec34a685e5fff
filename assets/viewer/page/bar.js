// The top bar: theme, help, and what may be dropped or pasted anywhere below it.
import {mount as fonts} from './fonts.js';
import {mount as help} from './help.js';
import {mount as intake} from './intake.js';
import {mount as theme} from './theme.js';

export function mount(component) {
  fonts();
  theme(component);
  help(component);
  intake(component);
}

// The sections of the Heads screen, in the order of their buttons.
//
// A section is a class with a `key`, which names its places in the markup (`heads-<key>` and, in
// the left column, `heads-<key>-side`), and a `title` for its button. It is made once with the page
// (heads.js) and has
//   open(s)           a picture it has not been shown with: fetch what it needs (page.during)
//   measure(s)        read sizes
//   paint(s, palette) draw everything; mark(s, palette) draw what follows the pointer
//   line(s)           the status line, also spoken
//   close()           another picture is coming: stop what is on its way
// and, if keys mean something to it, release(s) for Escape, moveQuery(s, down, right),
// moveFrame(s, by) and number(s) for one number all the way down.
import {Depth} from './depth/depth.js';
import {Finder} from './finder/finder.js';
import {Interventions} from './interventions/interventions.js';
import {Statistics} from './statistics/statistics.js';

export const SECTIONS = [Statistics, Finder, Interventions, Depth];

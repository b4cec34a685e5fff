// The sections of the Heads screen, in the order of their buttons.
//
// A section is a class with a `key`, which names its places in the markup (`heads-<key>` and, in
// the left column, `heads-<key>-side`), and a `title` for its button. It is constructed once, with
// the page (heads.js), and has
//   open(s)           first view of a picture: fetch what it needs (page.during)
//   measure(s)        read sizes
//   paint(s, palette) draw everything; mark(s, palette) draw what follows the pointer
//   line(s)           text of the status line, also spoken
//   close()           another picture is coming: cancel running requests
// and, where it has keys, release(s) for Escape, moveQuery(s, down, right), moveFrame(s, by) and
// number(s), which opens one attention weight.
import {Depth} from './depth/depth.js';
import {Finder} from './finder/finder.js';
import {Interventions} from './interventions/interventions.js';
import {Statistics} from './statistics/statistics.js';

export const SECTIONS = [Statistics, Finder, Interventions, Depth];

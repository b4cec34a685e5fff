// The sections of the Positions screen, in the order of their buttons.
//
// A section is a class with a `key`, which names its places in the markup (`pos-<key>` and, in the
// left column and in the bar, `pos-<key>-side` and `pos-<key>-bar`), and a `title` for its button.
// It is made once with the page (positions.js) and has
//   open(s)           the first time that a picture is in sight: fetch its data (page.during)
//   ready(s)          whether the data is here
//   measure(s)        read sizes
//   paint(s, palette) draw everything; mark(s, palette) draw what follows the pointer
//   line(s)           the status line, also spoken
// and, where they apply, close() when another picture is coming, release(s) for Escape,
// number(s) to open one attention weight, and moveQuery, moveLayer and moveHead for the keys.
import {Filters} from './filters/filters.js';
import {Laboratory} from './laboratory/laboratory.js';
import {Paper} from './paper/paper.js';
import {Tiles} from './similarity/tiles.js';

export const SECTIONS = [Tiles, Laboratory, Filters, Paper];

// The small texts of the left column: facts of the model, and sentences about the map.
import {channel} from '../page/channel.js';
import {el, parts, reveal, say} from '../page/dom.js';
import {mendStops} from '../page/stops.js';
import {pageState} from '../state/page.js';

/** Facts of the model, beside its name and its patch sizes. */
export function mountFacts({element}) {
  const find = parts(element);
  mendStops(element.closest('#av-left'), 'av-patch');
  pageState.know('about', ([facts, details, origin]) => {
    say(find('facts'), facts);
    say(find('details'), details);
    find('origin').hidden = !origin.length;
    find('origin-lines').replaceChildren(...origin.map(line => el('li', '', line)));
  });
}

/** Up to three sentences about the map. */
export function mountReading({element}) {
  const lines = [el('p'), el('p'), el('p')];
  parts(element)('reading').replaceChildren(...lines);
  channel.follow('frame', ({sentences}) => lines.forEach((line, i) => reveal(line, sentences[i])));
  channel.tell('watching');
}

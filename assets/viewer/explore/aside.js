// The left column's small texts: the model's facts, and what is to be read off the map.
import {channel} from '../page/channel.js';
import {el, parts, say} from '../page/dom.js';

/** Facts of the model, beside its name. */
export function mountFacts({element}) {
  const find = parts(element);
  channel.hear('facts', ([facts, details]) => {
    say(find('facts'), facts);
    say(find('details'), details);
  });
}

/** Up to three sentences on what is looked at. */
export function mountReading({element}) {
  const lines = [el('p'), el('p'), el('p')];
  parts(element)('reading').replaceChildren(...lines);
  channel.hear('reading', told =>
    lines.forEach((line, i) => {
      line.hidden = !told[i];
      say(line, told[i] ?? '');
    }),
  );
}

// The small texts of the left column: facts of the model, and sentences about the map.
import {channel} from '../page/channel.js';
import {post} from '../record/decode.js';
import {routes, sent} from '../record/contract.js';
import {el, parts, reveal, say} from '../page/dom.js';
import {mendStops} from '../page/stops.js';
import {pageState} from '../state/page.js';

/** Facts of the model, beside its name and its patch sizes. */
export function mountFacts({element, base}) {
  const find = parts(element);
  mendStops(element.closest('#av-left'), 'av-patch');
  mountNames(find, base);
  pageState.know('about', ([facts, details, origin, nameable]) => {
    say(find('facts'), facts);
    say(find('details'), details);
    find('origin').hidden = !(origin.length || nameable);
    find('names').hidden = !nameable;
    find('origin-lines').replaceChildren(...origin.map(line => el('li', '', line)));
  });
}

/** Class names from a file, for the program's own model; the page is then loaded again. */
function mountNames(find, base) {
  const input = find('names-file');
  input.accept = sent.classNames.kinds;
  find('names-open').addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const [file] = input.files;
    input.value = '';
    const view = routes.view(base, pageState.facts.pass.meta.token);
    const url = routes.classNames(view, {name: file.name});
    try {
      await post(url, file, sent.classNames);
      location.reload();
    } catch (error) {
      reveal(find('names-error'), error.message);
    }
  });
}

/** Up to three sentences about the map. */
export function mountReading({element}) {
  const lines = [el('p'), el('p'), el('p')];
  parts(element)('reading').replaceChildren(...lines);
  channel.follow('frame', ({sentences}) => lines.forEach((line, i) => reveal(line, sentences[i])));
  channel.tell('watching');
}

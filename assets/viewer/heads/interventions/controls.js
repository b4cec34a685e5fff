// Buttons and selects of the interventions.
import {dataOf, numberIn, reveal, say} from '../../page/dom.js';
import {BY_HAND, copy} from '../../screen/copy.js';
import {redo, undo} from '../../state/steps.js';

const CONFIRMED = 2500; // ms that a confirmation stays

/**
 * Wires the controls in `place`, the section's part of the page, and those that `find` finds.
 * @param {HTMLElement} place
 * @param {(name: string) => any} find
 * @param {any} actions reset(), set(name, value), followClass(index), chooseLayer(layer),
 *   chooseHead(head), openLines(open)
 */
export function wireInterventions(place, find, actions) {
  place.addEventListener('click', event => {
    const {set, to} = dataOf(event);
    if (set) actions.set(set, to);
  });
  find('undo').addEventListener('click', () => undo());
  find('redo').addEventListener('click', () => redo());
  find('reset').addEventListener('click', () => actions.reset());
  find('bars').addEventListener('click', event => {
    const {index} = dataOf(event);
    if (index !== undefined) actions.followClass(Number(index));
  });
  find('layer').addEventListener('change', event => actions.chooseLayer(numberIn(event)));
  find('head').addEventListener('change', event => actions.chooseHead(numberIn(event)));
  find('lines').addEventListener('toggle', () => actions.openLines(find('lines').open));
  find('copy').addEventListener('click', () => copyLines(find));
}

/** Copies the lines, or says that they are selected for that. */
async function copyLines(find) {
  const copied = await copy(find('python').value, find('python'));
  reveal(find('by-hand'), copied ? '' : BY_HAND);
  if (!copied) return;
  say(find('copy'), 'Copied');
  setTimeout(() => say(find('copy'), 'Copy'), CONFIRMED);
}

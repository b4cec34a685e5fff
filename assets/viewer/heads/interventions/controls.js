// Buttons and selects of the interventions.
import {dataOf, numberIn, say} from '../../page/dom.js';
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
  find('copy').addEventListener('click', () => copy(find('python').textContent, find('copy')));
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'Copied');
  } catch {
    say(button, 'The browser does not let this page use the clipboard');
  }
  setTimeout(() => say(button, 'Copy'), CONFIRMED);
}

// Buttons, selects and keys of the interventions, and the lines of Python that repeat them.
import {el, say, isVisible} from '../../page/dom.js';

const SAID = 2500; // ms that a confirmation stays
const TYPING = 'textarea, [contenteditable], input:not([type=range])';

export function wireInterventions(section) {
  const {find, place, page} = section;
  place.addEventListener('click', event => {
    const {set, to} = event.target.closest('[data-set]')?.dataset ?? {};
    if (set) section.set(set, to);
  });
  find('undo').addEventListener('click', () => section.back(false));
  find('redo').addEventListener('click', () => section.back(true));
  find('reset').addEventListener('click', () => section.reset());
  find('bars').addEventListener('click', event => {
    const index = Number(event.target.closest('button')?.dataset.index ?? NaN);
    section.follow(section.reply?.bars.find(bar => bar.index === index));
  });
  find('layer').addEventListener('change', event =>
    page.choose({layer: Number(event.target.value), head: page.state.head}),
  );
  find('head').addEventListener('change', event => section.chooseHead(Number(event.target.value)));
  find('lines').addEventListener('toggle', () => page.during(section.tellLines()));
  find('copy').addEventListener('click', () => copy(find('python').textContent, find('copy')));
  listenForUndo(section);
}

/** Ctrl+Z and Ctrl+Shift+Z, or with the command key, while the section is in sight. */
function listenForUndo(section) {
  const gone = new AbortController();
  document.addEventListener(
    'keydown',
    event => {
      if (!section.place.isConnected) {
        gone.abort();
        return;
      }
      const held = (event.ctrlKey || event.metaKey) && !event.altKey;
      const typing = document.activeElement?.matches(TYPING);
      if (!held || event.key.toLowerCase() !== 'z' || typing || !isVisible(section.place)) return;
      event.preventDefault();
      section.back(event.shiftKey);
    },
    {signal: gone.signal},
  );
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'Copied');
  } catch {
    say(button, 'The browser does not let this page use the clipboard');
  }
  setTimeout(() => say(button, 'Copy'), SAID);
}

/** Layers and heads that a map can be of; the mean of the heads first. */
export function offer(find, {layers, heads}) {
  const option = (value, text) => Object.assign(el('option', '', text), {value});
  const count = n => Array.from({length: n}, (_, i) => i);
  find('layer').replaceChildren(...count(layers).map(l => option(l, `Layer ${l + 1}`)));
  find('head').replaceChildren(
    option(-1, 'mean of heads'),
    ...count(heads).map(h => option(h, `head ${h + 1}`)),
  );
}

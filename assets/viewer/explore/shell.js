// Screen 1 in the page's HTML: it draws the first example before Gradio has mounted; Gradio's own
// box then takes it in, with its canvases, its state and its listeners.
import {Explore} from './explore.js';
import {bind} from '../state/passes.js';
import {keepScreens} from '../state/screens.js';

/** @typedef {import('../record/contract.js').Descriptor} Descriptor */

const SHELL = 'av-shell';

/** @type {Explore | null} */ let explore = null; // the screen, wherever it stands
/** @type {Descriptor | null} */ let lent = null; // of the page's HTML, until the page has its own

/**
 * Draws a view in the page's HTML, unless Gradio's box is there already.
 * @param {{meta: Descriptor, base: string}} view under a token of all who come
 */
export function early({meta, base}) {
  if (explore) return;
  lent = meta;
  explore = new Explore(document.querySelector(`#${SHELL} .av-shell-view`), base);
  explore.element.dataset.lent = ''; // until the page has a token of its own
  explore.load(meta);
}

/** The screen in Gradio's box. */
export function mount({element, props, trigger, watch, base}) {
  if (explore) moveInto(element, explore.element);
  explore ??= new Explore(element, base);
  document.getElementById(SHELL)?.remove();
  bind(trigger);
  keepScreens();
  explore.resized();
  watch('value', () => show(props.value));
  show(props.value);
}

/** Moves the screen; what has the keyboard's focus in it keeps that. */
function moveInto(box, screen) {
  const focused = document.activeElement;
  box.replaceChildren(screen);
  if (focused instanceof HTMLElement && screen.contains(focused)) {
    focused.focus({preventScroll: true});
  }
}

/** Another view; that of the page's HTML only gets a token of the page's own. */
function show(meta) {
  if (!meta?.token) return;
  if (lent && explore.incoming.meta === lent && isSamePass(lent, meta)) rename(meta.token);
  else {
    if (lent) delete explore.element.dataset.ready; // nothing of that view is kept
    explore.load(meta);
  }
  lent = null;
  delete explore.element.dataset.lent;
}

function rename(token) {
  const {incoming, element} = explore;
  incoming.record.moveTo(token);
  for (const name of ['token', 'ready']) if (element.dataset[name]) element.dataset[name] = token;
}

/** Whether two views differ in nothing but their tokens and how long the pass took. */
const isSamePass = (one, other) => passOf(one) === passOf(other);
const passOf = ({token, milliseconds, opened, ...others}) => JSON.stringify(others);

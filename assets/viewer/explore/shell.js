// Screen 1 in the page's HTML: it draws the first example before Gradio has mounted; Gradio's own
// box then takes it in, with its canvases, its state and its listeners.
import {Explore} from './explore.js';
import {lend} from './lent.js';
import {bind} from '../state/passes.js';
import {keepScreens} from '../state/screens.js';

/** @typedef {import('../record/replies.js').Descriptor} Descriptor */

const SHELL = 'av-shell';

/** @type {Explore | null} */ let explore = null; // the screen, wherever it stands
/** @type {(value?: any) => void} */ let owns = () => {}; // the page has a token of its own
/** @type {Promise<boolean>} */ let drawn = Promise.resolve(false); // the view of the page's HTML
/** @type {Descriptor | null} */ let lent = null; // of the page's HTML, until the page has its own

/**
 * Draws a view in the page's HTML, unless Gradio's box is there already.
 * @param {object} view
 * @param {Descriptor} view.meta under a token of all who come
 * @param {import('../record/replies.js').Answer} view.answer
 * @param {string} view.base where the routes begin
 * @param {string[]} view.later addresses of files that Gradio needs: they come after the map
 */
export function early({meta, answer, base, later}) {
  if (explore) return;
  lend(answer);
  lent = meta;
  explore = new Explore(document.querySelector(`#${SHELL} .av-shell-view`), base);
  explore.element.dataset.lent = ''; // until the page has a token of its own
  explore.due = new Promise(resolve => {
    owns = resolve; // Gradio's files come first
  });
  const rest = () => setTimeout(() => later.forEach(fetchAhead)); // once the map is painted
  drawn = explore.load(meta).then(() => explore.state.trace?.meta === meta);
  drawn.then(() => requestAnimationFrame(rest));
}

function fetchAhead(address) {
  const kind = address.endsWith('.js') ? {rel: 'modulepreload'} : {rel: 'preload', as: 'style'};
  const link = document.createElement('link');
  document.head.append(Object.assign(link, {crossOrigin: 'anonymous', ...kind, href: address}));
}

/** The screen in Gradio's box. */
export function mount({element, props, trigger, watch, base}) {
  if (explore) moveInto(element, explore.element);
  explore ??= new Explore(element, base);
  document.getElementById(SHELL)?.remove();
  bind(trigger, base);
  keepScreens();
  explore.resized();
  watch('value', () => ('lost' in props.value ? explore.line.bring() : show(props.value)));
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
  if (lent && explore.incoming.meta === lent && isSamePass(lent, meta)) {
    rename(meta.token);
    drawn.then(well => {
      if (!well) explore.load(meta); // the line broke
    });
  } else {
    if (lent) delete explore.element.dataset.ready; // nothing of that view is kept
    explore.load(meta);
  }
  lent = null;
  delete explore.element.dataset.lent;
  owns();
}

function rename(token) {
  const {incoming, element} = explore;
  incoming.record.moveTo(token);
  for (const name of ['token', 'ready']) if (element.dataset[name]) element.dataset[name] = token;
}

/** Whether two views differ in nothing but their tokens and how long the pass took. */
const isSamePass = (one, other) => passOf(one) === passOf(other);
const passOf = ({token, milliseconds, opened, ...others}) => JSON.stringify(others);

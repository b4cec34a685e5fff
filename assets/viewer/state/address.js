// The page's address: the state as a link, written as it settles. Another screen is another entry
// of the browser's history, so that Back returns to the screen before.
import {TRAVELLING} from './facts.js';
import {escaped, linkOf} from './link.js';
import {pageState, travelling} from './page.js';
import {goTo, mine} from './passes.js';

const REST = 250; // ms without a change until the address is written
const KEPT = ['__theme', 'view']; // Gradio's own
/** The address of a state, without its host. */
export function addressOf(facts) {
  const own = new URLSearchParams(location.search);
  const kept = KEPT.filter(name => own.has(name)).map(name => `${name}=${escaped(own.get(name))}`);
  const query = [...kept, linkOf(facts).query].filter(Boolean).join('&');
  return location.pathname + (query && `?${query}`);
}

const entry = facts => ({
  attentionViewer: {...travelling(facts), selection: facts.missing ?? facts.selection},
  own: mine(),
});
const rewrite = facts => history.replaceState(entry(facts), '', addressOf(facts));

/** Begins to write the address, and to follow Back and Forward. */
export function keepAddress() {
  let timer = 0;
  const write = () => {
    timer = window.setTimeout(() => rewrite(pageState.facts), REST);
  };
  if (pageState.facts.pass) write(); // the view of the page's HTML came before
  pageState.follow(
    ['selection', 'missing', ...TRAVELLING],
    (facts, {before, changed, replayed}) => {
      clearTimeout(timer);
      if (changed.has('screen') && before.pass && !replayed) {
        rewrite(before);
        history.pushState(entry(facts), '', addressOf(facts));
      } else if (facts.pass) write();
      // Before the first view the address is the link, which the server has yet to read.
    },
  );
  window.addEventListener('popstate', ({state}) => {
    clearTimeout(timer);
    if (state?.attentionViewer) goTo(state.attentionViewer);
  });
}

// The page's address: the state as a link, written as it settles. Another screen is another entry
// of the browser's history, so that Back returns to the screen before.
import {FACTS, TRAVELLING, leftOut} from './facts.js';
import {pageState, travelling} from './page.js';
import {goTo} from './passes.js';

const REST = 250; // ms without a change until the address is written
const LONGEST = 1200; // characters of a link
const KEPT = ['__theme', 'view']; // Gradio's own
const READABLE = {'%3A': ':', '%2C': ',', '%2F': '/', '%3B': ';'}; // signs that a query may hold
const HEAVY = ['mask', 'off', 'hidden', 'blanked', 'temperature', 'columns']; // left out first

const escaped = text => encodeURIComponent(text).replace(/%(3A|2C|2F|3B)/g, sign => READABLE[sign]);

/** The fields of a state, defaults left out: [name, text] in the order of the table. */
export function fieldsOf(facts) {
  const chosen = TRAVELLING.filter(
    name => facts[name] !== null && facts[name] !== leftOut(name, facts),
  );
  const written = chosen.flatMap(name => {
    const word = FACTS[name].word(facts[name]);
    return typeof word === 'string' ? [[name, word]] : Object.entries(word);
  });
  return [...Object.entries(facts.selection ?? {}), ...written].filter(([, text]) => text !== null);
}

/** A state as a query string, and the names of what had no room in it. */
export function linkOf(facts) {
  const fields = fieldsOf(facts);
  const left = [];
  const text = () => fields.map(([name, value]) => `${name}=${escaped(value)}`).join('&');
  for (const name of HEAVY) {
    const at = fields.findIndex(([field]) => field === name);
    if (at < 0 || text().length <= LONGEST) continue;
    left.push(...fields.splice(at, 1).map(([field]) => field));
  }
  return {query: text(), left};
}

/** The address of a state, without its host. */
export function addressOf(facts) {
  const own = new URLSearchParams(location.search);
  const kept = KEPT.filter(name => own.has(name)).map(name => `${name}=${escaped(own.get(name))}`);
  const query = [...kept, linkOf(facts).query].filter(Boolean).join('&');
  return location.pathname + (query && `?${query}`);
}

const entry = facts => ({attentionViewer: travelling(facts)});
const rewrite = facts => history.replaceState(entry(facts), '', addressOf(facts));

/** Begins to write the address, and to follow Back and Forward. */
export function keepAddress() {
  let timer = 0;
  pageState.follow(['selection', ...TRAVELLING], (facts, {before, changed, replayed}) => {
    clearTimeout(timer);
    if (changed.has('screen') && before.pass && !replayed) {
      rewrite(before);
      history.pushState(entry(facts), '', addressOf(facts));
    } else timer = window.setTimeout(() => rewrite(pageState.facts), REST);
  });
  window.addEventListener('popstate', ({state}) => {
    clearTimeout(timer);
    if (state?.attentionViewer) goTo(state.attentionViewer);
  });
}

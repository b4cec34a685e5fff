// A state of the page as the query string of a link, in the grammar that app/share/ reads.
import {FACTS, TRAVELLING, leftOut} from './facts.js';

const LONGEST = 1200; // characters of a link
const READABLE = {'%3A': ':', '%2C': ',', '%2F': '/', '%3B': ';'}; // signs that a query may hold
const HEAVY = ['mask', 'regions', 'off', 'hidden', 'blanked', 'temperature', 'columns']; // left out first

export const escaped = text =>
  encodeURIComponent(text).replace(/%(3A|2C|2F|3B)/g, sign => READABLE[sign]);

/**
 * The fields of a state, defaults left out: [name, text] in the order of the table. A picture or
 * checkpoint that is missing here stays in the link.
 */
export function fieldsOf(facts) {
  const chosen = TRAVELLING.filter(
    name => facts[name] !== null && facts[name] !== leftOut(name, facts),
  );
  const written = chosen.flatMap(name => {
    const word = FACTS[name].word(facts[name], facts);
    return typeof word === 'string' ? [[name, word]] : Object.entries(word);
  });
  return [...Object.entries(facts.missing ?? facts.selection ?? {}), ...written].filter(
    ([, text]) => text !== null,
  );
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

// Chips for the tokens that can be the query of a map.
import {button} from '../page/dom.js';
import {EVERY, nameOf, startOf} from '../record/grid.js';

/** Chips for queries that are no patches: prefix tokens, or all that the model reads. */
export function chips(group, meta) {
  const start = startOf(meta);
  const tokens = [...Array(meta.prefix).keys()];
  if (start === EVERY) tokens.unshift(EVERY);
  const crowded = tokens.length > 2;
  const buttons = tokens.map(token => {
    const name = nameOf(token, meta);
    const node = button('', crowded ? brief(name) : sentence(name));
    node.title = sentence(name);
    Object.assign(node.dataset, {set: 'query', to: String(token)});
    return node;
  });
  group.replaceChildren(...buttons, group.lastElementChild);
}

const sentence = name => name[0].toUpperCase() + name.slice(1);

const brief = name =>
  name
    .replace(/^register /, 'R')
    .replace(/^(class|distillation) token$/, (_, word) => sentence(word))
    .replace(/^class and .*/, 'Both')
    .replace(/^(mean|pooling) .*/, (_, word) => sentence(word));

// Sentences of the cards, filled with the numbers of the current picture (see form.js).
import {brief, count, fixed, number, percent} from '../../record/figures.js';
import {button, el} from '../../page/dom.js';
import {phraseOf} from '../../record/grid.js';

const MARKUP = /\{(?:(shape|word|place):)?(\w+)([%~]?)\}|\[([^\]|]+)(?:\|([^\]]+))?\]/g;
const DIGITS = 4;

/** One number: whole ones, and those that four figures hold, as they are; others in four figures. */
export function figure(value) {
  if (Number.isInteger(value)) return count(value);
  const held = Number(value.toPrecision(DIGITS)) === value;
  return held ? brief(value, DIGITS) : number(value, DIGITS);
}

/** A mean or deviation to four places: rounding errors of 0 are written as 0. */
export const settled = value => fixed(value, DIGITS);

/** "3 × 24 × 24". */
export const shape = sizes => sizes.map(count).join(' × ');

/** Whether a sentence stands for a model with these flags. */
export const holds = (when, flags) =>
  !when || (when.startsWith('!') ? !flags.includes(when.slice(1)) : flags.includes(when));

/** The token that a name stands for on a card: "token" is the chosen one. */
export const tokenOf = (name, {numbers}) => numbers[name === 'token' ? 'token' : `${name}_token`];

/** The sentence as nodes: numbers with their names, and terms that open their entry. */
export function prose(sentence, facts, meta) {
  const nodes = [];
  let at = 0;
  for (const match of sentence.matchAll(MARKUP)) {
    nodes.push(sentence.slice(at, match.index));
    at = match.index + match[0].length;
    const [mark] = /^[.,:;)]*/.exec(sentence.slice(at)); // stays on the line of what it follows
    const node = match[4] ? term(match[4], match[5]) : value(match, facts, meta);
    const kept = el('span', 'av-kept');
    kept.append(node, mark);
    nodes.push(kept);
    at += mark.length;
  }
  nodes.push(sentence.slice(at));
  return nodes;
}

function value([, kind, name, style], facts, meta) {
  if (kind === 'word') return el('b', '', facts.words[name] ?? '');
  if (kind === 'place') return el('b', '', phraseOf(tokenOf(name, facts), meta));
  const text =
    kind === 'shape'
      ? shape(facts.shapes[name])
      : (style === '%' ? percent : style === '~' ? settled : figure)(facts.numbers[name]);
  const node = el('b', 'av-number', text);
  node.dataset.number = kind ? `${kind}:${name}` : name;
  return node;
}

function term(text, name = text) {
  const node = button('av-term', text);
  node.dataset.term = name;
  node.setAttribute('aria-expanded', 'false');
  return node;
}

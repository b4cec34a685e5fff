// Sentences of the cards, filled with the numbers of the current picture (see form.js).
import {button, el} from '../../page/dom.js';
import {phraseOf} from '../../record/grid.js';

const MARKUP = /\{(?:(shape|word|place):)?(\w+)([%~]?)\}|\[([^\]|]+)(?:\|([^\]]+))?\]/g;
const DIGITS = 4;

/** One number: whole ones in groups of three, others with four digits. */
export function figure(value) {
  if (Number.isInteger(value)) return grouped(value);
  const size = Math.abs(value);
  const short = String(value);
  if (short.length <= DIGITS + 1) return signed(short);
  if (size >= 1e6) return grouped(Math.round(value));
  if (size < 1e-4 && size > 0) return signed(value.toExponential(1));
  return signed(value.toPrecision(DIGITS));
}

/** A mean or deviation to so many places: rounding errors of 0 are written as 0. */
export const fixed = (value, places = DIGITS) =>
  signed((Math.abs(value) < 0.5 / 10 ** places ? 0 : value).toFixed(places));

const percentage = share => `${(share * 100).toPrecision(3)} %`;

const signed = text => text.replace(/-/g, '−');
const grouped = value => signed(String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f'));

/** "3 × 24 × 24". */
export const shape = sizes => sizes.map(grouped).join(' × ');

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
      : (style === '%' ? percentage : style === '~' ? fixed : figure)(facts.numbers[name]);
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

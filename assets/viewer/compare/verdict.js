// The numbers of the columns in sentences: whether the answers agree, what a finer grid costs, and
// which answers depend on it.
import {NONE, isPresent} from '../record/answers.js';
import {times} from '../record/figures.js';
import {headName} from '../screen/figures.js';
import {KINDS} from './kinds.js';
import {turnedText} from './turned.js';

/** Names that distinguish the columns: "8 px", "16 px, 144 px input", "8 px, ViT-B/16". */
export function namesOf(columns) {
  const names = columns.map(({result: {meta}, layer, head}) => [
    `${meta.patch} px`,
    meta.title,
    `${[...new Set(meta.input)].join(' × ')} px input`,
    meta.picture_name || 'its picture',
    headName({layer, head}, meta.heads),
  ]);
  return names.map((parts, i) => {
    let rivals = names.filter((_, j) => j !== i);
    const name = parts.filter((part, k) => {
      const left = rivals.filter(rival => rival[k] === part);
      const fewer = left.length < rivals.length;
      rivals = left;
      return k === 0 || fewer;
    });
    return name.join(', ');
  });
}

/** The class that a column answers; null for a model without classes. */
export function answerOf({result: {top, kind}}) {
  if (!top.length) return null;
  return isPresent(top[0].p, kind === 'sigmoid') ? top[0].name : NONE;
}

/** Whether the answers agree: "2 of 4 columns answer cat". */
export function agreement(columns) {
  if (!columns.length) return '';
  const answers = columns.map(answerOf).filter(name => name !== null);
  const count = answers.length;
  if (count < 2) return count ? 'Only one column names classes' : 'No column names classes';
  const votes = name => answers.filter(other => other === name).length;
  const most = answers.reduce((best, name) => (votes(name) > votes(best) ? name : best));
  const all = count === 2 ? 'Both' : `All ${count}`;
  if (votes(most) === count) return `${all} columns answer ${most}`;
  if (votes(most) === 1) return `${count} columns, ${count} answers`;
  return `${votes(most)} of ${count} columns answer ${most}`;
}

/** What stands in place of the answers where patches are compared; null for another kind of map. */
export function matchVerdict({columns, state: {kind}}) {
  if (!KINDS[kind].turned) return null;
  const pictures = new Set(columns.map(({result}) => result?.meta.digest));
  return kind === 'matches' && pictures.size === 1 ? 'All columns show one picture.' : '';
}

/** Whether facets follow place or content, on the picture of the live column. */
export function turnedVerdict({frame}) {
  if (!frame || !KINDS[frame.kind].turned) return '';
  const {result, layer, facet} = frame;
  return turnedText(result.turned.get(layer), layer, facet);
}

/** The numbers in one line, from the finest grid on; `drawn` names the objects of a scene. */
export function reading(unsorted, drawn) {
  const columns = [...unsorted].sort((a, b) => b.result.cost.tokens - a.result.cost.tokens);
  const names = namesOf(columns);
  const picture = columns[0]?.result.meta.digest;
  const same = columns.every(({result: {meta}}) => meta.digest === picture);
  const sentences = same ? answers(columns, names, drawn) : [];
  return [costs(columns, names), ...sentences].filter(Boolean).join(' ');
}

/** "8 px against 24 px: 9.1× the multiply-adds, 8.5× the tokens, 2.4× the time (2.1 to 2.9)." */
function costs(columns, names) {
  const order = columns.map(({result: {cost}}, i) => ({...cost, name: names[i]}));
  const many = order[0];
  const few = order.at(-1);
  if (!few || many.tokens < 1.05 * few.tokens) return '';
  const ratio = name => `${times(many[name] / few[name])}×`;
  const adds = `${ratio('multiply_adds')} the multiply-adds, ${ratio('tokens')} the tokens`;
  return `${many.name} against ${few.name}: ${adds}${timeText(many.times, few.times)}.`;
}

/** The ratio of two medians with its range; nothing where one of them is not known. */
function timeText(many, few) {
  if (!many?.median || !few?.median) return '';
  const [low, high] = [many.low / few.high, many.high / few.low];
  if (low <= 1 && high >= 1) return ', about the same time';
  return `, ${times(many.median / few.median)}× the time (${times(low)} to ${times(high)})`;
}

/** Sentences on the classes that only some columns name; '' for the others. */
function answers(columns, names, drawn) {
  const named = columns.map(namedBy);
  const every = [...new Set(named.flatMap(set => [...(set ?? [])]))];
  const able = named.filter(Boolean).length;
  return every.map(name => {
    const where = names.filter((_, i) => named[i]?.has(name));
    if (where.length === able) return '';
    const who = drawn.includes(name) ? `The ${name} drawn here` : sentence(name);
    const what = first(columns) ? 'the first answer' : 'found';
    return `${who} is ${what} only ${at(where[0])} ${list(where)}.`;
  });
}

/** The classes that a column names; null for a model without classes. */
function namedBy({result: {top, kind}}) {
  if (!top.length) return null;
  if (kind === 'sigmoid')
    return new Set(top.filter(({p}) => isPresent(p, true)).map(({name}) => name));
  return new Set([top[0].name]);
}

const first = columns => columns.some(({result: {kind}}) => kind === 'softmax');
const at = name => (/^\d/.test(name) ? 'at' : 'by');
const sentence = text => text[0].toUpperCase() + text.slice(1);

const list = names =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

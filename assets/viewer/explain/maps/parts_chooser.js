// Which two parts a similarity is of: a sentence with two choices, its cosine, and the way back to
// the classes.
import {el, parts, press, reveal, say} from '../../page/dom.js';
import {fixed} from '../../record/figures.js';
import {askedParts, chosenParts, places, wholes} from '../likeness.js';

const DIGITS = 5;
const PICK = 'A click on a patch of a map makes it the query. Regions are drawn on Explore.';
const SAME = 'Both parts are the same: their cosine is 1, and no patch can raise it.';
const WAITING = 'being computed';

export class PartsChooser {
  drawn = ''; // the options that are there

  /** `likeness({of, to})` chooses parts, of which one may be left out. */
  constructor(element, {likeness}) {
    this.element = element;
    const find = (this.find = parts(element));
    for (const name of ['of', 'to']) {
      find(`why-${name}`).addEventListener('change', event =>
        likeness({[name]: event.currentTarget.value}),
      );
    }
  }

  draw(s) {
    const {inquiry, trace} = s;
    const {meta} = trace;
    press(this.element, 'kind', s.likeness ? 'likeness' : 'class');
    if (!s.likeness) return;
    const chosen = chosenParts(meta);
    const here = [
      ['', wholes(meta)],
      ['', places(meta)],
    ];
    this.offer('of', chosen.of, here);
    this.offer('to', chosen.to, [...here, ...pictureGroups(inquiry.pictures ?? [], chosen.to)]);
    const {of, to} = askedParts(meta);
    const facts = inquiry.likenesses.get(s.target);
    say(this.find('why-cosine'), facts ? cosineText(facts.value) : WAITING);
    reveal(this.find('why-same'), of === to ? SAME : null);
    say(this.find('why-pick'), PICK);
  }

  /** Options in groups [name, options]; a name that is empty is no group. */
  offer(name, value, groups) {
    const select = this.find(`why-${name}`);
    const key = JSON.stringify(groups);
    if (select.dataset.options !== key) {
      select.dataset.options = key;
      select.replaceChildren(...groups.flatMap(([title, options]) => grouped(title, options)));
    }
    select.value = value;
  }
}

/** Examples, then own pictures; the chosen one stays in the list where it is not here any more. */
function pictureGroups(pictures, chosen) {
  const option = ({word, label}) => ({word, label});
  const own = pictures.filter(one => one.own).map(option);
  const others = pictures.filter(one => !one.own).map(option);
  const known = pictures.some(({word}) => word === chosen) || !chosen.includes(':');
  const groups = [
    ['The same of your picture', known ? own : [...own, {word: chosen, label: chosen}]],
    ['The same of another picture', others],
  ];
  return groups.filter(([, options]) => options.length);
}

function grouped(title, options) {
  const nodes = options.map(({word, label}) => {
    const option = el('option', '', label);
    option.value = word;
    return option;
  });
  if (!title) return nodes;
  const group = el('optgroup');
  group.label = title;
  group.append(...nodes);
  return [group];
}

/** "cosine 0.71234" */
export const cosineText = value => `cosine ${fixed(value, DIGITS)}`;

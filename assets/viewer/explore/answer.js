// What the model answers: predictions as bars, what it cannot know, and what went wrong.
import {channel} from '../page/channel.js';
import {el, parts, reveal, say} from '../page/dom.js';

export function mount({element, props, trigger, watch}) {
  const find = parts(element);
  const draw = () => {
    const value = props.value;
    if (!value?.top) return;
    const rows = value.top.map((row, i) => bar(row, i === 0 && !value.verdict));
    find('bars').replaceChildren(...rows);
    mark(find('bars'), channel.last.get('target'));
    channel.tell('classes', value.top);
    reveal(find('verdict'), value.verdict);
    reveal(find('error'), value.error);
    reveal(find('notice'), value.notice);
    note(find, value);
    progress(find, value.progress);
    channel.tell('facts', [value.facts, value.details.join(' · ')]);
    if (!value.progress) channel.tell('answered');
  };
  find('bars').addEventListener('click', event => {
    const asked = Number(event.target.closest('button')?.dataset.index ?? NaN);
    const target = props.value.top.find(({index}) => index === asked);
    if (target) channel.tell('target', target);
  });
  channel.hear('target', target => mark(find('bars'), target));
  channel.hear('fault', sentence => reveal(find('error'), sentence));
  find('offer').addEventListener('click', () => trigger('offer', {key: props.value.offer.key}));
  find('cancel').addEventListener('click', () => trigger('cancel', {}));
  watch('value', draw);
  draw();
}

/** One class: its name, its probability, and a bar of that length; a click asks for its map. */
export function bar({index, name, p}, first) {
  const line = el('li'),
    row = el('button', first ? 'av-pred is-first' : 'av-pred');
  const track = el('span', 'av-track'),
    fill = el('span', 'av-fill');
  row.type = 'button';
  row.dataset.index = index;
  fill.style.width = `${Math.max(0.4, p * 100)}%`;
  track.append(fill);
  row.append(el('span', 'av-pred-name', name), el('span', 'av-pred-p', probability(p)), track);
  line.append(row);
  return line;
}

/** The bar of the chosen class; without one, none is pressed. */
function mark(bars, target) {
  for (const row of bars.querySelectorAll('button')) {
    row.setAttribute('aria-pressed', String(Number(row.dataset.index) === target?.index));
  }
}

/** .646, <.001, 1 where three digits would round it up. */
export const probability = p =>
  p < 0.0005 ? '<.001' : p > 0.9995 ? '1' : p.toFixed(3).replace(/^0/, '');

function note(find, {note: told, offer, progress: fetching}) {
  find('note').hidden = Boolean(fetching) || (!told && !offer);
  say(find('note-head'), told?.head ?? '');
  say(find('note-text'), told?.text ?? '');
  reveal(find('offer'), offer?.text);
}

function progress(find, state) {
  find('progress').hidden = !state;
  if (!state) return;
  say(find('progress-text'), state.text);
  find('progress-fill').style.width = `${Math.round(state.fraction * 100)}%`;
  find('progress-track').setAttribute('aria-valuenow', String(Math.round(state.fraction * 100)));
}

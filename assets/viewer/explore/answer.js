// The model's answer: predictions as bars, what it cannot know, and errors.
import {bar} from '../screen/bars.js';
import {channel} from '../page/channel.js';
import {dataOf, parts, reveal, say} from '../page/dom.js';

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
    const chosen = Number(dataOf(event).index);
    const target = props.value.top.find(({index}) => index === chosen);
    if (target) channel.tell('target', target);
  });
  channel.hear('target', target => mark(find('bars'), target));
  channel.hear('fault', sentence => reveal(find('error'), sentence));
  find('offer').addEventListener('click', () => trigger('offer', {key: props.value.offer.key}));
  find('cancel').addEventListener('click', () => trigger('cancel', {}));
  watch('value', draw);
  draw();
}

/** The bar of the chosen class; without one, none is pressed. */
function mark(bars, target) {
  for (const row of bars.querySelectorAll('button')) {
    row.setAttribute('aria-pressed', String(Number(row.dataset.index) === target?.index));
  }
}

function note(find, {note: about, offer, progress: fetching}) {
  find('note').hidden = Boolean(fetching) || (!about && !offer);
  say(find('note-head'), about?.head ?? '');
  say(find('note-text'), about?.text ?? '');
  reveal(find('offer'), offer?.text);
}

function progress(find, state) {
  find('progress').hidden = !state;
  if (!state) return;
  say(find('progress-text'), state.text);
  find('progress-fill').style.width = `${Math.round(state.fraction * 100)}%`;
  find('progress-track').setAttribute('aria-valuenow', String(Math.round(state.fraction * 100)));
}

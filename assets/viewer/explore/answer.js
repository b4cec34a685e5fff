// The model's answer: predictions as bars, what it cannot know, and errors.
import {lentAnswer} from './lent.js';
import {bar} from '../screen/bars.js';
import {channel} from '../page/channel.js';
import {dataOf, isVisible, parts, reveal, say} from '../page/dom.js';
import {choose, chooseTarget} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {forget} from '../state/passes.js';

const write = pageState.writer('explore/answer');
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export function mount({element, props, trigger, watch}) {
  const find = parts(element);
  let value = null;
  const draw = () => {
    value = props.value?.top ? props.value : lentAnswer();
    if (!value) return;
    const rows = value.top.map((row, i) => bar(row, i === 0 && !value.verdict));
    find('bars').replaceChildren(...rows);
    mark(find('bars'), pageState.facts);
    reveal(find('verdict'), value.verdict);
    refuse(find('error'), value.error);
    reveal(find('notice'), value.notice);
    note(find, value);
    reason(find, value);
    progress(find, value.progress);
    write({
      ...(!isSame(value.top, pageState.facts.top) && {top: value.top}),
      ...(value.details && {about: aboutOf(value)}),
    });
    if (value.error) forget();
    if (!value.progress) channel.tell('answered');
  };
  find('bars').addEventListener('click', event => {
    const chosen = Number(dataOf(event).index);
    const target = value.top.find(({index}) => index === chosen);
    if (target) chooseTarget(target);
  });
  pageState.follow(['target', 'method', 'pass'], facts => mark(find('bars'), facts));
  channel.follow('fault', sentence => refuse(find('error'), sentence));
  window.addEventListener('av-refused', event =>
    notTaken(/** @type {CustomEvent} */ (event).detail),
  );
  channel.follow('asked', () => refuse(find('error'), null));
  find('offer').addEventListener('click', () => trigger('offer', {key: value.offer.key}));
  find('back').addEventListener('click', () => trigger('offer', {key: value.because.key}));
  find('cancel').addEventListener('click', () => trigger('cancel', {}));
  find('to-teach').addEventListener('click', () => choose({screen: 'teach'}));
  watch('value', draw);
  draw();
}

const FULL = 'Too many requests wait on the server: try it again in a moment.';

/**
 * An event that the server did not take: its sentence where it has one, and the controls back.
 * @param {Response} reply
 */
async function notTaken(reply) {
  const plain = reply.headers.get('content-type')?.startsWith('text/plain');
  const other = `The server did not take this (${reply.status}): try it again, or reload the page.`;
  channel.tell('fault', plain ? await reply.text() : reply.status === 503 ? FULL : other);
  forget();
  channel.tell('answered');
}

/** What is said of the model: two lines, sentences on its file, whether its classes can be named. */
const aboutOf = ({facts, details, origin, nameable}) => [
  facts,
  details.join(' · '),
  origin,
  nameable,
];

/**
 * Marks the bar of the class in sight; without one, none is pressed.
 * @param {HTMLElement} bars
 * @param {Record<string, any>} facts of the page
 */
function mark(bars, {target, method, top}) {
  const chosen = method === 'class' ? (target ?? top[0]) : null;
  for (const row of bars.querySelectorAll('button')) {
    row.setAttribute('aria-pressed', String(Number(row.dataset.index) === chosen?.index));
  }
}

/** Shows what went wrong, once: here, or below the top bar while another screen is in sight. */
function refuse(node, sentence) {
  reveal(node, sentence);
  if (!sentence) return;
  if (isVisible(node)) node.scrollIntoView({block: 'nearest'});
  else channel.tell('notice', sentence);
}

function note(find, {note: about, offer, kind, progress: fetching}) {
  find('note').hidden = Boolean(fetching) || (!about && !offer);
  say(find('note-head'), about?.head ?? '');
  say(find('note-text'), about?.text ?? '');
  reveal(find('offer'), offer?.text);
  find('to-teach').hidden = kind !== 'none';
}

/** Why this model was taken for the picture, and the way back to the one before. */
function reason(find, {because, progress: fetching}) {
  find('because').hidden = Boolean(fetching) || !because;
  say(find('because-text'), because?.text ?? '');
  say(find('back'), because?.back ?? '');
}

function progress(find, state) {
  find('progress').hidden = !state;
  if (!state) return;
  say(find('progress-text'), state.text);
  find('progress-fill').style.width = `${Math.round(state.fraction * 100)}%`;
  find('progress-track').setAttribute('aria-valuenow', String(Math.round(state.fraction * 100)));
}

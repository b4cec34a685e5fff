// The example strip: it only reports a choice.
import {channel} from '../page/channel.js';
import {el, parts, refill} from '../page/dom.js';

const TAGS = {empty: 'empty', photo: 'photo', yours: 'yours'};

export function mount({element, props, trigger, watch, base}) {
  const row = parts(element)('strip');
  const draw = () => {
    const {items = [], chosen} = props.value ?? {};
    refill(
      row,
      items.map(item => thumbnail(item, item.index === chosen, base)),
    );
    channel.tell('strip', {items, chosen});
  };
  row.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button || button.dataset.kind === 'yours') return;
    channel.tell('choose', Number(button.dataset.index));
  });
  channel.hear('choose', index => {
    for (const button of row.children) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.index) === index));
    }
    channel.tell('asked');
    trigger('select', {index});
  });
  watch('value', draw);
  draw();
}

/** A picture of the strip as a button. */
export function thumbnail({index, label, kind, token}, chosen, base) {
  const button = el('button', 'av-thumb'),
    image = el('img');
  Object.assign(image, {alt: '', width: 56, height: 56, decoding: 'async', fetchPriority: 'low'});
  image.src = token ? `${base}/${token}/picture` : `${base}/example/${index}`;
  button.type = 'button';
  button.title = label;
  button.append(image);
  Object.assign(button.dataset, {index, kind});
  button.setAttribute('aria-label', TAGS[kind] ? `${label} (${TAGS[kind]})` : label);
  button.setAttribute('aria-pressed', String(chosen));
  if (TAGS[kind]) button.append(el('span', 'av-thumb-tag', TAGS[kind]));
  return button;
}

/** The same pictures on another screen; the Explore screen fetches the one that is chosen. */
export function followStrip(row, base) {
  channel.hear('strip', ({items, chosen}) =>
    refill(
      row,
      items.map(item => thumbnail(item, item.index === chosen, base)),
    ),
  );
  row.addEventListener('click', event => {
    const button = event.target.closest('button');
    const {kind, index} = button?.dataset ?? {};
    if (button && kind !== 'yours') channel.tell('choose', Number(index));
  });
}

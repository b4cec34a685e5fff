// The strip of examples as every screen shows it.
import {channel} from '../page/channel.js';
import {el, refill} from '../page/dom.js';

const TAGS = {empty: 'empty', photo: 'photo', yours: 'yours'};

/** A picture of the strip as a button. */
export function thumbnail({index, label, kind, token}, chosen, base) {
  const button = el('button', 'av-thumb');
  const image = el('img');
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

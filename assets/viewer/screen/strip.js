// The strip of example pictures, on every screen.
import {channel} from '../page/channel.js';
import {button, closest, el, refill} from '../page/dom.js';
import {routes} from '../record/contract.js';
import {pageState} from '../state/page.js';

const TAGS = {empty: 'empty', photo: 'photo', yours: 'yours'};

/** A picture of the strip as a button. */
export function thumbnail({index, label, kind, token}, chosen, base) {
  const node = button('av-thumb');
  const image = el('img');
  Object.assign(image, {alt: '', width: 56, height: 56, decoding: 'async', fetchPriority: 'low'});
  image.src = token ? routes.picture(routes.view(base, token)) : routes.example(base, index);
  node.append(image);
  Object.assign(node.dataset, {index, kind});
  const name = TAGS[kind] ? `${label} (${TAGS[kind]})` : label;
  node.title = name;
  node.setAttribute('aria-label', name);
  node.setAttribute('aria-pressed', String(chosen));
  if (TAGS[kind]) node.append(el('span', 'av-thumb-tag', TAGS[kind]));
  return node;
}

/** The index of the example that was clicked; null beside one, and for one's own picture. */
export function chosenIndex(event) {
  const thumb = closest(event, 'button');
  return thumb && thumb.dataset.kind !== 'yours' ? Number(thumb.dataset.index) : null;
}

/**
 * The same pictures on another screen; the Explore screen fetches the one that is chosen, unless the
 * screen itself does something with it.
 * @param {HTMLElement} row
 * @param {string} base
 * @param {(index: number) => void} take
 */
export function followStrip(row, base, take = index => channel.tell('choose', index)) {
  pageState.know('strip', ({items, chosen}) =>
    refill(
      row,
      items.map(item => thumbnail(item, item.index === chosen, base)),
    ),
  );
  row.addEventListener('click', event => {
    const index = chosenIndex(event);
    if (index !== null) take(index);
  });
}

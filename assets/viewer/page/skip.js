// The first stop of the Tab key on the page: a link to the picture of the screen in sight.
import {isVisible, parts, say} from './dom.js';

/** What it leads to, the first of these that is in sight. */
const PLACES = [
  'canvas[role=application][tabindex="0"]',
  'canvas[role=slider][tabindex="0"]',
  'h2, h3',
  'section',
].map(place => `[role=tabpanel] :is(${place})`);

export function mount({element}) {
  const link = parts(element)('skip');
  link.addEventListener('focus', () => {
    say(link, placeInSight()?.matches('canvas') ? 'Skip to the picture' : 'Skip to the text');
  });
  link.addEventListener('click', event => {
    event.preventDefault(); // the address is that of what is shown
    const place = placeInSight();
    if (!place) return;
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    place.focus();
  });
}

/** @returns {HTMLElement | undefined} */
function placeInSight() {
  for (const place of PLACES) {
    const seen = [...document.querySelectorAll(place)].find(isVisible);
    if (seen instanceof HTMLElement) return seen;
  }
  return undefined;
}

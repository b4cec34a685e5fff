// "Try it": goes to another screen, does there what the card talks about and lights it up. The
// way back stays in sight until it is taken or another screen is chosen.
import {channel} from '../page/channel.js';
import {openTab} from '../page/tabs.js';

const LIT = 'av-lit';
const PATIENCE = 50, TRIES = 60;           // ms between two looks for what is to be lit, and how many

/** Puts out what is lit. */
export function dim() {
  for (const node of document.querySelectorAll(`.${LIT}`)) node.classList.remove(LIT);
}

/** Lights what a selector names, once it is in sight. */
function light(selector, left = TRIES) {
  const node = document.querySelector(selector);
  if (node?.getClientRects().length) {
    node.classList.add(LIT);
    node.scrollIntoView({block: 'nearest'});
  } else if (left) setTimeout(() => light(selector, left - 1), PATIENCE);
}

/** Presses what a selector names, once it is there and may be pressed. */
function press(selector, left = TRIES) {
  const button = document.querySelector(selector);
  if (button && !button.disabled && button.getClientRects().length) button.click();
  else if (left) setTimeout(() => press(selector, left - 1), PATIENCE);
}

/** Does what a card's "try it" says; `s` has what was chosen on the card. */
export function follow({tab, show, press: pressed, light: lit}, s, card) {
  dim();
  if (!openTab(tab)) return;
  if (show) channel.tell('show', wish(show, s));
  if (pressed) press(pressed);
  light(lit);
  channel.tell('tried', {card: card.title, tab});
}

/** What the Explore screen is asked to show: names of choices become what was chosen. */
function wish(show, s) {
  const {layer, head, query} = show;
  return {
    ...show,
    ...(layer && {layer: s.layer}), ...(head && {head: s.head}),
    ...(query && {pinned: query === 'token' ? s.token : null}),
  };
}

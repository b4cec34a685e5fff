// "Try it": opens another screen, does there what the card is about and lights it up. The way back
// stays in sight until it is taken or another screen is chosen.
import {channel} from '../../page/channel.js';
import {openTab} from '../../page/tabs.js';

const LIT = 'av-lit';
const PAUSE = 50; // ms between two looks for a node
const LOOKS = 60; // at most

/** Takes the light off again. */
export function dim() {
  for (const node of document.querySelectorAll(`.${LIT}`)) node.classList.remove(LIT);
}

/** Lights up the node of a selector, once it is in sight. */
function light(selector, left = LOOKS) {
  const node = document.querySelector(selector);
  if (node?.getClientRects().length) {
    node.classList.add(LIT);
    node.scrollIntoView({block: 'nearest'});
  } else if (left) setTimeout(() => light(selector, left - 1), PAUSE);
}

/** Presses a choice until it is chosen: a screen that opens for the first time is not ready yet. */
function press(selector, left = LOOKS) {
  /** @type {HTMLButtonElement} */
  const button = document.querySelector(selector);
  if (button?.ariaPressed === 'true' || !left) return;
  button?.click();
  setTimeout(() => press(selector, left - 1), PAUSE);
}

/** Follows a card's trial to another screen; `s` is the state with the choices of the card. */
export function follow({tab, show, press: pressed, light: lit}, s, card) {
  dim();
  if (!openTab(tab)) return;
  if (show) channel.tell('show', wish(show, s));
  if (pressed) press(pressed);
  light(lit);
  channel.tell('tried', {card: card.title});
}

/** What the Explore screen is to show: names of choices become the choices of the card. */
function wish(show, s) {
  const {layer, head, query} = show;
  return {
    ...show,
    ...(layer && {layer: s.layer}),
    ...(head && {head: s.head}),
    ...(query && {pinned: query === 'token' ? s.token : null}),
  };
}

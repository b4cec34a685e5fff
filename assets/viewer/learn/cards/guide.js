// "Try it": goes to another screen, does there what the card talks about and lights it up. The
// way back stays in sight until it is taken or another screen is chosen.
import {channel} from '../../page/channel.js';
import {openTab} from '../../page/tabs.js';

const LIT = 'av-lit';
const PATIENCE = 50;
const TRIES = 60; // ms between two looks for what is waited for; looks

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

/** Presses a choice until it is chosen: a screen that opens for the first time is not ready yet. */
function press(selector, left = TRIES) {
  const button = document.querySelector(selector);
  if (button?.ariaPressed === 'true' || !left) return;
  button?.click();
  setTimeout(() => press(selector, left - 1), PATIENCE);
}

/** Does what a card's "try it" says; `s` has what was chosen on the card. */
export function follow({tab, show, press: pressed, light: lit}, s, card) {
  dim();
  if (!openTab(tab)) return;
  if (show) channel.tell('show', wish(show, s));
  if (pressed) press(pressed);
  light(lit);
  channel.tell('tried', {card: card.title});
}

/** What the Explore screen is asked to show: names of choices become what was chosen. */
function wish(show, s) {
  const {layer, head, query} = show;
  return {
    ...show,
    ...(layer && {layer: s.layer}),
    ...(head && {head: s.head}),
    ...(query && {pinned: query === 'token' ? s.token : null}),
  };
}

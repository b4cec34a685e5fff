// "Try it": opens another screen, chooses there what the card is about and lights it up. The way back
// leads to the state before; it stays in sight until it is taken or another screen is chosen.
import {channel} from '../../page/channel.js';
import {choose} from '../../state/choices.js';
import {pageState, travelling} from '../../state/page.js';

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

/** Follows a card's trial to another screen; `s` is the state with the choices of the card. */
export function follow({screen, show = {}, light: lit}, s, card) {
  const state = travelling(pageState.facts);
  dim();
  choose({screen, ...chosen(show, s)});
  light(lit);
  channel.tell('tried', {card: card.title, state});
}

/** What the other screen is to show: names of choices become the choices of the card. */
function chosen(show, s) {
  const {layer, head, query} = show;
  return {
    ...show,
    ...(layer && {layer: s.layer}),
    ...(head && {head: s.head}),
    ...(query && {query: query === 'token' ? s.token : null}),
  };
}

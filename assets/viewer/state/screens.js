// The screens as tabs. Those that do not fit the bar are in a menu of Gradio's, without role.
import {choose} from './choices.js';
import {pageState} from './page.js';

const TABS = '#av-tabs';
const TAB = `${TABS} [role=tab]`;
const MORE = `${TABS} .overflow-dropdown button`;

/** Screen -> the name of its tab. */
export const TITLES = {
  explore: 'Explore',
  explain: 'Explain',
  compare: 'Compare',
  film: 'Film',
  teach: 'Teach',
  positions: 'Positions',
  heads: 'Heads',
  learn: 'Learn',
  card: 'Model card',
};

const named = (selector, name) =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]).find(
    node => node.textContent.trim() === name,
  );

/** The screen whose tab is selected; undefined before there are tabs. */
function selected() {
  const name = document.querySelector(`${TAB}[aria-selected=true]`)?.textContent.trim();
  return Object.keys(TITLES).find(screen => TITLES[screen] === name);
}

function open(screen) {
  if (selected() === screen) return;
  (named(TAB, TITLES[screen]) ?? named(MORE, TITLES[screen]))?.click();
}

/** Begins to keep tabs and state the same: a click on a tab is a choice, a choice opens the tab. */
export function keepScreens() {
  const tabs = document.querySelector(TABS);
  const options = {subtree: true, childList: true, attributeFilter: ['aria-selected']};
  new MutationObserver(() => {
    const screen = selected();
    if (screen && screen !== pageState.facts.screen) choose({screen});
  }).observe(tabs, options);
  pageState.follow(['screen'], ({screen}) => open(screen));
  const linked = new URLSearchParams(location.search).get('screen');
  if (linked in TITLES && !pageState.facts.pass) open(linked); // its view comes later
}

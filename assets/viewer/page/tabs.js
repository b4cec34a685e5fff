// The tabs of the screens. Those that do not fit the bar are in a menu of Gradio's, without role.
import {closest} from './dom.js';

const TAB = '#av-tabs [role=tab]';
const MORE = '#av-tabs .overflow-dropdown button';

const named = (selector, name) =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]).find(
    node => node.textContent.trim() === name,
  );

/** Chooses a screen by its tab's name; false where there is none. */
export function openTab(name) {
  const tab = named(TAB, name) ?? named(MORE, name);
  tab?.click();
  return Boolean(tab);
}

/** Whether an event comes from a screen's tab. */
export const inTab = event => closest(event, `${TAB}, ${MORE}`) !== null;

// The screens' tabs. What does not fit the bar stands in a menu of Gradio's, without the role.
const TAB = '#av-tabs [role=tab]';
const MORE = '#av-tabs .overflow-dropdown button';

const named = (selector, name) =>
  [...document.querySelectorAll(selector)].find(node => node.textContent.trim() === name);

/** Chooses a screen by its tab's name; false where there is none. */
export function openTab(name) {
  const tab = named(TAB, name) ?? named(MORE, name);
  tab?.click();
  return Boolean(tab);
}

/** Whether a node is a screen's tab or within one. */
export const inTab = node => Boolean(node.closest?.(`${TAB}, ${MORE}`));

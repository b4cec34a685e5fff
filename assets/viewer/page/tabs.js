// The screens' tabs. What does not fit the bar stands in a menu of Gradio's, without the role.
const named = (selector, name) => [...document.querySelectorAll(selector)]
  .find(node => node.textContent.trim() === name);

/** Chooses a screen by its tab's name; false where there is none. */
export function openTab(name) {
  const tab = named('#av-tabs [role=tab]', name) ?? named('#av-tabs .overflow-dropdown button', name);
  tab?.click();
  return Boolean(tab);
}

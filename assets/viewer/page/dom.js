// The few things every part of the page does with elements. Text enters only as text.

/** A new element with a class and text. */
export function el(tag, className = '', text = '') {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== '') node.textContent = text;
  return node;
}

/** Finds a part of a component by its data-av name. */
export const parts = element => name => element.querySelector(`[data-av="${name}"]`);

/** Marks one button of each named group as pressed. */
export function press(element, name, value) {
  for (const button of element.querySelectorAll(`[data-set="${name}"]`)) {
    button.setAttribute('aria-pressed', String(button.dataset.to === String(value)));
  }
}

/** New children in place of the old; a button among them that has the focus hands it on. */
export function refill(box, children) {
  const buttons = () => [...box.querySelectorAll('button')];
  const at = buttons().indexOf(document.activeElement);
  box.replaceChildren(...children);
  if (at >= 0) buttons()[at]?.focus({preventScroll: true});
}

/** Sets text only where it changed: layout and screen readers are left alone otherwise. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows a text, or nothing where there is none. */
export function reveal(node, text) {
  node.hidden = !text;
  say(node, text ?? '');
}

/** Whether a component is on the page and not on a hidden tab. */
export const isVisible = element => element.isConnected && element.getClientRects().length > 0;

/** Pointer position inside a node, in CSS pixels. */
export function within(event, node) {
  const box = node.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top, box.width, box.height];
}

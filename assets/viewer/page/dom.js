// The few things every part of the page does with elements. Text enters only as text.
import {boxOf, zoom} from './zoom.js';

/** A new element with a class and text. */
export function el(tag, className = '', text = '') {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== '') node.textContent = text;
  return node;
}

/** A new button, which submits no form. */
export function button(className = '', text = '') {
  const node = el('button', className, text);
  node.type = 'button';
  return node;
}

/**
 * Finds a part of a component by its data-av name.
 * @param {HTMLElement} element
 * @returns {(name: string) => any} the canvas, button, input... that the markup has there
 */
export const parts = element => name => element.querySelector(`[data-av="${name}"]`);

/**
 * The nearest node that matches a selector, from an event's target upwards; null where none does.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const closest = ({target}, selector) =>
  target instanceof Element ? target.closest(selector) : null;

/**
 * The data-* attributes of that nearest node; none of them where there is no such node.
 * @param {Event} event
 * @returns {DOMStringMap}
 */
export const dataOf = (event, selector = 'button') => closest(event, selector)?.dataset ?? {};

/**
 * The text of the form control that an event comes from.
 * @param {Event} event
 */
export const textIn = ({target}) => /** @type {HTMLInputElement} */ (target).value;

/**
 * The number in the form control that an event comes from.
 * @param {Event} event
 */
export const numberIn = event => Number(textIn(event));

/** A click on a button leaves the keyboard's focus where it was. */
export function keepFocus(element) {
  element.addEventListener('mousedown', event => {
    if (closest(event, 'button')) event.preventDefault();
  });
}

/** Marks one button of each named group as pressed. */
export function press(element, name, value) {
  for (const node of element.querySelectorAll(`[data-set="${name}"]`)) {
    node.setAttribute('aria-pressed', String(node.dataset.to === String(value)));
  }
}

/** Replaces the children; a button among them that has the focus passes it to its successor. */
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

/** Shows a text, or hides the node where there is none. */
export function reveal(node, text) {
  node.hidden = !text;
  say(node, text ?? '');
}

/** Whether a component is on the page and not on a hidden tab. */
export const isVisible = element => element.isConnected && element.getClientRects().length > 0;

/** Pointer position inside a node and the node's size, in CSS pixels of the page. */
export function within(event, node) {
  const {left, top, width, height} = boxOf(node);
  return [event.clientX / zoom() - left, event.clientY / zoom() - top, width, height];
}

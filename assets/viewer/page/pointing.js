// The pointer on a picture of patches: a mouse hovers and pins, a finger selects where it lifts; a
// click with Alt opens the number there, where there is one.

/** What a person does to a patch: nothing hovers under a finger. */
export const POINT = globalThis.matchMedia?.('(hover: none)').matches ? 'tap' : 'hover';

/**
 * Calls an action with the patch under the pointer, `at(event)`. With `drag` a moving finger hovers
 * instead of scrolling the page.
 * @param {HTMLElement} canvas
 * @param {(event: MouseEvent) => any} at
 * @param {Record<'hover' | 'pin' | 'ask', (place: any) => void> & {number?: (place: any) => void}}
 *   actions
 * @param {{drag?: boolean}} options
 */
export function pointing(canvas, at, {hover, pin, ask, number}, {drag = false} = {}) {
  canvas.addEventListener('pointermove', event => {
    if (event.pointerType === 'mouse' || drag) hover(at(event));
  });
  canvas.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') hover(null);
  });
  canvas.addEventListener('pointercancel', () => hover(null));
  canvas.addEventListener('click', event => {
    if (number && event.altKey) number(at(event));
    else if (/** @type {PointerEvent} */ (event).pointerType === 'mouse') pin(at(event));
    else ask(at(event));
  });
}

// The pointer on a picture of patches: a mouse hovers and pins, a finger asks where it lifts; with
// Shift a click asks for the number there, where there is one to be asked for.

/** `at(event)` is the patch there; `drag` lets a finger follow instead of scrolling the page. */
export function pointing(canvas, at, {hover, pin, ask, number}, {drag = false} = {}) {
  canvas.addEventListener('pointermove', event => {
    if (event.pointerType === 'mouse' || drag) hover(at(event));
  });
  canvas.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') hover(null);
  });
  canvas.addEventListener('pointercancel', () => hover(null));
  canvas.addEventListener('click', event => {
    if (number && event.shiftKey) number(at(event));
    else if (event.pointerType === 'mouse') pin(at(event));
    else ask(at(event));
  });
}

// A canvas that shows many things, of which a click chooses one, as one stop of the Tab key. To a
// screen reader it is a slider whose value is the thing chosen: readers pass the arrow keys on to a
// slider and speak its value, which they do not do for an image.

const WAYS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/**
 * Calls `move(down, right)` for the arrow keys; Home and End move by an infinite number, so `move`
 * holds what it reaches inside. `press()`, where given, is called for Enter and Space.
 * @param {HTMLCanvasElement} canvas
 * @param {{move: (down: number, right: number) => void, press?: () => void}} actions
 */
export function walking(canvas, {move, press}) {
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'slider');
  if (press) canvas.dataset.presses = '';
  canvas.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) move(way[0], way[1]);
    else if (press && (event.key === 'Enter' || event.key === ' ')) press();
    else return;
    event.preventDefault();
  });
  // A click leaves the arrow keys to the page, as it does where nothing takes the focus.
  canvas.addEventListener('mousedown', event => {
    event.preventDefault();
    const {activeElement} = document;
    if (activeElement instanceof HTMLElement) activeElement.blur();
  });
}

/**
 * Writes which of `count` things is chosen, from 0, as the value of such a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {{at: number, count: number, text: string}} value
 */
export function tellPlace(canvas, {at, count, text}) {
  const value = {min: 1, max: count, now: at + 1, text};
  for (const [name, one] of Object.entries(value)) {
    const attribute = `aria-value${name}`;
    if (canvas.getAttribute(attribute) !== String(one)) canvas.setAttribute(attribute, String(one));
  }
}

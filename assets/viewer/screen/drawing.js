// A pointer that draws on a picture: a drag is a line through points, a click stays a click.
import {within} from '../page/dom.js';
import {clamp} from '../record/grid.js';

const CLICK = 6; // px that a pointer may move in a click

/**
 * Calls `line(points, event)` while a line is drawn and `done(points, event)` at its end, with points
 * [right, down] in shares of the canvas, and `click(event)` where the pointer did not move. `begins`
 * says whether a pointer that goes down draws at all; `left(points)` is called where it is taken away.
 * @param {HTMLCanvasElement} canvas
 * @param {{begins: (event: any) => boolean, line: (points: number[][], event: any) => void,
 *   done: (points: number[][], event: any) => void, click: (event: any) => void,
 *   left: (points: number[][], event: any) => void}} actions
 */
export function drawing(canvas, {begins, line, done, click, left}) {
  const place = event => {
    const [x, y, width, height] = within(event, canvas);
    return [clamp(x / width, 0, 1), clamp(y / height, 0, 1)];
  };
  const isDrag = (points, point) => {
    const [right, down] = point.map((at, axis) => at - points[0][axis]);
    return Math.hypot(right * canvas.clientWidth, down * canvas.clientHeight) > CLICK;
  };
  /** @type {number[][] | null} */ let path = null;
  let drawn = false;
  const end = act => event => {
    if (path) act(path, event);
    path = null;
  };
  canvas.addEventListener('pointerdown', event => {
    if (event.button || !begins(event)) return;
    canvas.setPointerCapture(event.pointerId);
    path = [place(event)];
    drawn = false;
  });
  canvas.addEventListener('pointermove', event => {
    if (!path) return;
    const point = place(event);
    drawn ||= isDrag(path, point);
    path.push(point);
    if (drawn) line(path, event);
  });
  canvas.addEventListener(
    'pointerup',
    end((points, event) => (drawn ? done(points, event) : click(event))),
  );
  canvas.addEventListener(
    'pointercancel',
    end((points, event) => drawn && left(points, event)),
  );
}

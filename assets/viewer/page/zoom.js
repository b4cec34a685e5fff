// How much larger than its style sheet says the page is drawn: on large screens, and with large type.

/** @type {number | null} */ let factor = null;

/** Pixels of the window to one CSS pixel of the page. */
export function zoom() {
  factor ??= Number(getComputedStyle(document.documentElement).zoom) || 1;
  return factor;
}

/** The window or the size of type changed: the factor is read again. */
export function forgetZoom() {
  factor = null;
}

/** Where a node lies in the window, in CSS pixels of the page. */
export function boxOf(node) {
  const {left, top, right, bottom, width, height} = node.getBoundingClientRect();
  const by = value => value / zoom();
  return {
    left: by(left),
    top: by(top),
    right: by(right),
    bottom: by(bottom),
    width: by(width),
    height: by(height),
  };
}

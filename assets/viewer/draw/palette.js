// The page's own colours for what is drawn on a canvas, read again when the theme changes.

/** Colours and the small font of a component. */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const token = name => style.getPropertyValue(name).trim();
  return {
    ink: token('--ink'),
    ink2: token('--ink-2'),
    ink3: token('--ink-3'),
    bg: token('--bg'),
    line: token('--line'),
    query: token('--query'),
    raised: token('--raised'),
    caution: token('--caution'),
    font: `500 11px ${style.fontFamily}`,
  };
}

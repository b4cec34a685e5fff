// The frame around what is chosen among small pictures, which may be as dark or as light as the page.

/** Draws two lines inside a box: one that differs from the page, and one that differs from that. */
export function markChosen(context, /** @type {number[]} */ [x, y, width, height], palette) {
  for (const [colour, inset] of [
    [palette.ink, 1],
    [palette.bg, 3],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(x + inset, y + inset, width - 2 * inset, height - 2 * inset);
  }
}

"""The strings that a drawing function of the viewer writes on a canvas, and how they lie."""

from playwright.sync_api import Page

GAP = 2  # px between two strings beside each other
EDGE = 0.5  # px that a letter's smooth edge may lie beyond the canvas

# Notes the box of each string, in CSS pixels of its canvas; `begin` starts another drawing. What
# the page itself writes meanwhile does not count.
WATCH = """() => {
  const draw = CanvasRenderingContext2D.prototype.fillText;
  const seen = window.__texts = {drawings: [], begin() { this.drawings.push([]); }};
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    if (this.canvas.closest?.('[id^=av-]')) return draw.call(this, text, x, y, ...rest);
    const {actualBoundingBoxLeft: left, actualBoundingBoxRight: right, width,
      actualBoundingBoxAscent: up, actualBoundingBoxDescent: down} = this.measureText(text);
    const narrow = Math.min(1, (rest[0] ?? Infinity) / width);
    const place = this.getTransform();
    const ratio = Math.hypot(place.a, place.b);
    const corners = [x - narrow * left, x + narrow * right]
      .flatMap(across => [[across, y - up], [across, y + down]])
      .map(([a, b]) => place.transformPoint(new DOMPoint(a, b)));
    const range = all => [Math.min(...all) / ratio, Math.max(...all) / ratio];
    seen.drawings.at(-1).push({text, across: range(corners.map(one => one.x)),
      down: range(corners.map(one => one.y)),
      room: [this.canvas.width / ratio, this.canvas.height / ratio]});
    draw.call(this, text, x, y, ...rest);
  };
}"""

# Draws on a canvas of a size, and returns the strings of each drawing.
DRAW = """async ([source, [width, height], count, load, selector]) => {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = `position: fixed; inset: 0 auto auto 0; width: ${width}px;` +
    `height: ${height}px; max-width: none`;
  document.body.append(canvas);
  const modules = new Function(`return ${load}`)();
  const {paletteOf} = await modules('draw/palette');
  const {colormap} = await modules('draw/colormap');
  const palette = paletteOf(document.querySelector(selector));
  const begin = () => window.__texts.begin();
  window.__texts.drawings = [];
  begin();
  const draw = new Function(`return ${source}`)();
  await draw({modules, canvas, palette, count, begin, room: height, map: colormap('inferno')});
  canvas.remove();
  return window.__texts.drawings;
}"""

LOAD = "name => attentionViewer.load(name)"  # the one way to a module of the viewer
PAGE = ".av-explore"  # whose colours and font are drawn with


def strings(page: Page, source: str, size: tuple[int, int], count: int) -> list[list[dict]]:
    """What each drawing of `source` writes on a canvas of (width, height) px.

    `source` is a function of JavaScript of {modules, canvas, palette, count, begin, room, map}:
    `modules(name)` imports a module of the viewer, `begin()` stands before another drawing on the
    same canvas, `room` is the height, and `count` a number of layers or the like.
    """
    return page.evaluate(DRAW, [source, size, count, LOAD, PAGE])


def faults(texts: list[dict]) -> list[str]:
    """The strings that stick out of their canvas, and the pairs that meet."""
    said = [
        f"{one['text']!r} sticks out by {by:.1f} px" for one in texts if (by := beyond(one)) > EDGE
    ]
    for i, one in enumerate(texts):
        said += [
            f"{one['text']!r} meets {two['text']!r}" for two in texts[i + 1 :] if meet(one, two)
        ]
    return said


def beyond(text: dict) -> float:
    (left, right), (top, bottom), (width, height) = text["across"], text["down"], text["room"]
    return max(-left, right - width, -top, bottom - height)


def meet(one: dict, two: dict) -> bool:
    """Whether two strings overlap, or stand side by side without a gap."""

    def shared(axis: str) -> float:
        return min(one[axis][1], two[axis][1]) - max(one[axis][0], two[axis][0])

    return shared("across") > -GAP and shared("down") > 0

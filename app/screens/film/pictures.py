"""The maps of a film as they are shown: values, their one scale, and pictures of the frames."""

from dataclasses import dataclass

import numpy as np

from app.export.bundles import Floats, plain
from app.screens.film.clips import Clip
from app.screens.film.passes import FilmPass, facet_layer
from app.screens.film.ways import followed_in
from app.share.page_facts import PageFacts
from vit.figures.figures import SIGNED, lut
from vit.figures.look import Look
from vit.figures.render import RGB, cover, luminance, overlay, seen
from vit.figures.scale import Scale, linear_scale, robust_top, signed_scale, uniform_scale
from vit.tasks.follow import Followed

LONGEST = 640  # px of the longer side of a saved film
MARK, RIM = (255, 255, 255), (0, 0, 0)  # of the frame around a patch that is followed
LOST = (255, 140, 0)  # the same where it is lost


@dataclass(frozen=True, eq=False)
class Display:
    """What the screen shows of the frames that have their maps.

    `done` are the numbers of these frames, `rows` [F,H,N] the attention in the layer, `values`
    [F,rows,cols] the maps, on one `scale`; `words` say what they are of. `way` is that of the
    patch that is followed, None without one.
    """

    clip: Clip
    one: FilmPass
    done: list[int]
    rows: Floats
    values: Floats
    scale: Scale
    words: str
    way: Followed | None
    look: Look

    def picture(self, place: int) -> RGB:
        """A frame under its map, uint8 [h,w,3] of even sides, with the patch that is followed."""
        photo = seen(self.clip.film.rgb(self.done[place]), self.one.view, LONGEST)
        photo = photo[: photo.shape[0] // 2 * 2, : photo.shape[1] // 2 * 2]
        colours = lut(SIGNED if self.scale.signed else self.look.colormap)
        layer = cover(
            self.scale.positions(self.values[place]),
            colours,
            self.look.opacity / 100,
            signed=self.scale.signed,
        )
        picture = overlay(luminance(photo), layer, smooth=self.look.smooth)
        return picture if self.way is None else self._marked(picture, place, self.way)

    def _marked(self, picture: RGB, place: int, way: Followed) -> RGB:
        """The picture with a frame around the patch."""
        marked, grid = picture.copy(), self.one.config.grid
        row, col = divmod(int(way.places[place]), grid.cols)
        height, width, _ = picture.shape
        top, left = round(row * height / grid.rows), round(col * width / grid.cols)
        down, right = round((row + 1) * height / grid.rows), round((col + 1) * width / grid.cols)
        colour = LOST if bool(way.lost[place]) else MARK
        for rim, wide in ((RIM, 4), (colour, 2)):
            box = slice(max(0, top - wide), down + wide), slice(max(0, left - wide), right + wide)
            inner = picture[top:down, left:right].copy()
            marked[box] = rim
            marked[top:down, left:right] = inner
        return marked


def display(clip: Clip, one: FilmPass, done: list[int], page: PageFacts) -> Display:
    """What the screen shows by the facts of the page; ValueError before a frame has its maps."""
    if not done:
        raise ValueError("No frame of this film has its maps yet: wait until one has.")
    layer, head = page["layer"], page["head"]
    layer = one.config.depth - 1 if layer is None else min(layer, one.config.depth - 1)
    rows = plain(one.rows(done, layer))
    way = _way(one, done, page)
    if page["over"] == "similarity" and way is not None:
        values, scale = plain(way.similarity), signed_scale()
        words = (
            f"similarity with the patch that is followed, values of layer {facet_layer(one.config)}"
        )
    else:
        heads = rows if head is None else rows[:, min(head, one.config.heads - 1)][:, None]
        values = heads.mean(axis=1)[:, -one.config.grid.patches :]
        scale = _scale(page, one.config.tokens, rows[..., -values.shape[1] :], values)
        name = "mean of heads" if head is None else f"head {head + 1}"
        words = f"attention from the {one.config.readout_name}, layer {layer + 1}, {name}"
    grid = one.config.grid
    maps = values.reshape(len(done), grid.rows, grid.cols)
    return Display(clip, one, done, rows, maps, scale, words, way, page.look)


def _scale(page: PageFacts, tokens: int, every: Floats, own: Floats) -> Scale:
    """One scale for all frames: multiples of uniform, or up to a robust top of one or all heads."""
    if page["scale"] == "uniform":
        return uniform_scale(tokens)
    values = every if page["scale"] == "shared" else own
    return linear_scale(robust_top(values), root=page["root"])


def _way(one: FilmPass, done: list[int], page: PageFacts) -> Followed | None:
    """The way of the patch that is followed, None without one or where its frame has no maps."""
    followed = page["followed"]
    if followed is None:
        return None
    number, right, down = followed
    nearest = min(done, key=lambda index: abs(index - number))
    grid = one.config.grid
    row = min(grid.rows - 1, int(down * grid.rows))
    col = min(grid.cols - 1, int(right * grid.cols))
    return followed_in(one, done, nearest, row * grid.cols + col)


def spread(rows: Floats, patches: int) -> Floats:
    """[F,H] the share of the patches that a map [F,H,N] is spread over: exp(entropy) / P."""
    shares = rows[..., -patches:].astype(np.float64)
    shares = shares / shares.sum(axis=-1, keepdims=True).clip(min=np.finfo(np.float64).tiny)
    logs = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    return (np.exp(-(shares * logs).sum(axis=-1)) / patches).astype(np.float32)


def change(rows: Floats) -> Floats:
    """[F,H] half the difference of a map [F,H,N] to that of the frame before, from 0 to 1."""
    steps = np.abs(np.diff(rows, axis=0)).sum(axis=-1) / 2
    return np.concatenate([np.full((1, rows.shape[1]), np.nan, np.float32), steps])


def near(rows: Floats, places: list[int], grid: tuple[int, int]) -> Floats:
    """[F,H] the share of a map [F,H,N] on the 3 x 3 patches around a place in each frame."""
    down, across = grid
    patches = rows[..., -down * across :].reshape(*rows.shape[:2], down, across)
    sums: list[Floats] = []
    for frame, place in enumerate(places):
        row, col = divmod(place, across)
        part = patches[frame, :, max(0, row - 1) : row + 2, max(0, col - 1) : col + 2]
        sums.append(part.sum(axis=(1, 2)))
    return np.stack(sums)

"""A patch followed through a film, beside its true way where the motion is known."""

import math

from app.screens.film.clips import Clip
from app.screens.film.passes import FilmPass
from app.wire.forms_film import FilmWay
from app.wire.lists import indices, vector
from vit.grid import Grid, View
from vit.pictures.films import Box
from vit.tasks.follow import Followed

Place = tuple[float, float]  # row and column of the grid, with decimals


def way_of(clip: Clip, one: FilmPass, done: list[int], frame: int, patch: int) -> FilmWay:
    """The places of a patch in the frames that are done, and how far they are from the truth."""
    followed = followed_in(one, done, frame, patch)
    truth = true_way(clip, one, done, frame, patch) if clip.boxes else None
    return {
        "places": indices(followed.places),
        "cosines": vector(followed.cosines),
        "lost": [bool(lost) for lost in followed.lost],
        "truth": truth,
        "error": mean_error(one.config.grid, followed, truth, done.index(frame)),
    }


def followed_in(one: FilmPass, done: list[int], frame: int, patch: int) -> Followed:
    """A patch followed; ValueError, one sentence, for a frame that has no maps yet."""
    if frame not in done:
        raise ValueError(f"Frame {frame} has no maps yet: wait until it has, or choose another.")
    return one.follow(done, frame, patch)


def true_way(
    clip: Clip, one: FilmPass, done: list[int], frame: int, patch: int
) -> list[Place | None]:
    """Where a patch of a pan truly is in each frame; None outside of what the model sees."""
    grid, view = one.config.grid, one.view
    row, col = divmod(patch, grid.cols)
    right, down = _on_picture(clip.boxes[frame], _shares(grid, view, (row, col)))
    places = [_place(grid, view, _in_frame(clip.boxes[at], (right, down))) for at in done]
    return [place if _is_inside(grid, place) else None for place in places]


def mean_error(
    grid: Grid, followed: Followed, truth: list[Place | None] | None, begin: int
) -> float | None:
    """Mean distance in patches over the frames where the patch is, without the one it begins in."""
    if truth is None:
        return None
    distances = [
        math.dist(divmod(place, grid.cols), true)
        for at, (place, true) in enumerate(zip(indices(followed.places), truth, strict=True))
        if true is not None and at != begin
    ]
    return sum(distances) / len(distances) if distances else None


def _shares(grid: Grid, view: View, place: Place) -> Place:
    """The middle of a patch as shares of the frame, to the right and down."""
    height, width = view.source
    right = view.crop.left + (place[1] + 0.5) / grid.cols * view.crop.width
    down = view.crop.top + (place[0] + 0.5) / grid.rows * view.crop.height
    return right / width, down / height


def _place(grid: Grid, view: View, shares: Place) -> Place:
    """The row and column, with decimals, of a point of a frame."""
    height, width = view.source
    right = (shares[0] * width - view.crop.left) / view.crop.width
    down = (shares[1] * height - view.crop.top) / view.crop.height
    return down * grid.rows - 0.5, right * grid.cols - 0.5


def _on_picture(box: Box, shares: Place) -> Place:
    left, top, width, height = box
    return left + shares[0] * width, top + shares[1] * height


def _in_frame(box: Box, point: Place) -> Place:
    left, top, width, height = box
    return (point[0] - left) / width, (point[1] - top) / height


def _is_inside(grid: Grid, place: Place) -> bool:
    return -0.5 <= place[0] < grid.rows - 0.5 and -0.5 <= place[1] < grid.cols - 0.5

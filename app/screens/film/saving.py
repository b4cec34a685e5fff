"""What the Film screen shows, to be saved: as a film, as a figure of its frames, as numbers."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import names
from app.export.bundles import Array, Floats
from app.export.contents import Contents, figure, numbers
from app.screens.film import pictures
from app.screens.film.clips import Clip
from app.screens.film.passes import FilmPass, facet_layer
from app.screens.film.pictures import Display
from app.share.page_facts import PageFacts, read_page
from app.wire.contract_film import SAVED_FILM_KINDS
from app.wire.lists import indices
from app.wire.replies import saved
from vit.figures.figures import Kind, Panel
from vit.figures.parts import MapPart, Part
from vit.figures.plots import Line, LinesPart
from vit.pictures.films import film_file, gif_file

MOST_PARTS = 16  # frames of a figure
COLUMNS = 4
SLOWEST, FASTEST = 0.2, 30.0  # frames a second of a saved film
COURSES = {  # what is drawn over time -> its title and unit
    "near": ("Attention on the 3 × 3 patches around the patch that is followed", "share"),
    "spread": ("Patches that the map is spread over", "share of all"),
    "change": ("Change from the frame before", "half the difference"),
}


def saved_file(
    engine: Engine,
    recorded: Recorded,
    film: tuple[Clip, FilmPass, list[int]],
    kind: str,
    link: str,
) -> Response:
    """A file of what the screen shows; ValueError for another kind of file."""
    if kind not in SAVED_FILM_KINDS:
        raise ValueError(f"A film cannot be saved as {kind!r}: use {', '.join(SAVED_FILM_KINDS)}.")
    page = read_page(engine, recorded, link)
    display = pictures.display(*film, page)
    body = _body(engine, recorded, display, page, kind)
    return saved(body, SAVED_FILM_KINDS[kind], f"{_stem(display, page)}.{kind}")


def _body(
    engine: Engine, recorded: Recorded, display: Display, page: PageFacts, kind: str
) -> bytes:
    if kind in ("webm", "gif"):
        frames = [display.picture(place) for place in range(len(display.done))]
        write = film_file if kind == "webm" else gif_file
        return write(frames, rate_of(_seconds(display)))
    content = contents(display, page)
    if kind == "npz":
        return numbers(engine, recorded, content, page)
    return figure(engine, recorded, content, page, cast(Kind, kind))


def _stem(display: Display, page: PageFacts) -> str:
    """What it is, of which film, and where in the model."""
    title = names.slug(display.clip.title.rpartition(".")[0] or display.clip.title) or "film"
    head = "mean" if page["head"] is None else f"H{page['head'] + 1}"
    layer = display.one.config.depth if page["layer"] is None else page["layer"] + 1
    place = "similarity" if display.scale.signed else f"L{layer}-{head}"
    return f"film_{title}_{place}"


def contents(display: Display, page: PageFacts) -> Contents:
    """Frames with their maps, a figure of every head over time, and all arrays."""
    seconds, film = _seconds(display), display.clip.film
    parts: list[Part] = [_part(display, place, seconds) for place in _parts(len(display.done))]
    name, values = _course(display, page)
    parts.append(_curve(name, values, seconds, page["head"]))
    grid = display.one.config.grid
    maps = display.rows[..., -grid.patches :].reshape(*display.rows.shape[:2], grid.rows, grid.cols)
    arrays: dict[str, Array] = {
        "attention": maps.astype(np.float16),
        "maps": display.values,
        "seconds": np.array(seconds),
        name: values,
    }
    if display.way is not None:
        arrays |= {
            "places": np.array([divmod(one, grid.cols) for one in indices(display.way.places)]),
            "cosines": display.way.cosines.numpy(),
            "lost": display.way.lost.numpy(),
        }
    return Contents(
        name="film",
        place="",
        title=f"{display.clip.title}: {display.words}",
        settings=f"{len(display.done)} of {film.read} frames, one every "
        f"{(seconds[-1] - seconds[0]) / max(1, len(seconds) - 1):.2g} s; all on one scale."
        + _followed_words(display),
        parts=tuple(parts),
        columns=min(COLUMNS, len(parts)),
        arrays=arrays,
    )


def rate_of(seconds: Sequence[float]) -> float:
    """Frames a second at which frames of these seconds take as long as they did."""
    length = seconds[-1] - seconds[0]
    return min(FASTEST, max(SLOWEST, (len(seconds) - 1) / length if length else FASTEST))


def _seconds(display: Display) -> list[float]:
    return [display.clip.film.seconds[number] for number in display.done]


def _parts(count: int) -> list[int]:
    """The places of the frames of a figure: all, or so many at even distances."""
    most = min(count, MOST_PARTS)
    return [round(one * (count - 1) / max(1, most - 1)) for one in range(most)]


def _part(display: Display, place: int, seconds: Sequence[float]) -> MapPart:
    """A frame under its map, the patch that is followed framed."""
    cell, note = None, ""
    if display.way is not None:
        cell = divmod(int(display.way.places[place]), display.one.config.grid.cols)
        note = "The patch is lost." if bool(display.way.lost[place]) else ""
    rgb = display.clip.film.rgb(display.done[place])
    title = f"{seconds[place]:.2f} s"
    panel = Panel(display.values[place], rgb, display.one.view, display.scale, cell, title, note)
    return MapPart(panel, display.look, 240)


def _course(display: Display, page: PageFacts) -> tuple[str, Floats]:
    """The name and values [F,H] of what is drawn over time."""
    name, grid = page["course"], display.one.config.grid
    if name == "near" and display.way is not None:
        places = indices(display.way.places)
        return name, pictures.near(display.rows, places, (grid.rows, grid.cols))
    if name == "change":
        return name, pictures.change(display.rows)
    return "spread", pictures.spread(display.rows, grid.patches)


def _curve(name: str, values: Floats, seconds: Sequence[float], head: int | None) -> LinesPart:
    """A line for each head, that of the chosen one, or of their mean, strong."""
    title, unit = COURSES[name]
    times = np.array(seconds)
    thin = [Line("", times, column, width=0.5, colour="#9a9a9a") for column in values.T]
    own = values.mean(axis=1) if head is None else values[:, min(head, values.shape[1] - 1)]
    strong = "mean of heads" if head is None else f"head {head + 1}"
    lines = (*thin, Line(strong, times, own, width=1.6))
    return LinesPart(title, "Thin lines: the heads of the layer.", lines, "seconds", unit)


def _followed_words(display: Display) -> str:
    """What is said of the patch that is followed."""
    if display.way is None:
        return ""
    lost = int(display.way.lost.sum())
    away = f", lost in {lost} of {len(display.done)} frames" if lost else ""
    layer = facet_layer(display.one.config)
    return f" Framed: a patch followed by its values of layer {layer}{away}."

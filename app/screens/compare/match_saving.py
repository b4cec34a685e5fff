"""What Compare saves of matches: its pictures, and lines between their patches."""

import itertools

import torch

import vit
from app.engine.engine import Engine
from app.export.bundles import Array
from app.screens.compare.facets import matched
from app.screens.compare.saved_columns import (
    SavedColumn,
    Shots,
    apart_of,
    facet_words,
    wanted_of,
)
from app.share.page_facts import PageFacts
from app.wire.lists import vector
from vit.anatomy.feature_colours import coded
from vit.figures.parts import PicturePart
from vit.figures.render import luminance, seen
from vit.figures.sheet import Link

PIXELS = 480  # longer side of a picture
LIGHT = 0.75  # place of a line's colour on its third axis


def matches(engine: Engine, columns: list[SavedColumn], page: PageFacts) -> Shots:
    """The pictures as they stand on the page, with the best matches of neighbours as lines."""
    columns = _standing(columns, page.words.get("order", ""))
    links, notes = list[Link](), [""] * len(columns)
    arrays = dict[str, Array]()
    for i, (left, right) in enumerate(itertools.pairwise(columns)):
        why = apart_of(left, right, page)
        if why:
            notes[i + 1] = f"no matches with the left: {why}".removesuffix(".")
            continue
        wanted = [wanted_of(one, page) for one in (left, right)]
        pairs = matched(left.recorded, wanted[0], right.recorded, wanted[1])
        count = min(page["pairs"], len(pairs.first))
        notes[i + 1] = f"{len(pairs.first)} mutual matches with the left, the best {count} drawn"
        links += [_link(i, left, right, pairs, k) for k in range(count)]
        for name in ("first", "second", "cosine", "margin"):
            arrays[f"{name}{i + 1}to{i + 2}"] = getattr(pairs, name).cpu().numpy()
    parts = [
        _picture(engine, column, f"{facet_words(column, page)}; {note}" if note else "")
        for column, note in zip(columns, notes, strict=True)
    ]
    settings = (
        "Patches that are each other's nearest, those of the largest margin to the best rival "
        "elsewhere; a line has the colour of its place in the left picture."
    )
    return Shots(parts, arrays, settings, tuple(links))


def _standing(columns: list[SavedColumn], order: str) -> list[SavedColumn]:
    """The columns in an order such as `1.0.2`; as they are where it is no order of them."""
    places = [int(part) for part in order.split(".") if part.isdecimal()]
    whole = sorted(places) == list(range(len(columns)))
    return [columns[place] for place in places] if whole else columns


def _link(i: int, left: SavedColumn, right: SavedColumn, pairs: vit.Matches, k: int) -> Link:
    """The line of a pair, with the colour of its place in the left picture."""
    start = _middle(left, int(pairs.first[k]))
    end = _middle(right, int(pairs.second[k]))
    red, green, blue = vector(coded(torch.tensor([[*start, LIGHT]]), "oklab")[0])
    return Link(i, i + 1, start, end, (red, green, blue))


def _middle(column: SavedColumn, patch: int) -> tuple[float, float]:
    """The middle of a patch, in shares of the picture to the right and down."""
    grid = column.recorded.trace.grid
    row, col = divmod(patch, grid.cols)
    return (col + 0.5) / grid.cols, (row + 0.5) / grid.rows


def _picture(engine: Engine, column: SavedColumn, words: str) -> PicturePart:
    """What the model sees, in grey."""
    recorded = column.recorded
    rgb = luminance(seen(engine.picture(recorded.key.digest).rgb, recorded.trace.view, PIXELS))
    return PicturePart(column.title, column.note(engine, words), rgb)

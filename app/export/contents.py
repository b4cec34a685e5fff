"""What a screen shows, to be saved: parts of a figure and arrays, with their settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.engine import references
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import framing_words, names
from app.export.bundles import Array, bundle
from app.share.page_facts import PageFacts
from app.share.queries import page_query
from vit.figures import sheet
from vit.figures.figures import Kind
from vit.figures.parts import Part


@dataclass(frozen=True, eq=False)
class Contents:
    """The parts of a figure in so many `columns`, with lines between them, and their arrays.

    `name` says in a file's name what it is, `place` which of them; `settings` is for the caption.
    """

    name: str
    place: str
    title: str
    settings: str
    parts: tuple[Part, ...]
    columns: int
    arrays: Mapping[str, Array]
    links: tuple[sheet.Link, ...] = ()


Maker = Callable[[Engine, Recorded, PageFacts], Contents]


def stem(engine: Engine, recorded: Recorded, contents: Contents) -> str:
    """What it is, picture, place and checkpoint: `methods_cat_tabby_DeiT-S`."""
    return names.stem(engine, recorded, contents.name, contents.place)


def figure(
    engine: Engine, recorded: Recorded, contents: Contents, page: PageFacts, kind: Kind
) -> bytes:
    """The figure as a file, its caption with settings, checkpoint, program, day and link."""
    texts = [
        contents.settings,
        origin(recorded),
        names.signature(),
        f"?{page_query(engine, recorded, page.words)}",
    ]
    caption = " ".join(filter(None, texts))
    drawn = sheet.Sheet(contents.title, caption, contents.parts, contents.columns, contents.links)
    return sheet.figure(drawn, kind)


def origin(recorded: Recorded) -> str:
    """Checkpoint and input, in one sentence."""
    key, config = recorded.key, recorded.trace.config
    height, width = config.image
    parts = [
        references.title(key.checkpoint),
        f"input {height} × {width} px, patch {key.patch} px, {config.tokens} tokens",
        *filter(None, [framing_words.words(recorded)]),
    ]
    return "; ".join(parts) + "."


def numbers(engine: Engine, recorded: Recorded, contents: Contents, page: PageFacts) -> bytes:
    """The arrays as a .npz file."""
    facts = {
        "title": contents.title,
        "shows": contents.settings,
        "link": page_query(engine, recorded, page.words),
    }
    return bundle(recorded, contents.arrays, facts)

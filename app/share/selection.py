"""What is looked at, in the words of a link: written with defaults left out, and read again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from app.engine import references
from app.engine.engine import Engine
from app.engine.input_sizes import fitted
from app.engine.recorded import TraceKey
from app.engine.suited import suited
from app.parameters import naming, read_field, written
from app.settings import Selection
from app.share.pictures import ExamplePicture, PictureWord, picture_word, read_picture
from app.wire.choices import By
from app.wire.link_fields import SELECTION_FIELDS
from vit.framing import AS_MODEL, Framing
from vit.pictures.levels import LevelChoice

DIGITS = 4  # of a place, finer than a pixel of any picture
FIRST = ExamplePicture()  # what a page without a link shows


@dataclass(frozen=True)
class Wish:
    """The words of a selection, read; nothing has been opened or looked up.

    `model` is a reference as it was written; None stands for what a page opens with. `by` says that
    a person chose it where the picture would open with it anyway.
    """

    picture: PictureWord = FIRST
    levels: LevelChoice = "auto"
    model: str | None = None
    by: By | None = None
    patch: int | None = None
    side: int | None = None
    framing: Framing = AS_MODEL


def read_selection(words: Mapping[str, str]) -> Wish:
    """The selection of a link; ValueError, one sentence that names the field.

    Names that are no words of a selection are ignored.
    """
    values: dict[str, Any] = {
        name: read_field(name, reader, words[name])
        for name, reader in SELECTION_FIELDS.items()
        if name in words
    }
    if "picture" in values:
        with naming("picture"):
            values["picture"] = read_picture(values["picture"])
    place = {name: values.pop(name) for name in ("fit", "down", "right") if name in values}
    for name in place.keys() - {"fit"}:
        place[name] = round(place[name], DIGITS)
    with naming("fit"):
        return Wish(**values, framing=Framing(**place))


def write(engine: Engine, selection: Selection) -> dict[str, str]:
    """The words of a selection whose checkpoint is loaded and whose picture is held."""
    key = engine.checkpoint(selection.checkpoint)
    config, frame = engine.store.model(key).config, selection.framing
    words = {"picture": picture_word(engine, selection.picture)}
    if words["picture"] == picture_word(engine, FIRST.open(engine)):
        del words["picture"]
    levels = selection.levels if selection.expects else engine.album.levels(selection.picture)
    if levels != "auto":
        words["levels"] = levels
    words |= _model_words(engine, selection, key)
    if selection.patch not in (None, config.patch):
        words["patch"] = str(selection.patch)
    follows = fitted(config, config.image, selection.patch or config.patch)
    if selection.side is not None and follows != (selection.side, selection.side):
        words["side"] = str(selection.side)
    if frame.fit != AS_MODEL.fit:
        words["fit"] = frame.fit
    for name, share in (("down", frame.down), ("right", frame.right)):
        if share:
            words[name] = f"{share:g}"
    return words


def _model_words(engine: Engine, selection: Selection, key: str) -> dict[str, str]:
    """The words of a checkpoint, and of who chose it where the picture would open with it."""
    words = {} if key == engine.store.started else {"model": references.word(key)}
    if selection.by_hand and key == suited(engine, selection.picture):
        words["by"] = "hand"
    return words


def selection_of(key: TraceKey) -> Selection:
    """The selection of a pass; a link says nothing of an input that is not a square."""
    square = key.height == key.width and key.framing.fit != "shape"
    side = key.height if square else None
    return Selection(key.digest, key.checkpoint, key.patch, key.framing, side)


def placed(selection: Selection, before: Selection) -> Selection:
    """A selection after another: a new picture is seen from its centre.

    The picture that a link expects is seen as the link says, in the place that is kept for it.
    """
    if selection.picture == before.picture:
        return selection
    if before.expects and selection.picture.startswith(before.expects):
        return replace(selection, expects="", levels="auto")
    return replace(selection, framing=selection.framing.centred)


def texts(fields: object) -> dict[str, str]:
    """Fields of a link that the page sent: names and texts, whatever else they were."""
    pairs = cast("dict[object, object]", fields).items() if isinstance(fields, dict) else ()
    return {str(name): written(value) for name, value in pairs}

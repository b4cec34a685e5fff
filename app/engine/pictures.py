"""Opening a picture: an example, an upload or a scene, each known by its digest afterwards."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import cast

import vit
from app.engine.album import UNNAMED, File
from app.engine.engine import Engine
from app.engine.gallery import SCENE_SIDE, drawn_scene, example_picture, examples
from app.engine.interventions import NONE
from app.engine.patch_choices import at_patch
from app.engine.recorded import TraceKey
from app.parameters import Word
from app.settings import Selection
from vit.pictures.images import InputError
from vit.pictures.levels import LevelChoice

LONGEST_NAME = 120  # letters of a file's name


def open_example(engine: Engine, index: int) -> str:
    """Digest of an example, which the engine then holds."""
    drawn = examples()[index].drawn
    return (engine.hold_drawn(drawn) if drawn else engine.hold(example_picture(index))).digest


def open_own(engine: Engine, file: str, visit: str, name: str, levels: LevelChoice = "auto") -> str:
    """Digest of a file that a visit sent, by its id, with its name there.

    InputError, one sentence, for a file that is no longer here or cannot be read, which goes then.
    """
    engine.uploads.path(file, visit)
    try:
        digest = engine.album.open(File(file, levels)).digest
    except InputError:
        engine.uploads.drop(visit, file)
        raise
    engine.visits.own(visit, digest, name)
    return digest


def open_expected(engine: Engine, sent: Mapping[str, str], visit: str, before: Selection) -> str:
    """Digest of a file that a visit sent, perhaps of the picture that is missing before.

    That one has the grey levels that its link says; any other opens as every picture does. `sent`
    are the `file`, by its id, and its `name`.
    """
    file, levels = sent.get("file", ""), before.levels
    if levels != "auto":
        with suppress(InputError):  # which is said below
            engine.uploads.path(file, visit)
            digest = engine.album.open(File(file, levels)).digest
            if before.expects and digest.startswith(before.expects):
                return open_own(engine, file, visit, named(sent), levels)
    return open_own(engine, file, visit, named(sent))


def open_again(engine: Engine, sent: Mapping[str, str], visit: str) -> None:
    """Open a file that a page sent because its picture may be held no more, if it sent any.

    One that cannot be opened is passed over: what its picture is missed for says so.
    """
    if not sent.get("file"):
        return
    with suppress(InputError):
        levels = Word.of(LevelChoice).read(sent.get("levels", "auto"))
        open_own(engine, sent["file"], visit, named(sent), cast(LevelChoice, levels))


def named(sent: Mapping[str, str]) -> str:
    """The name of a file that was sent."""
    return sent.get("name", "")[:LONGEST_NAME] or UNNAMED


def open_levels(engine: Engine, digest: str, levels: LevelChoice, visit: str) -> str:
    """Digest of a visit's picture with other grey levels; InputError where it has none."""
    other = engine.album.with_levels(digest, levels).digest
    engine.visits.own(visit, other, engine.visits.name(visit, digest))
    return other


def open_scene(engine: Engine, kind: str, seed: int, side: int = SCENE_SIDE) -> str:
    """Digest of a scene drawn from a seed; InputError for what cannot be drawn."""
    return engine.hold_drawn(drawn_scene(kind, seed, side)).digest


def example_index(digest: str) -> int | None:
    """Index of the example with this digest; None for any other picture."""
    digests = (example_picture(i).digest for i in range(len(examples())))
    return next((i for i, known in enumerate(digests) if known == digest), None)


def example_keys(
    engine: Engine, own: TraceKey, among: Iterable[int] | None = None
) -> Iterator[TraceKey]:
    """The key of each example's trace by the model of another: centred, without interventions.

    `among` are the indices of examples, all by default.
    """
    plain = replace(own, framing=own.framing.centred, intervention=NONE)
    for index in range(len(examples())) if among is None else among:
        yield at_patch(engine, replace(plain, digest=open_example(engine, index)), own.patch)


def unkept(engine: Engine, key: TraceKey) -> vit.Trace:
    """A trace that is not cached, where it would evict those on screen."""
    model = engine.store.at_size(key.checkpoint, (key.height, key.width), key.patch)
    prepared = engine.prepared(key)
    with engine.store.forward(model):
        return vit.trace(model, prepared.pixels, prepared.view)

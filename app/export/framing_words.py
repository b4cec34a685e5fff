"""The part of the picture that the model sees: as the page asks for it, as it is written down."""

from collections.abc import Mapping
from typing import Any

import vit
from app.engine.recorded import Recorded
from vit.pictures.images import InputError

DIGITS = 4  # of a place, finer than a pixel of any picture


def framing(asked: Mapping[str, Any]) -> vit.Framing:
    """The framing that the page asks for; InputError names what is wrong with it."""
    try:
        down, right = (round(float(asked[name]), DIGITS) for name in ("down", "right"))
        return vit.Framing(asked["fit"], down, right)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"This part of the picture cannot be shown: {error}.") from error


def words(recorded: Recorded) -> str | None:
    """What a caption says of the frame; None where it is the model's own."""
    chosen, crop = recorded.key.framing, recorded.trace.view.crop
    if chosen.fit != "crop":
        return "whole picture, squashed" if chosen.fit == "squash" else "whole picture, own shape"
    if not chosen.moved:
        return None
    return f"crop moved to {crop.left:.0f} px from the left, {crop.top:.0f} px from the top"


def model_line(recorded: Recorded) -> str:
    """Python that loads the model at the size in use."""
    key, config = recorded.key, recorded.trace.config
    model, known = f"vit.load({key.checkpoint!r})", vit.CHECKPOINTS.get(key.checkpoint)
    if known is None or config.image != (known.side, known.side):  # always true to the view
        return f"{model}.at_size({config.image}, {key.patch})"
    if config.patch != config.stored_patch or config.trained_patches:
        return f"{model}.at_patch_size({key.patch})"
    return model


def pixels_line(recorded: Recorded) -> str:
    """Python that makes the model input from `rgb`."""
    chosen = recorded.key.framing
    if chosen == vit.Framing():
        return "vit.prepare(model, rgb).pixels"
    asked = f"{chosen.fit!r}"
    if chosen.moved:
        asked += f", down={chosen.down}, right={chosen.right}"
    return f"vit.prepare(model, rgb, vit.Framing({asked})).pixels"

"""Input sizes of a model, within the limits of a page and of the memory."""

from dataclasses import replace

import vit
from vit.anatomy.cost import record_bytes
from vit.config import check_multiple
from vit.pictures.images import InputError

LARGEST_INPUT = 1024  # px of a side: above, maps and forwards outgrow a page
LARGEST_GRID = 4096  # patches
FEWEST = 4  # patches along a side: below, there is hardly a map


def check_size(height: int, width: int, patch: int, *, ragged: bool = False) -> None:
    """InputError, one sentence, unless the patches fit an input that is not too large."""
    if max(height, width) > LARGEST_INPUT:
        raise InputError(
            f"Input {height} × {width} px is too large: use {LARGEST_INPUT} px at most."
        )
    if patch < 1 or (height // patch) * (width // patch) > LARGEST_GRID:
        raise InputError(
            f"Patch size {patch} px gives more than {LARGEST_GRID} patches: use a larger one."
        )
    try:
        for name, size in (("Input height", height), ("Input width", width)):
            if not ragged or size < patch:
                check_multiple(name, size, patch)
    except ValueError as error:
        raise InputError(f"{error}.") from error


def patch_sizes(model: vit.ViT) -> tuple[int, ...]:
    """Patch sizes on offer: those the checkpoint was trained for and that fit its input."""
    height, width = model.config.image
    sizes = model.config.trained_patches or (model.config.patch,)
    fits = model.config.ragged
    return tuple(p for p in sorted(sizes) if fits or (height % p == 0 and width % p == 0))


def sides(config: vit.ViTConfig, room: int) -> range:
    """Sides of a square input on offer, in px; only its own for most models.

    A model with rotary positions takes any multiple of its patch: those whose record fits into
    `room` bytes.
    """
    own, patch = config.image[0], config.patch
    if config.rope is None:
        return range(own, own + 1, patch)
    most = min(LARGEST_INPUT, int(LARGEST_GRID**0.5) * patch) // patch
    while most > own // patch and record_bytes(_square(config, most * patch)) > room:
        most -= 1
    return range(FEWEST * patch, max(own, most * patch) + 1, patch)


def check_side(config: vit.ViTConfig, side: int, room: int) -> None:
    """InputError, one sentence, for a side that is not among `sides`."""
    offered = sides(config, room)
    if side not in offered:
        raise InputError(
            f"Input size {side} px cannot be had: choose {offered[0]} to {offered[-1]} px in "
            f"steps of {offered.step}."
        )


def _square(config: vit.ViTConfig, side: int) -> vit.ViTConfig:
    return replace(
        config,
        image=(side, side),
        base_patch=config.stored_patch,
        base_grid=config.stored_grid,
    )

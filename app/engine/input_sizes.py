"""Input sizes and patch sizes of a model, within the limits of a page and of the memory."""

import math

import vit
from vit.anatomy.cost import record_bytes
from vit.config import check_multiple
from vit.model import resized
from vit.pictures.images import InputError

LARGEST_INPUT = 1024  # px of a side: above, maps and forwards outgrow a page
LARGEST_GRID = 4096  # patches of a table of positions, and of a rotary model's input
LARGEST_PASS = 6000  # tokens: above, a pass is refused
FEWEST = 4  # patches along a side: below, there is hardly a map
LEAST_SHARE, MOST_SHARE = 0.5, 2.6  # of the trained patch size: between them any size is offered
DIVISORS = range(9, 785)  # patches of an input that is cut into whole ones


def trained_patches(config: vit.ViTConfig) -> tuple[int, ...]:
    """The patch sizes in px that the weights were trained for, ascending."""
    return tuple(sorted(config.trained_patches or (config.stored_patch,)))


def is_free(config: vit.ViTConfig) -> bool:
    """Whether the input follows the patch size, so that any size of a range can be had.

    The models trained at several sizes, with rotary positions or with inputs that leave a rest keep
    their own inputs: these are cut into whole patches, or the rest is dropped.
    """
    return len(trained_patches(config)) == 1 and config.rope is None and not config.ragged


def patch_range(config: vit.ViTConfig) -> range:
    """Patch sizes from half to 2.6 times those that the weights were trained for."""
    trained = trained_patches(config)
    least = max(1, math.ceil(LEAST_SHARE * trained[0]))
    return range(least, math.ceil(MOST_SHARE * trained[-1]) + 1)


def fitted(config: vit.ViTConfig, image: tuple[int, int], patch: int) -> tuple[int, int]:
    """(height, width) in px of the input near `image` for patches of a size.

    The nearest multiples of the patch size, the smaller of two that are equally near; `image`
    itself for the models that keep their inputs.
    """
    if patch < 1 or not is_free(config):
        return image
    height, width = (max(1, (2 * side + patch - 1) // (2 * patch)) * patch for side in image)
    return height, width


def base_image(config: vit.ViTConfig, image: tuple[int, int], patch: int) -> tuple[int, int]:
    """The input (height, width) of which that of a pass is the nearest multiple.

    The checkpoint's own where it is that, else the input of the pass itself.
    """
    return config.image if image == fitted(config, config.image, patch) else image


def input_of(config: vit.ViTConfig, patch: int, side: int | None, room: int) -> tuple[int, int]:
    """The input (height, width) of a checkpoint at a patch size and a side, None for its own.

    InputError, one sentence, for sizes that it cannot have.
    """
    image = fitted(config, config.image, patch)
    if side is not None and image != (side, side):
        check_side(config, side, room)
        image = fitted(config, (side, side), patch)
    check_size(config, image, patch)
    return image


def check_size(config: vit.ViTConfig, image: tuple[int, int], patch: int) -> None:
    """InputError, one sentence, unless a model can be used with an input and a patch size in px."""
    if max(image) > LARGEST_INPUT:
        size = " × ".join(str(side) for side in image)
        raise InputError(f"Input {size} px is too large: use {LARGEST_INPUT} px at most.")
    if patch < 1 or (is_free(config) and not _is_offered(config, patch)):
        offered = patch_range(config)
        raise InputError(
            f"Patch size {patch} px is out of range: choose {offered[0]} to {offered[-1]} px."
        )
    tokens = tokens_of(config, image, patch)
    if tokens > LARGEST_PASS:
        raise InputError(
            f"Patch size {patch} px gives {tokens} tokens, and {LARGEST_PASS} are the most that "
            f"can be computed: choose {_least(config, image)} px or more."
        )
    try:
        for name, side in zip(("Input height", "Input width"), image, strict=True):
            if not config.ragged or side < patch:
                check_multiple(name, side, patch)
    except ValueError as error:
        raise InputError(f"{error}.") from error


def _is_offered(config: vit.ViTConfig, patch: int) -> bool:
    """Whether a size lies in the range, or divides the checkpoint's own input as a link may say."""
    return patch in patch_range(config) or not any(side % patch for side in config.image)


def tokens_of(config: vit.ViTConfig, image: tuple[int, int], patch: int) -> int:
    """Tokens of a pass, with the prefix."""
    return config.prefix + (image[0] // patch) * (image[1] // patch)


def _least(config: vit.ViTConfig, image: tuple[int, int]) -> int:
    """The smallest patch size in px at which an input of about this size can be computed."""
    sizes = range(1, max(image) + 1)
    few = (p for p in sizes if tokens_of(config, fitted(config, image, p), p) <= LARGEST_PASS)
    return next(few, max(image))


def patch_sizes(config: vit.ViTConfig, image: tuple[int, int] | None = None) -> tuple[int, ...]:
    """Patch sizes that the checkpoint was trained for and that fit an input, by default its own."""
    height, width = image or config.image
    sizes, fits = trained_patches(config), config.ragged
    return tuple(p for p in sizes if fits or (height % p == 0 and width % p == 0))


def offered_patches(config: vit.ViTConfig, image: tuple[int, int]) -> tuple[int, ...]:
    """Patch sizes on offer for inputs of about `image` px, ascending.

    Every size of `patch_range` for which the input can follow and that leaves at least FEWEST
    patches along a side; for the models that keep their input, the trained sizes and those that cut
    it into DIVISORS patches.
    """
    if is_free(config):
        return tuple(p for p in patch_range(config) if _has_map(config, image, p))
    whole = range(FEWEST, math.gcd(*image) + 1)
    cut = {p for p in whole if not any(side % p for side in image)}
    few = {p for p in cut if (image[0] // p) * (image[1] // p) in DIVISORS}
    return tuple(sorted({*patch_sizes(config, image), *few}))


def _has_map(config: vit.ViTConfig, image: tuple[int, int], patch: int) -> bool:
    sides = fitted(config, image, patch)
    inside = max(sides) <= LARGEST_INPUT and tokens_of(config, sides, patch) <= LARGEST_PASS
    return inside and min(sides) // patch >= FEWEST


def sides(config: vit.ViTConfig, room: int) -> range:
    """Sides of a square input on offer, in px; only its own for most models.

    A model with rotary positions takes any multiple of its patch: those whose record fits into
    `room` bytes.
    """
    own, patch = config.image[0], config.patch
    if config.rope is None:
        return range(own, own + 1, patch)
    most = min(LARGEST_INPUT, int(LARGEST_GRID**0.5) * patch) // patch
    while most > own // patch and _square_bytes(config, most * patch) > room:
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


def _square_bytes(config: vit.ViTConfig, side: int) -> int:
    """Bytes of the record of a square input in px."""
    return record_bytes(resized(config, (side, side), config.patch))

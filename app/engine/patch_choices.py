"""The patch sizes that can be chosen for a view, with the input and the cost of each."""

import math
from dataclasses import dataclass, replace

import vit
from app.engine.engine import Engine
from app.engine.input_sizes import (
    LARGEST_PASS,
    base_image,
    fitted,
    offered_patches,
    tokens_of,
    trained_patches,
)
from app.engine.recorded import TraceKey
from vit.anatomy.cost import multiply_adds
from vit.model import resized


@dataclass(frozen=True)
class PatchChoice:
    """A patch size in px and the view with it; `trained` says whether the weights know the size."""

    key: TraceKey
    tokens: int
    multiply_adds: int
    trained: bool


def at_patch(engine: Engine, key: TraceKey, patch: int) -> TraceKey:
    """The key of a view at another patch size: its input goes to the nearest multiple."""
    config = engine.store.model(key.checkpoint).config
    if key.framing.fit == "shape" and patch > 0:
        return engine.shaped(replace(key, patch=patch), fitted(config, config.image, patch))
    base = base_image(config, (key.height, key.width), key.patch)
    height, width = fitted(config, base, patch)
    return replace(key, height=height, width=width, patch=patch)


def patch_choices(engine: Engine, key: TraceKey) -> list[PatchChoice]:
    """The patch sizes for a view, ascending, the one in use among them."""
    config = engine.store.model(key.checkpoint).config
    base = base_image(config, (key.height, key.width), key.patch)
    if key.framing.fit == "shape":
        base = config.image
    sizes = {*offered_patches(config, base), key.patch}
    return [_choice(config, at_patch(engine, key, size)) for size in sorted(sizes)]


def _choice(config: vit.ViTConfig, key: TraceKey) -> PatchChoice:
    image = key.height, key.width
    cost = multiply_adds(resized(config, image, key.patch))
    trained = key.patch in trained_patches(config)
    return PatchChoice(key, tokens_of(config, image, key.patch), cost, trained)


def reference(engine: Engine, key: TraceKey) -> TraceKey | None:
    """The key of the same view at the trained patch size nearest to its own.

    None where it is at a trained size, or where that cannot be had.
    """
    config = engine.store.model(key.checkpoint).config
    trained = trained_patches(config)
    if key.patch in trained:
        return None
    nearest = min(trained, key=lambda size: abs(math.log(size / key.patch)))
    other = at_patch(engine, key, nearest)
    rest = other.height % nearest or other.width % nearest
    few = 0 < tokens_of(config, (other.height, other.width), nearest) <= LARGEST_PASS
    return other if few and (config.ragged or not rest) else None

"""Input size and kind of positions, from the shape of a position embedding."""

from collections.abc import Mapping
from math import isqrt
from typing import Any

from torch import Tensor

from vit.loading.hints import Hint, Misfit


def positions_of(
    state: Mapping[str, Tensor], facts: dict[str, Any], hint: Hint | None, stated: Mapping[str, Any]
) -> dict[str, Any]:
    """Input size and kind of positions."""
    table = state.get("pos_embed")
    wanted = stated.get("image")
    if table is None:
        if hint is None or hint.config.positions != "none":
            raise Misfit("it has no position embedding: name its architecture, as timm_name=file")
        image = tuple(wanted or hint.config.image)
        return {"positions": "none", "image": image, "ragged": False, "patch": facts["patch"]}
    prefix = int(facts["class_token"]) + int(facts["distilled"]) + facts["registers"]
    if table.ndim != 3:
        raise Misfit(f"its position embedding has the shape {list(table.shape)}")
    rows, patch = table.shape[1], facts["patch"]
    for extra in _extras(prefix, hint):
        grid = _grid(rows - extra, patch, hint, wanted)
        if grid:
            image = (grid[0] * patch, grid[1] * patch)
            own = hint is not None and grid == (hint.config.grid.rows, hint.config.grid.cols)
            if own and hint is not None and hint.config.patch == patch:
                image = hint.config.image
            return {
                "positions": "learned",
                "prefix_positions": extra == prefix,
                "image": image,
                "ragged": any(side % patch for side in image),
                "rope": hint.config.rope if hint else None,
            }
    raise Misfit(
        f"its position embedding has {rows} tokens, which is no square grid of patches: give the "
        "input size, as in vit.load(file, image=(96, 64)), or save it with timm.models.save_for_hf "
        "and use local-dir:folder"
    )


def _extras(prefix: int, hint: Hint | None) -> tuple[int, ...]:
    """Numbers of position rows that may stand before those of the patches, the likeliest first."""
    if hint and hint.config.prefix == prefix:
        return (prefix if hint.config.prefix_positions else 0,)
    return (prefix, 0) if prefix else (0,)


def _grid(
    patches: int, patch: int, hint: Hint | None, wanted: tuple[int, int] | None
) -> tuple[int, int] | None:
    """(rows, cols) of so many patches: as stated, the hint's own, else square; None if neither."""
    if wanted:
        grid = (wanted[0] // patch, wanted[1] // patch)
        return grid if grid[0] * grid[1] == patches else None
    if hint and hint.config.grid.patches == patches:
        return hint.config.grid.rows, hint.config.grid.cols
    side = isqrt(max(patches, 0))
    return (side, side) if side and side * side == patches else None

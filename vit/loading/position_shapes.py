"""Input size and kind of positions, from the shape of a position embedding."""

from collections.abc import Mapping
from math import isqrt
from typing import Any

from torch import Tensor

from vit.loading.hints import Hint, Misfit

USUAL_SIDE = 224  # px of a side of the input, where neither shapes nor anybody says it


def positions_of(
    state: Mapping[str, Tensor], facts: dict[str, Any], hint: Hint | None, stated: Mapping[str, Any]
) -> dict[str, Any]:
    """Input size and kind of positions; Misfit where the shapes tell neither."""
    table = state.get("pos_embed")
    wanted = stated.get("image")
    if table is None:
        return {"positions": "none", **_without_table(facts["patch"], hint, stated)}
    prefix = int(facts["class_token"]) + int(facts["distilled"]) + facts["registers"]
    if table.ndim != 3:
        raise Misfit(
            f"its position embedding has the shape {list(table.shape)} in place of "
            f"[1, tokens, {facts['width']}]"
        )
    rows, patch = table.shape[1], facts["patch"]
    for extra in _extras(prefix, hint, stated):
        grid = _grid(rows - extra, patch, hint, wanted)
        if grid:
            image = tuple(wanted or (grid[0] * patch, grid[1] * patch))
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
    if wanted:
        raise Misfit(
            f"its position embedding has {rows} tokens, which are not those of an input of "
            f"{wanted[0]} x {wanted[1]} px in patches of {patch}: give the input size that it was "
            "trained with"
        )
    raise Misfit(
        f"its position embedding has {rows} tokens, which is no square grid of patches: give the "
        "input size, as in vit.load(file, image=(96, 64)), or save it with timm.models.save_for_hf "
        "and use local-dir:folder"
    )


def _without_table(patch: int, hint: Hint | None, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Input size of a model whose positions are rotary or none at all: as stated, or the usual."""
    if hint is not None and hint.config.positions == "none":
        usual = hint.config.image
    elif hint is None and "rope" in stated:
        usual = (max(USUAL_SIDE // patch, 1) * patch,) * 2
    else:
        raise Misfit("it has no position embedding: name its architecture, as timm_name=file")
    image = tuple(stated.get("image") or usual)
    return {"image": image, "ragged": any(side % patch for side in image), "patch": patch}


def _extras(prefix: int, hint: Hint | None, stated: Mapping[str, Any]) -> tuple[int, ...]:
    """Numbers of position rows that may stand before those of the patches, the likeliest first."""
    if stated.get("prefix_positions") is False:
        return (0,)
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

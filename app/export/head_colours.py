"""Heads in colours as they are saved: the patches that hold most of each pinned head's map."""

import numpy as np
import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.map_rows import direction_words, map_rows
from app.wire.lists import vector
from app.wire.view_state import ViewState
from vit.figures.heat import Heat
from vit.figures.scale import Heads

COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (213, 94, 0))  # those of the page


def is_blend(state: ViewState) -> bool:
    """Whether a view state shows heads in colours."""
    return state.method == "attention" and state.blend and bool(state.pins)


def heat(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    """Which heads cover each patch: [rows,cols,k] of 0 and 1."""
    masks = _masks(engine, recorded, state).movedim(0, -1).float()
    title = (
        f"Heads in colours, {direction_words(recorded, state)}: "
        f"patches with {state.mass} % of each head's attention to patches"
    )
    return Heat(masks.cpu().numpy(), "head", signed=False, title=title, prefix=None)


def scale(state: ViewState, heatmap: Heat) -> Heads:
    """The colours of the heads, their names, and the share of the patches that each covers."""
    pins = state.pins or ()
    colours = np.array(COLOURS[: len(pins)], dtype=np.float64) / 255
    covered = torch.as_tensor(heatmap.values).mean(dim=(0, 1))
    names = tuple(f"L{layer + 1} H{head + 1}" for layer, head in pins)
    return Heads(colours, tuple(vector(covered)), names=names)


def _masks(engine: Engine, recorded: Recorded, state: ViewState) -> Tensor:
    """[k,rows,cols] the masks of the pinned heads."""
    rows, grid = map_rows(engine, recorded, state), recorded.trace.grid
    maps = torch.stack([rows[layer, head, grid.prefix :] for layer, head in state.pins or ()])
    return vit.head_masks(maps.view(-1, grid.rows, grid.cols), state.mass / 100)

"""A Vision Transformer written from scratch that records its attention.

    import vit
    model = vit.load("embedded")
    prepared = vit.prepare(model, rgb)  # rgb: uint8 [height, width, 3]
    trace = vit.trace(model, prepared.pixels, prepared.view)
    heat = vit.rollout(trace)  # [rows, cols]

What needs timm is loaded when it is first used, because timm's import takes seconds.
"""

import importlib
from typing import TYPE_CHECKING, Any

from vit.config import Labels, Preprocessing, ViTConfig
from vit.edits import Edits
from vit.flow import class_attention, fused_attention, rollout, rollout_stages, rollout_tokens
from vit.grid import Box, Grid, View
from vit.heads import attention_distance
from vit.model import ViT
from vit.similarity import position_similarity
from vit.trace import NoClassifierError, Trace, trace

if TYPE_CHECKING:
    from vit.timm_config import UnsupportedArchitecture
    from vit.weights import from_timm, load

__all__ = [
    "Box",
    "Edits",
    "Grid",
    "Labels",
    "NoClassifierError",
    "Preprocessing",
    "Trace",
    "UnsupportedArchitecture",
    "ViT",
    "ViTConfig",
    "View",
    "attention_distance",
    "class_attention",
    "from_timm",
    "fused_attention",
    "load",
    "position_similarity",
    "rollout",
    "rollout_stages",
    "rollout_tokens",
    "trace",
]

_LATE = {
    "UnsupportedArchitecture": "vit.timm_config",
    "from_timm": "vit.weights",
    "load": "vit.weights",
}


def __getattr__(name: str) -> Any:
    """Load the module of a late name on first use."""
    if name not in _LATE:
        raise AttributeError(f"module 'vit' has no name {name!r}")
    return getattr(importlib.import_module(_LATE[name]), name)

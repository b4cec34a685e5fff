# pyright: standard
"""Two ways to read a set of weights: by its own shapes, and as a timm model says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from vit.config import ViTConfig
from vit.loading.hints import Hint, Misfit
from vit.loading.layouts import Layout, is_counter, to_timm
from vit.loading.shapes import Shape, shape_of
from vit.loading.timm_config import describe
from vit.loading.timm_state import adapt, joined

State = dict[str, Tensor]


@dataclass(frozen=True)
class ShapeReader:
    """Reads weights by their shapes; a hint and stated facts say what these do not tell."""

    hint: Hint | None
    stated: Mapping[str, Any]

    @property
    def known(self) -> dict[str, Any]:
        """What was stated."""
        return {name: value for name, value in self.stated.items() if value is not None}

    def __call__(self, own: State, layout: Layout, /) -> tuple[Shape, State]:
        """The architecture and its tensors under our names; Misfit if there is none."""
        state = to_timm(own, layout)
        usual = layout.usual(own)
        shape = shape_of(state, self.hint, layout.facts(own) | self.known, usual)
        halves, once = (self.hint.halves, self.hint.scaled_once) if self.hint else (False, False)
        halves = halves or layout.halves
        state = _read(state, shape.config, usual)
        try:
            return shape, joined(state, shape.config.heads, halves=halves, scaled_once=once)
        except (ValueError, RuntimeError) as error:
            raise Misfit(" ".join(str(error).split())) from error


def _read(state: State, config: ViTConfig, usual: Mapping[str, Any]) -> State:
    """The state without a readout in place of which the layout's own head has another."""
    beside: tuple[str, ...] = ()
    if "pool" in usual and config.pool != "attention":
        beside += ("attn_pool.",)
    if "final_norm" in usual and config.final_norm == "none":
        beside += ("norm.",)
    return {name: tensor for name, tensor in state.items() if not name.startswith(beside)}


@dataclass(frozen=True)
class TimmReader:
    """Reads weights as timm does for a model, whose configuration holds."""

    model: nn.Module

    def __call__(self, own: State, _layout: Layout, /) -> tuple[Shape, State]:
        """The architecture and its tensors under our names; Misfit if there is none."""
        kept = {name: tensor for name, tensor in own.items() if not is_counter(name)}
        try:
            return Shape(*describe(self.model)), adapt(kept, self.model)
        except (ValueError, RuntimeError, KeyError) as error:
            raise Misfit(" ".join(str(error).split())) from error

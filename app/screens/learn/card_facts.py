"""The facts of a card of the Learn screen: numbers, vectors and maps of the picture in hand.

No number on a card is written by hand: `numbers` go into its sentences, `vectors` and `maps` into
its figures, `words` and `flags` choose and complete the sentences for the model in hand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from torch import Tensor

import vit
from app.engine.recorded import Recorded
from app.wire.forms_learn import BlockStep, CardFacts, PatchSizeRow
from app.wire.lists import vector


@dataclass(frozen=True)
class Chosen:
    """The layer, head and token of a card; counted from 0, prefix tokens first."""

    layer: int
    head: int
    token: int

    @classmethod
    def parse(cls, query: Mapping[str, str], trace: vit.Trace) -> "Chosen":
        """From `layer=2&head=0&token=17`; ValueError names a field that is wrong."""
        config = trace.config
        return cls(
            layer=index(query, "layer", config.depth),
            head=index(query, "head", config.heads),
            token=index(query, "token", config.tokens),
        )


def index(query: Mapping[str, str], name: str, count: int) -> int:
    """A field that counts from 0; ValueError states the range."""
    text = query.get(name, "")
    if not re.fullmatch(r"\d{1,5}", text) or int(text) >= count:
        raise ValueError(f"{name} {text!r} does not exist: give {name}=0 to {name}={count - 1}.")
    return int(text)


@dataclass
class Facts:
    """What one card shows. Every vector and map is a list of numbers; `shapes` say of what."""

    numbers: dict[str, float] = field(default_factory=dict[str, float])
    vectors: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    maps: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    shapes: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    words: dict[str, str] = field(default_factory=dict[str, str])
    flags: list[str] = field(default_factory=list[str])
    rows: list[BlockStep] | list[PatchSizeRow] = field(default_factory=list[BlockStep])

    def form(self) -> CardFacts:
        """The facts as they are sent."""
        return {
            "numbers": self.numbers,
            "vectors": self.vectors,
            "maps": self.maps,
            "shapes": self.shapes,
            "words": self.words,
            "flags": self.flags,
            "rows": self.rows,
        }

    def vector(self, name: str, values: Tensor) -> None:
        """Add a vector with its shape, length, mean and standard deviation."""
        self.vectors[name], self.shapes[name] = listed(values), list(values.shape)
        self.numbers |= {f"{name}_{key}": value for key, value in spread(values).items()}

    def map(self, name: str, values: Tensor) -> None:
        """Add a map [..., N] or [..., P]."""
        self.maps[name], self.shapes[name] = listed(values), list(values.shape)


def listed(values: Tensor) -> list[float]:
    """The numbers of a tensor, row by row, as float32 holds them."""
    return [float(f"{value:.8g}") for value in vector(values.detach().float().flatten())]


def length(values: Tensor) -> float:
    """Euclidean length of a tensor's numbers."""
    return values.square().sum().sqrt().item()


def spread(values: Tensor) -> dict[str, float]:
    """Euclidean length, mean and standard deviation of a vector's numbers."""
    precise = values.detach().double().flatten()
    deviation = precise.std(correction=0).item()
    return {"length": length(precise), "mean": precise.mean().item(), "deviation": deviation}


def opened(recorded: Recorded, chosen: Chosen) -> Facts:
    """The facts of every card: the sizes of the model and of its input."""
    config, grid = recorded.trace.config, recorded.trace.grid
    height, width = config.image
    facts = Facts()
    facts.numbers |= {
        "height": height, "width": width, "channels": 3, "patch": grid.patch,
        "rows": grid.rows, "cols": grid.cols, "patches": grid.patches,
        "prefix": grid.prefix, "tokens": grid.tokens,
        "hidden": config.width, "depth": config.depth,
        "heads": config.heads, "head_width": config.head_width,
        "mlp_ratio": config.mlp_ratio, "mlp_hidden": config.hidden,
        "layer": chosen.layer + 1, "head": chosen.head + 1,
    }  # fmt: skip
    facts.numbers["token"] = chosen.token
    facts.words["readout"] = config.readout_name
    facts.flags += [name for name, holds in _kinds(recorded).items() if holds]
    return facts


def _kinds(recorded: Recorded) -> dict[str, bool]:
    """What a model has and has not, by the names that the sentences of the cards use."""
    config = recorded.trace.config
    return {
        "prefixed": config.prefix > 0,
        "class_token": config.class_token,
        "reads_class": config.readout_token is not None,
        "reads_several": config.readout_token is None,
        "registers": config.registers > 0,
        "learned_positions": config.positions == "learned",
        "fixed_positions": config.positions == "sinusoidal",
        "added_positions": config.positions != "none",
        "rotary": config.rope is not None,
        "post_norm": config.post_norm,
        "layer_scale": config.layer_scale,
        "rms": config.norm == "rms",
        "gated": config.mlp != "plain",
        "classifier": config.outputs != "none",
        "resized": config.patch != config.stored_patch,
        "ragged": config.ragged,
    }

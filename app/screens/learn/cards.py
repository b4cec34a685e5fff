"""What the cards of the Learn screen show: numbers, vectors and maps of the picture in hand.

A card is a function of a recorded pass and of what somebody chose on it. Nothing on a card is
typed: `numbers` go into its sentences, `vectors` and `maps` into its figures, `words` and `flags`
choose and complete the sentences for the model in hand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.input_sizes import patch_sizes
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded, alike
from app.wire.descriptor import predictions
from vit.anatomy.cost import multiply_adds, parameters
from vit.anatomy.token_steps import patch_steps
from vit.maps.flow import attention_rows
from vit.resample import sinusoidal_positions

Json = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """Which layer, head and token a card is about; counted from 0, prefix tokens first."""

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
    """A field that counts from 0; ValueError says what there is."""
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
    rows: list[Json] = field(default_factory=list[Json])

    def vector(self, name: str, values: Tensor) -> None:
        """Add a vector with its shape, its length and how its numbers lie."""
        self.vectors[name], self.shapes[name] = listed(values), list(values.shape)
        self.numbers |= {f"{name}_{key}": value for key, value in spread(values).items()}

    def map(self, name: str, values: Tensor) -> None:
        """Add a map [..., N] or [..., P]."""
        self.maps[name], self.shapes[name] = listed(values), list(values.shape)


def listed(values: Tensor) -> list[float]:
    """The numbers of a tensor, row by row, as float32 holds them."""
    return [float(f"{value:.8g}") for value in values.detach().float().flatten().tolist()]


def spread(values: Tensor) -> dict[str, float]:
    """Euclidean length, mean and standard deviation of a vector's numbers."""
    precise = values.detach().double().flatten()
    deviation = precise.std(correction=0).item()
    return {"length": precise.norm().item(), "mean": precise.mean().item(), "deviation": deviation}


def opened(recorded: Recorded, chosen: Chosen) -> Facts:
    """What every card knows: the sizes of the model and of its input."""
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
    """What a model has and has not, by the names under which sentences ask for it."""
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


def patches(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """Why patches, and how the picture is split."""
    facts, config = opened(recorded, chosen), recorded.trace.config
    pixels = config.image[0] * config.image[1]
    facts.numbers |= {
        "pixels": pixels,
        "pixel_pairs": pixels**2,
        "token_pairs": config.tokens**2,
        "fewer": pixels**2 / config.tokens**2,
    }
    return facts


def projection(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """A patch's p * p * C numbers, flattened and projected to the hidden width."""
    facts, grid = opened(recorded, chosen), recorded.trace.grid
    patch = max(chosen.token - grid.prefix, 0)
    steps = patch_steps(recorded.model, engine.prepared(recorded.key).pixels, patch)
    weights = recorded.model.kernel()
    facts.numbers |= {
        "patch_token": grid.prefix + patch,
        "patch_numbers": steps.pixels.numel(),
        "first_sum": (steps.pixels * steps.weights).sum().item() + steps.bias,
        "kernel_numbers": weights.numel(),
        "bias": steps.bias,
    }
    facts.vector("pixels", steps.pixels.flatten())
    facts.vector("weights", steps.weights.flatten())
    facts.vector("projected", steps.projected)
    facts.shapes |= {"patch": list(steps.pixels.shape), "kernel": list(weights.flatten(1).shape)}
    facts.shapes["before"] = [grid.patches, steps.pixels.numel()]
    facts.shapes["after"] = [grid.patches, recorded.trace.config.width]
    return facts


def positions(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The vector that says where a patch lies, and what the answer is without any."""
    facts, config, grid = opened(recorded, chosen), recorded.trace.config, recorded.trace.grid
    patch = max(chosen.token - grid.prefix, 0)
    steps = patch_steps(recorded.model, engine.prepared(recorded.key).pixels, patch)
    facts.numbers["patch_token"] = grid.prefix + patch
    facts.vector("projected", steps.projected)
    facts.vector("entering", recorded.trace.residual[0, grid.prefix + patch])
    if config.positions == "none":
        return facts
    facts.vector("position", steps.position)
    directions = vit.position_directions(recorded.model)
    facts.map("learned", directions @ directions[patch])
    if config.width % 4 == 0:
        fixed = sinusoidal_positions(grid.rows, grid.cols, config.width)
        fixed = torch.nn.functional.normalize(fixed, dim=-1)
        facts.map("sinusoidal", fixed @ fixed[patch])
    without = engine.record(replace(recorded.key, intervention=Intervention(positions="zero")))
    _outcome(facts, recorded, without, "without")
    facts.flags.append("outcome" if facts.words.get("answer") else "features_only")
    return facts


def _outcome(facts: Facts, before: Recorded, after: Recorded, name: str) -> None:
    """The likeliest class before, what becomes of it, and what is likeliest then.

    Without classes, the cosine of what the model gives out before and after.
    """
    facts.numbers[f"{name}_alike"] = alike(before, after)
    first = predictions(before, 1)
    if not first:
        return
    then = predictions(after, 1)
    facts.words |= {"answer": first[0]["name"], f"{name}_answer": then[0]["name"]}
    facts.numbers |= {
        "p": first[0]["p"],
        f"{name}_p": after.trace.probabilities()[first[0]["index"]].item(),
        f"{name}_top": then[0]["p"],
    }


def limits(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The patch attended to most, and what hiding it does; the one attended to least beside it."""
    facts, trace = opened(recorded, chosen), recorded.trace
    attended = attention_rows(trace, None, "from")[-1].mean(dim=0)
    facts.map("attended", attended)
    prefix = trace.grid.prefix
    shares = attended[prefix:]
    for name, patch in (("most", int(shares.argmax())), ("least", int(shares.argmin()))):
        hidden = Intervention(hidden=frozenset({patch}))
        _outcome(facts, recorded, engine.record(replace(recorded.key, intervention=hidden)), name)
        facts.numbers |= {f"{name}_token": prefix + patch, f"{name}_share": shares[patch].item()}
    return facts


def patch_size(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """What each patch size costs, from the smallest that the checkpoint offers to the largest."""
    facts, model = opened(recorded, chosen), recorded.model
    offered = patch_sizes(engine.store.model(recorded.key.checkpoint))
    for size in sorted({*offered, recorded.key.patch}):
        config = model.at_patch_size(size).config
        facts.rows.append(
            {
                "patch": size,
                "patches": config.grid.patches,
                "tokens": config.tokens,
                "pairs": config.tokens**2,
                "multiply_adds": multiply_adds(config),
            }
        )
    if len(facts.rows) > 1:
        facts.flags.append("several_sizes")
    facts.numbers |= {
        "parameters": sum(parameters(model.config).values()),
        "token_pairs": recorded.trace.config.tokens**2,
        "multiply_adds": multiply_adds(recorded.trace.config),
    }
    return facts

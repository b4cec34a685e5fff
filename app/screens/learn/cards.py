"""The cards of the Learn screen on the picture: patches, positions, what hiding a patch does.

A card is a function of a recorded pass and of a choice on the card.
"""

from dataclasses import replace

import torch

import vit
from app.engine.engine import Engine
from app.engine.input_sizes import patch_sizes
from app.engine.interventions import Intervention
from app.engine.patch_choices import at_patch
from app.engine.recorded import Recorded, alike
from app.screens.learn.card_facts import Chosen, Facts, opened
from app.wire.descriptor import is_present, predictions
from app.wire.forms_learn import PatchSizeRow
from app.wire.limits import PRESENT
from vit.anatomy.cost import multiply_adds, parameters
from vit.anatomy.token_steps import patch_steps
from vit.maps.flow import attention_rows
from vit.resample import sinusoidal_positions


def patches(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """How the picture is split, and how many pairs of pixels and of tokens there are."""
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
    """The position embedding of a patch, and the answer without position embeddings."""
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
    facts.flags.append(_outcome_flag(recorded, without))
    return facts


def _outcome_flag(before: Recorded, after: Recorded) -> str:
    """Which sentence fits: a class is named before and after, in one of them only, or never."""
    first, then = predictions(before, 1), predictions(after, 1)
    if not first:
        return "features_only"
    named = is_present(before, first[0]), is_present(after, then[0])
    return {
        (True, True): "outcome",
        (True, False): "outcome_lost",
        (False, True): "outcome_gained",
        (False, False): "outcome_none",
    }[named]


def _outcome(facts: Facts, before: Recorded, after: Recorded, name: str) -> None:
    """Add the likeliest class before, its probability after, and the likeliest class after.

    Without classes, only the cosine of the model's outputs before and after.
    """
    facts.numbers[f"{name}_alike"] = alike(before, after)
    first = predictions(before, 1)
    if not first:
        return
    then = predictions(after, 1)
    facts.words |= {"answer": first[0]["name"], f"{name}_answer": then[0]["name"]}
    facts.numbers |= {
        "p": first[0]["p"],
        "present": PRESENT,
        f"{name}_p": after.trace.probabilities()[first[0]["index"]].item(),
        f"{name}_top": then[0]["p"],
    }


def limits(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The patches attended to most and least, and the effect of hiding each."""
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
    offered = patch_sizes(engine.store.model(recorded.key.checkpoint).config)
    keys = [at_patch(engine, recorded.key, size) for size in sorted({*offered, recorded.key.patch})]
    facts.rows = [
        _patch_size_row(model.at_size((key.height, key.width), key.patch).config) for key in keys
    ]
    if len(facts.rows) > 1:
        facts.flags.append("several_sizes")
    facts.numbers |= {
        "parameters": sum(parameters(model.config).values()),
        "token_pairs": recorded.trace.config.tokens**2,
        "multiply_adds": multiply_adds(recorded.trace.config),
    }
    return facts


def _patch_size_row(config: vit.ViTConfig) -> PatchSizeRow:
    return {
        "patch": config.patch,
        "patches": config.grid.patches,
        "tokens": config.tokens,
        "pairs": config.tokens**2,
        "multiply_adds": multiply_adds(config),
    }

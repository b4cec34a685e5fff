"""The Explain screen: maps of a class or a similarity by every method, and how faithful each is."""

import copy
from typing import cast

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.likeness import Explained
from app.engine.recorded import Recorded
from app.wire.forms_explain import Classes, Curves, Faithfulness, MethodFacts, Removal
from app.wire.lists import vector
from app.wire.progress import Step
from app.wire.question import NO_CLASS, Question
from vit.maps.faithfulness import LEVELS, perturbation_curves, rank_correlation
from vit.maps.faithfulness import Curves as MeasuredCurves
from vit.maps.methods import METHODS, map_tokens

REMOVAL = "token_removal"
SEED = 0  # of the randomised weights: the same each time, so that a map can be compared


def classes(recorded: Recorded) -> Classes:
    """Name and probability of every class, in the order of the classes."""
    config, labels = recorded.trace.config, recorded.model.labels
    if config.outputs == "none":
        return {"kind": "none", "refusal": NO_CLASS, "names": [], "p": []}
    return {
        "kind": config.outputs,
        "refusal": None,
        "names": [labels.name(index) for index in range(config.classes)],
        "p": [round(p, 6) for p in vector(recorded.trace.probabilities())],
    }


def maps(engine: Engine, recorded: Recorded, question: Question) -> Tensor:
    """[M,N] each method's map over all tokens, prefix tokens included."""
    grad_trace = engine.gradient(recorded.key, question.target)
    derived = [name for name in question.methods if name != REMOVAL]
    with engine.store.forward(recorded.model):
        tokens = map_tokens(recorded.model, grad_trace, derived)
    by_name = dict(zip(derived, tokens, strict=True))
    if REMOVAL in question.methods:
        drops = engine.removal(recorded, question.target).flatten()
        by_name[REMOVAL] = torch.cat([drops.new_zeros(recorded.trace.grid.prefix), drops])
    return torch.stack([by_name[name].float().cpu() for name in question.methods])


def signed_maps(engine: Engine, recorded: Recorded, question: Question) -> Tensor:
    """[M,N] the methods' maps before their negative values are set to 0."""
    grad_trace = engine.gradient(recorded.key, question.target)
    makers = [METHODS[name].signed for name in question.methods]
    with engine.store.forward(recorded.model):
        tokens = [make(recorded.model, grad_trace) for make in makers if make]
    return torch.stack([one.float().cpu() for one in tokens])


def randomised_maps(engine: Engine, recorded: Recorded, question: Question) -> Tensor:
    """[M,N] the same maps of a model whose weights are shuffled, each tensor within itself.

    A class-specific map that stays the same does not depend on what the model has learned
    (Adebayo et al. 2018, arXiv 1810.03292).
    """
    model = randomised(recorded.model)
    pixels = engine.prepared(recorded.key).pixels
    target = _randomised_target(engine, recorded, model, question)
    with engine.store.forward(model):
        grad_trace = vit.trace_gradient(model, pixels, target, recorded.trace.view)
        tokens = map_tokens(model, grad_trace, question.methods)
    return torch.stack([one.float().cpu() for one in tokens])


def _randomised_target(
    engine: Engine, recorded: Recorded, model: vit.ViT, question: Question
) -> vit.Target:
    """The target in a model with shuffled weights, which reads both parts of a similarity."""
    aim = question.target
    if isinstance(aim, int):
        return aim
    source = engine.prepared(aim.other or recorded.key)
    with engine.store.forward(model):
        return aim.scalar(model, vit.trace(model, source.pixels, source.view))


def randomised(model: vit.ViT) -> vit.ViT:
    """A copy of a model with every parameter's entries in a random order."""
    generator = torch.Generator().manual_seed(SEED)
    twin = copy.deepcopy(model)
    for parameter in twin.parameters():
        order = torch.randperm(parameter.numel(), generator=generator).to(parameter.device)
        parameter.data = parameter.detach().flatten()[order].view_as(parameter)
    return twin


def faithfulness(
    engine: Engine, recorded: Recorded, question: Question, step: Step
) -> Faithfulness:
    """Deletion and insertion curves of each method's map and the score; None for a map of zeros."""
    grid = recorded.trace.grid
    heats = maps(engine, recorded, question)[:, grid.prefix :].view(-1, grid.rows, grid.cols)
    heats = heats.to(recorded.trace.logits.device)
    target = engine.target(recorded.key, question.target)
    with engine.store.sweep(recorded.model, step) as between:
        curves = perturbation_curves(recorded.model, recorded.trace, target, heats, between)
    methods = {name: _curves(curves, row) for row, name in enumerate(question.methods)}
    for name, kept in methods.items():
        engine.measured.put((recorded.key, question.target, name), kept)
    return {"levels": LEVELS, "methods": methods}


def known_curves(engine: Engine, recorded: Recorded, target: Explained) -> dict[str, Curves]:
    """The curves of a target that were measured, by method; nothing is computed."""
    known = {name: engine.measured.get((recorded.key, target, name)) for name in METHODS}
    return {name: cast(Curves, curves) for name, curves in known.items() if curves}


def _curves(curves: MeasuredCurves, row: int) -> Curves | None:
    """One map's curves as they are sent."""
    if curves.deletion[row].isnan().any():
        return None
    return {
        "deletion": vector(curves.deletion[row]),
        "insertion": vector(curves.insertion[row]),
        "score": curves.score[row].item(),
        "spread": curves.spread[row].item(),
    }


def removal(engine: Engine, recorded: Recorded, question: Question, step: Step) -> Removal:
    """The measured effect of removing each patch, and how each map's ranks agree with it."""
    drops = engine.removal(recorded, question.target, step).flatten()
    prefix = recorded.trace.grid.prefix
    others = tuple(name for name in question.methods if name != REMOVAL)
    heats = maps(engine, recorded, Question(question.target, others))[:, prefix:]
    rows = zip(others, heats, strict=True)
    return {
        "drops": vector(drops),
        "correlation": {name: rank_correlation(tokens, drops) for name, tokens in rows},
    }


def table() -> list[MethodFacts]:
    """The methods as the page lists them."""
    return [
        {
            "name": method.name,
            "title": method.title,
            "class_specific": method.class_specific,
            "cost": method.cost,
            "source": method.source,
            "signed": method.signed is not None,
        }
        for method in METHODS.values()
    ]

"""The Explain screen: maps of one class by every method, and how faithful each of them is."""

import copy
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from queue import Queue
from threading import Event, Thread
from typing import Any, Protocol

import torch
from torch import Tensor

import vit
from app.engine import Engine
from app.recorded import Recorded
from app.store import TOO_LARGE
from vit.maps.faithfulness import LEVELS, perturbation_curves, rank_correlation
from vit.maps.methods import METHODS, map_tokens

REMOVAL = "token_removal"
NO_CLASS = "These weights name no classes, so there is no class to explain."
UNEXPECTED = "This failed on the server, whose log says why: try it again, or reload the page."
SEED = 0  # of the randomised weights: the same each time, so that a map can be compared

Json = dict[str, Any]


class Step(Protocol):
    """Told how far long work is, and what removal has newly measured; raises Cancelled."""

    def __call__(self, done: int, total: int, drops: Tensor | None = None) -> None:
        """`done` of `total`, and the drops [n] of the patches after those told before."""
        ...


class Cancelled(Exception):  # noqa: N818 - an event, not an error
    """Nobody waits for the result any more."""


@dataclass(frozen=True)
class Question:
    """Which class is asked about, and by which methods."""

    target: int
    methods: tuple[str, ...]

    @classmethod
    def parse(cls, target: str, methods: str, classes: int) -> "Question":
        """A question from a query string; ValueError, one sentence, for what does not exist."""
        if not target.isdecimal() or int(target) >= classes:
            raise ValueError(f"Class {target!r} does not exist: classes are 0 to {classes - 1}.")
        names = tuple(methods.split(",")) if methods else tuple(METHODS)
        for name in names:
            if name not in METHODS:
                raise ValueError(f"Method {name!r} is unknown: use {', '.join(METHODS)}.")
        return cls(int(target), names)


def classes(recorded: Recorded) -> Json:
    """Name and probability of every class, in the order of the classes; `told` says if none is."""
    config, labels = recorded.trace.config, recorded.model.labels
    if config.outputs == "none":
        return {"kind": "none", "told": NO_CLASS, "names": [], "p": []}
    return {
        "kind": config.outputs,
        "told": None,
        "names": [labels.name(index) for index in range(config.classes)],
        "p": [round(p, 6) for p in recorded.trace.probabilities().tolist()],
    }


def maps(engine: Engine, recorded: Recorded, question: Question) -> Tensor:
    """[M,N] each method's map over all tokens, prefix tokens included."""
    grad_trace = engine.gradient(recorded.key, question.target)
    derived = [name for name in question.methods if name != REMOVAL]
    with engine.store.forward(recorded.model):
        tokens = map_tokens(recorded.model, grad_trace, derived)
    made = dict(zip(derived, tokens, strict=True))
    if REMOVAL in question.methods:
        drops = engine.removal(recorded, question.target).flatten()
        made[REMOVAL] = torch.cat([drops.new_zeros(recorded.trace.grid.prefix), drops])
    return torch.stack([made[name].float().cpu() for name in question.methods])


def randomised_maps(engine: Engine, recorded: Recorded, question: Question) -> Tensor:
    """[M,N] the same maps of a model whose weights are shuffled, each tensor within itself.

    A class-specific map that stays the same does not depend on what the model has learned
    (Adebayo et al. 2018, arXiv 1810.03292).
    """
    model = randomised(recorded.model)
    pixels = engine.prepared(recorded.key).pixels
    with engine.store.forward(model):
        grad_trace = vit.trace_gradient(model, pixels, question.target, recorded.trace.view)
        made = map_tokens(model, grad_trace, question.methods)
    return torch.stack([tokens.float().cpu() for tokens in made])


def randomised(model: vit.ViT) -> vit.ViT:
    """A copy of a model with every parameter's entries in a random order."""
    generator = torch.Generator().manual_seed(SEED)
    twin = copy.deepcopy(model)
    for parameter in twin.parameters():
        order = torch.randperm(parameter.numel(), generator=generator).to(parameter.device)
        parameter.data = parameter.detach().flatten()[order].view_as(parameter)
    return twin


def faithfulness(engine: Engine, recorded: Recorded, question: Question, step: Step) -> Json:
    """Deletion and insertion curves of each method's map, their means, and the score."""
    grid = recorded.trace.grid
    heats = maps(engine, recorded, question)[:, grid.prefix :].view(-1, grid.rows, grid.cols)
    heats = heats.to(recorded.trace.logits.device)
    with engine.store.forward(recorded.model):
        curves = perturbation_curves(recorded.model, recorded.trace, question.target, heats, step)
    rows = zip(
        question.methods,
        curves.deletion.tolist(),
        curves.insertion.tolist(),
        curves.score.tolist(),
        strict=True,
    )
    return {
        "levels": LEVELS,
        "methods": {
            name: {"deletion": deletion, "insertion": insertion, "score": score}
            for name, deletion, insertion, score in rows
        },
    }


def removal(engine: Engine, recorded: Recorded, question: Question, step: Step) -> Json:
    """The measured effect of taking each patch out, and how each map's ranks agree with it."""
    drops = engine.removal(recorded, question.target, step).flatten()
    prefix = recorded.trace.grid.prefix
    others = tuple(name for name in question.methods if name != REMOVAL)
    found = maps(engine, recorded, Question(question.target, others))[:, prefix:]
    rows = zip(others, found, strict=True)
    return {
        "drops": drops.tolist(),
        "correlation": {name: rank_correlation(tokens, drops) for name, tokens in rows},
    }


def with_progress(work: Callable[[Step], Json]) -> Generator[Json]:
    """Run long work in a thread and yield `{"done", "total"}` as it goes, then `{"result"}`.

    Removal's reports hold the newest patches' effects too, as `"drops"`. When the iterator is
    closed early, the work stops at its next step. An error of the work is yielded as `{"error"}`,
    one sentence; one that nobody expected goes to the log too.
    """
    reports: Queue[Json] = Queue()
    gone = Event()

    def step(done: int, total: int, drops: Tensor | None = None) -> None:
        if gone.is_set():
            raise Cancelled
        newest = {} if drops is None else {"drops": drops.tolist()}
        reports.put({"done": done, "total": total, **newest})

    def run() -> None:
        try:
            reports.put({"result": work(step)})
        except Cancelled:
            pass
        except Exception as error:
            told = _complaint(error)
            reports.put({"error": told or UNEXPECTED})  # who reads would wait for ever without
            if told is None:
                raise

    Thread(target=run, daemon=True).start()
    try:
        report = reports.get()
        while "done" in report:
            yield report
            report = reports.get()
        yield report
    finally:
        gone.set()


def _complaint(error: Exception) -> str | None:
    """What the page is told of an error of long work; None of one that nobody expected."""
    if isinstance(error, torch.OutOfMemoryError):
        return TOO_LARGE
    return str(error) if isinstance(error, ValueError | IndexError) else None


def table(names: Sequence[str] = tuple(METHODS)) -> list[Json]:
    """The methods as the page lists them."""
    facts = ("name", "title", "class_specific", "cost", "source")
    return [{fact: getattr(METHODS[name], fact) for fact in facts} for name in names]

"""Outlier patches of a pass, and the neurons that a test-time register takes over."""

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.engine.references import sentence
from app.wire.forms_heads import OutlierFacts
from app.wire.limits import MOST_NEURONS
from app.wire.lists import matrix, vector
from vit.anatomy.head_statistics import OUTLIER
from vit.anatomy.test_time_register import check_register

SHARE = 0.1  # of the highest score, from which a neuron is moved unless somebody chooses a number


def outlier_facts(engine: Engine, recorded: Recorded) -> OutlierFacts:
    """Where outliers are, which neurons write them, and how many of these to begin with."""
    outliers = vit.outlier_tokens(recorded.trace)
    neurons = ranked(engine, recorded, outliers)
    highest = neurons[0][2] if neurons else 0.0
    return {
        "ratio": outliers.ratio,
        "longest": outliers.longest,
        "outlier": OUTLIER,
        "tokens": list(outliers.tokens),
        "most": outliers.most,
        "since": outliers.since,
        "neurons": neurons,
        "count": sum(score >= SHARE * highest for *_, score in neurons),
        "register": register_lengths(recorded),
        "refusal": _refusal(recorded.model.config),
    }


def ranked(
    engine: Engine, recorded: Recorded, outliers: vit.Outliers
) -> list[tuple[int, int, float]]:
    """The neurons that write the outliers, ranked once for a pass."""

    def make() -> Tensor:
        with engine.store.forward(recorded.model):
            best = vit.register_neurons(recorded.model, recorded.trace, outliers, MOST_NEURONS)
        return torch.tensor(best, dtype=torch.float64).view(-1, 3)

    if not outliers.tokens:
        return []
    rows = matrix(recorded.kept.get_or_make("register neurons", make))
    return [(int(layer), int(neuron), score) for layer, neuron, score in rows]


def register_lengths(recorded: Recorded) -> list[float]:
    """[L+1] length of the pass's register in medians of the patches; empty without a register."""
    if not recorded.key.intervention.register:
        return []
    norms, prefix = vit.token_norms(recorded.trace), recorded.trace.grid.prefix
    return vector(norms[:, prefix - 1] / norms[:, prefix:].median(dim=-1).values)


def _refusal(config: vit.ViTConfig) -> str | None:
    """Why a model cannot have a register; None where it can."""
    try:
        check_register(config, ())
    except ValueError as error:
        return sentence(str(error))
    return None

"""The cards of the Learn screen on features: what they hold, sinks, and a class on top of them."""

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.head_figures import head_statistics
from app.engine.recorded import Recorded
from app.export.feature_axes import feature_places
from app.screens.learn.card_facts import Chosen, Facts, opened
from app.wire.view_state import ViewState
from vit.anatomy.cost import parameters
from vit.anatomy.head_statistics import OUTLIER, HeadStatistics, sink_share
from vit.grid import Grid

CLASSES, EACH = 5, 5  # of the example: so many classes, so many pictures each


def features(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The patches after a layer as colours, and the patches that are like the chosen token."""
    facts, trace, after = opened(recorded, chosen), recorded.trace, chosen.layer + 1
    places, shares = feature_places(engine, recorded, ViewState())
    facts.map("places", places[after].T)
    alike = vit.feature_similarity(trace, after, chosen.token)
    facts.map("alike", alike.flatten())
    apart = _apart(trace.grid, chosen.token, alike)
    like = int(apart.argmax())
    facts.numbers |= {
        "shown": float(shares[after].sum()),
        "like_token": trace.grid.prefix + like,
        "like_cosine": float(apart[like]),
        "least_cosine": float(alike.min()),
    }
    return facts


def _apart(grid: Grid, token: int, alike: Tensor) -> Tensor:
    """[P] the cosines [rows,cols], those of the token and of the patches that touch it left out."""
    apart = alike.clone()
    if token >= grid.prefix:
        row, col = grid.cell(token)
        near = (slice(max(0, row - 1), row + 2), slice(max(0, col - 1), col + 2))
        apart[near] = -2
    return alike.flatten() if bool((apart == -2).all()) else apart.flatten()


def sinks(engine: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """Where the attention of all queries goes, how long the tokens are, and what takes both."""
    facts, trace = opened(recorded, chosen), recorded.trace
    statistics = head_statistics(engine, recorded)
    prefix = trace.grid.prefix
    received = statistics.received[chosen.layer, chosen.head]
    most = prefix + int(received[prefix:].argmax())
    facts.map("received", received)
    outliers = vit.outlier_tokens(trace)
    lengths = vit.feature_norms(trace)[outliers.longest].flatten()
    facts.map("lengths", lengths / lengths.median())
    facts.numbers |= {
        "most_token": most,
        "most_share": received[most].item(),
        "prefix_share": received[:prefix].sum().item(),
        "sink_line": sink_share(trace.config.tokens),
        "ratio": outliers.ratio,
        "longest": outliers.longest,
        "outliers": len(outliers.tokens),
        "outlier": OUTLIER,
        "registers": trace.config.registers,
    }
    facts.flags.append("outliers" if outliers.tokens else "no_outliers")
    _name_sinks(facts, statistics)
    return facts


def _name_sinks(facts: Facts, statistics: HeadStatistics) -> None:
    """Add how many sinks there are in all heads, and the one that gets most."""
    among = statistics.received * statistics.sinks
    count = int(statistics.sinks.sum())
    facts.numbers["sinks"] = count
    facts.flags.append("one_sink" if count == 1 else "sinks" if count else "no_sinks")
    if not count:
        return
    layer, head, token = (int(at) for at in torch.unravel_index(among.argmax(), among.shape))
    facts.numbers |= {
        "sink_layer": layer + 1,
        "sink_head": head + 1,
        "sink_token": token,
        "sink_share": among[layer, head, token].item(),
    }


def teaching(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The pooled feature, how it comes about through the layers, and the size of a head on it."""
    facts, trace, model = opened(recorded, chosen), recorded.trace, recorded.model
    with torch.no_grad():
        pooled = [
            model.fc_norm(model.pool(model.norm(state[None].clone())))[0].flatten().float()
            for state in trace.residual[1:]
        ]
    facts.vector("pooled", pooled[-1])
    facts.vector(
        "by_depth", torch.stack([torch.cosine_similarity(one, pooled[-1], dim=0) for one in pooled])
    )
    width = len(pooled[-1])
    facts.numbers |= {
        "examples": CLASSES * EACH,
        "classes": CLASSES,
        "each": EACH,
        "head_numbers": CLASSES * (width + 1),
        "parameters": sum(parameters(trace.config).values()),
        "pooled_numbers": width,
    }
    return facts

"""The cards of the Learn screen on what happens inside the blocks, and on one attention weight."""

from typing import cast

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.learn.card_facts import Chosen, Facts, length, listed, opened, spread
from app.wire.forms_learn import BlockStep, WeightFacts, WeightSteps
from app.wire.lists import indices, vector
from vit.anatomy.one_weight import OneWeight, one_weight
from vit.anatomy.token_steps import attention_output, block_steps, first_norm, head_contexts
from vit.maps.flow import attention_rows

NAMED = 5  # terms of a softmax's denominator that are listed one by one


def class_token(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """What the classifier reads: the class token before and after the encoder, or its stand-in."""
    facts, trace = opened(recorded, chosen), recorded.trace
    facts.map("attended", attention_rows(trace, None, "from")[-1].mean(dim=0))
    with torch.no_grad():
        encoded = trace.residual[-1:].clone()
        facts.vector("pooled", recorded.model.pool(recorded.model.norm(encoded))[0].flatten())
    if trace.config.class_token:
        first, last = trace.residual[0, 0].float(), trace.residual[-1, 0].float()
        facts.vector("start", first)
        facts.vector("end", last)
        facts.numbers["kept"] = torch.cosine_similarity(first, last, dim=0).item()
    facts.numbers["classes"] = trace.config.classes
    return facts


def block(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """One token through the seven steps of a block."""
    facts, trace = opened(recorded, chosen), recorded.trace
    steps = block_steps(recorded.model, trace, chosen.layer, chosen.token)
    facts.rows = [_block_step(step.name, step.values) for step in steps]
    error = (steps[-1].values - trace.residual[chosen.layer + 1, chosen.token]).abs().max()
    facts.numbers["off"] = error.item()
    facts.shapes["tokens"] = [trace.config.tokens, trace.config.width]
    return facts


def _block_step(name: str, values: Tensor) -> BlockStep:
    lie = spread(values)
    return {
        "name": name,
        "values": listed(values),
        "shape": list(values.shape),
        "length": lie["length"],
        "mean": lie["mean"],
        "deviation": lie["deviation"],
    }


def query_key_value(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """A token's query, key and value in one head."""
    facts, trace = opened(recorded, chosen), recorded.trace
    place = (chosen.layer, chosen.head, chosen.token)
    for name in ("query", "key", "value"):
        facts.vector(name, getattr(trace, name)[place])
    facts.shapes["all"] = list(trace.value[chosen.layer].shape)
    joint = recorded.model.block(chosen.layer).attn.qkv.weight
    facts.shapes["weights"] = list(joint.shape)
    facts.numbers["weights"] = joint.numel()
    return facts


def dot_product(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The four steps of the scaled dot product with the patch attended to most."""
    facts, trace = opened(recorded, chosen), recorded.trace
    prefix = trace.grid.prefix
    row = trace.attention_rows(chosen.layer, slice(chosen.token, chosen.token + 1))[chosen.head, 0]
    key_token = prefix + int(row[prefix:].argmax())
    weight = one_weight(recorded.model, trace, chosen.layer, chosen.head, chosen.token, key_token)
    facts.map("scores", weight.scores)
    facts.map("weights", row)
    facts.vector("products", weight.products)
    facts.vector("context", head_contexts(trace, chosen.layer, chosen.token)[chosen.head])
    steps = cast(dict[str, float], weight_steps(weight, key_token))
    facts.numbers |= steps | {"key_token": key_token, "sum": row.sum().item()}
    return facts


def weight_steps(weight: OneWeight, key_token: int) -> WeightSteps:
    """The numbers of one weight from the score to the softmax."""
    return {
        "score": weight.score,
        "scale": weight.scale,
        "root": 1 / weight.scale,
        "scaled": weight.scores[key_token].item(),
        "largest": weight.scores.max().item(),
        "exponential": weight.exponentials[key_token].item(),
        "total": weight.total,
        "weight": weight.weight,
    }


def heads(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """Every head's map; the outputs of all heads side by side, then projected."""
    facts, trace = opened(recorded, chosen), recorded.trace
    rows = trace.attention_rows(chosen.layer, slice(chosen.token, chosen.token + 1))[:, 0]
    facts.map("by_head", rows)
    facts.map("of_head", rows[chosen.head])
    joined = head_contexts(trace, chosen.layer, chosen.token)
    facts.vector("joined", joined.flatten())
    facts.shapes["joined"] = list(joined.shape)
    output = attention_output(recorded.model, trace, chosen.layer, chosen.token)
    facts.vector("output", output)
    weight = recorded.model.block(chosen.layer).attn.proj.weight
    facts.shapes["weights"] = list(weight.shape)
    facts.numbers["weights"] = weight.numel()
    return facts


def depth(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """Attention from what the model reads in every layer, and rollout up to each."""
    facts, trace = opened(recorded, chosen), recorded.trace
    facts.map("by_layer", attention_rows(trace, None, "from").mean(dim=1))
    stages = vit.rollout_stages(trace)
    facts.map("rollout", stages)
    facts.map("rollout_last", stages[-1])
    prefix = trace.grid.prefix
    facts.numbers |= {
        "first_peak": stages[0, prefix:].max().item() * trace.config.tokens,
        "last_peak": stages[-1, prefix:].max().item() * trace.config.tokens,
        "residual": 0.5,
    }
    return facts


def layer_norm(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """The block's first norm: the numbers before it, standardised, and after scale and shift."""
    facts = opened(recorded, chosen)
    normed = first_norm(recorded.model, recorded.trace, chosen.layer, chosen.token)
    facts.vector("before", normed.before)
    facts.vector("standardised", normed.standardised)
    facts.vector("after", normed.after)
    for name, learned in (("scale", normed.scale), ("shift", normed.shift)):
        if learned is not None:
            facts.vector(name, learned)
            facts.numbers |= {
                f"{name}_low": learned.min().item(),
                f"{name}_high": learned.max().item(),
            }
    return facts


def number(
    recorded: Recorded, layer: int, head: int | None, query_token: int, key_token: int
) -> WeightFacts:
    """One attention weight, step by step; without a head, of the head that gives most.

    `weights` and `row` are as the record has them; `terms` are the largest of the softmax's
    denominator, `rest` the sum of all others.
    """
    trace = recorded.trace
    rows = trace.attention_rows(layer, slice(query_token, query_token + 1))[:, 0]
    head = int(rows[:, key_token].argmax()) if head is None else head
    weight = one_weight(recorded.model, trace, layer, head, query_token, key_token)
    terms, tokens = weight.exponentials.topk(min(NAMED, len(weight.exponentials)))
    with torch.no_grad():
        attended = attention_output(recorded.model, trace, layer, query_token)
        added = recorded.model.block(layer).ls1(attended)
    return {
        "layer": layer, "head": head, "from": query_token, "to": key_token,
        "weights": listed(rows[:, key_token]), "row": listed(rows[head]),
        "query": listed(weight.query), "key": listed(weight.key),
        "products": listed(weight.products), "value": listed(weight.value),
        **weight_steps(weight, key_token),
        "terms": [
            {"token": token, "scaled": weight.scores[token].item(), "exponential": term}
            for term, token in zip(vector(terms), indices(tokens), strict=True)
        ],
        "rest": {
            "count": len(weight.exponentials) - len(terms),
            "sum": weight.total - terms.sum().item(),
        },
        "record": rows[head, key_token].item(),
        "carried": None if weight.carried is None else length(weight.carried),
        "output": length(added.float()),
    }  # fmt: skip

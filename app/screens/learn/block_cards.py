"""The cards of the Learn screen on what happens inside the blocks, and on one attention weight."""

import torch

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.learn.cards import Chosen, Facts, Json, listed, opened, spread
from vit.anatomy.one_weight import OneWeight, one_weight
from vit.anatomy.token_steps import attention_output, block_steps, first_norm, head_contexts
from vit.maps.flow import attention_rows

NAMED = 5  # terms of a softmax's denominator that are told one by one


def class_token(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """What the classifier reads: the class token at its start and end, or what takes its place."""
    facts, trace = opened(recorded, chosen), recorded.trace
    facts.map("asked", attention_rows(trace, None, "from")[-1].mean(dim=0))
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
    for step in steps:
        row = {"name": step.name, "values": listed(step.values), "shape": list(step.values.shape)}
        facts.rows.append(row | spread(step.values))
    error = (steps[-1].values - trace.residual[chosen.layer + 1, chosen.token]).abs().max()
    facts.numbers["off"] = error.item()
    facts.shapes["tokens"] = [trace.config.tokens, trace.config.width]
    return facts


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
    """The four steps of the scaled dot product, towards the patch attended to most."""
    facts, trace = opened(recorded, chosen), recorded.trace
    prefix = trace.grid.prefix
    row = trace.attention_rows(chosen.layer, slice(chosen.token, chosen.token + 1))[chosen.head, 0]
    told = prefix + int(row[prefix:].argmax())
    found = one_weight(recorded.model, trace, chosen.layer, chosen.head, chosen.token, told)
    facts.map("scores", found.scores)
    facts.map("weights", row)
    facts.vector("products", found.products)
    facts.vector("context", head_contexts(trace, chosen.layer, chosen.token)[chosen.head])
    facts.numbers |= told_numbers(found, told) | {"told_token": told, "sum": row.sum().item()}
    return facts


def told_numbers(found: OneWeight, told: int) -> dict[str, float]:
    """The numbers of one weight on its way, by name."""
    return {
        "score": found.score,
        "scale": found.scale,
        "root": 1 / found.scale,
        "scaled": found.scores[told].item(),
        "largest": found.scores.max().item(),
        "exponential": found.exponentials[told].item(),
        "total": found.total,
        "weight": found.weight,
    }


def heads(_: Engine, recorded: Recorded, chosen: Chosen) -> Facts:
    """Every head's map and what it gathers; side by side, then projected."""
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
    for name in ("scale", "shift"):
        learned = getattr(normed, name)
        if learned is not None:
            facts.vector(name, learned)
            facts.numbers |= {
                f"{name}_low": learned.min().item(),
                f"{name}_high": learned.max().item(),
            }
    return facts


def number(recorded: Recorded, layer: int, head: int | None, asking: int, told: int) -> Json:
    """One attention weight all the way down; without a head, of the one that gives most.

    `weights` [H] are all heads' weights of this pair, `row` [N] the head's whole row, both as the
    record has them; `terms` the largest of the softmax's denominator, `rest` what all others add.
    """
    trace = recorded.trace
    rows = trace.attention_rows(layer, slice(asking, asking + 1))[:, 0]
    head = int(rows[:, told].argmax()) if head is None else head
    found = one_weight(recorded.model, trace, layer, head, asking, told)
    terms, tokens = found.exponentials.topk(min(NAMED, len(found.exponentials)))
    with torch.no_grad():
        attended = attention_output(recorded.model, trace, layer, asking)
        added = recorded.model.block(layer).ls1(attended)
    return {
        "layer": layer, "head": head, "from": asking, "to": told,
        "weights": listed(rows[:, told]), "row": listed(rows[head]),
        "query": listed(found.query), "key": listed(found.key),
        "products": listed(found.products), "value": listed(found.value),
        **told_numbers(found, told),
        "terms": [
            {"token": token, "scaled": found.scores[token].item(), "exponential": term}
            for term, token in zip(terms.tolist(), tokens.tolist(), strict=True)
        ],
        "rest": {
            "count": len(found.exponentials) - len(terms),
            "sum": found.total - terms.sum().item(),
        },
        "record": rows[head, told].item(),
        "carried": None if found.carried is None else found.carried.norm().item(),
        "output": added.float().norm().item(),
    }  # fmt: skip

"""The route of the architecture diagram: every step of the model in hand with its live shape."""

import vit
from app.engine.recorded import Recorded
from app.wire.descriptor import predictions
from app.wire.forms_learn import Diagram
from app.wire.replies import Handler, Json

OWNERS = {  # which step the parameters belong to, by how their names in timm begin
    "patch_embed": "projection",
    "pos_embed": "positions",
    "cls_token": "prefix",
    "dist_token": "prefix",
    "reg_token": "prefix",
    "norm_pre": "tokens",
    "rope": "query_key_value",
    "blocks.0.norm1": "norm",
    "blocks.0.attn.proj": "join",
    "blocks.0.attn.norm": "join",
    "blocks.0.ls1": "join",
    "blocks.0.attn": "query_key_value",
    "blocks.0.norm2": "norm2",
    "blocks.0": "mlp",
    "head": "classifier",
}
REST = "readout"  # the last norm, and the pooling where there is one


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"shapes": lambda _, recorded, __: Json(shapes(recorded))}


def shapes(recorded: Recorded) -> Diagram:
    """Every step of a pass with the shape it gives, and the most probable class."""
    trace, config = recorded.trace, recorded.trace.config
    height, width = config.image
    tokens, inner = [config.tokens, config.width], [config.tokens, config.hidden]
    per_head = [3, config.heads, config.tokens, config.head_width]
    steps: dict[str, list[int] | None] = {
        "picture": [3, height, width],
        "patches": [config.grid.patches, 3 * config.patch**2],
        "projection": [config.grid.patches, config.width],
        "prefix": [config.prefix, config.width] if config.prefix else None,
        "positions": None if config.positions == "none" else [config.grid.patches, config.width],
        "tokens": tokens,
        "norm": tokens,
        "query_key_value": per_head,
        "attention": [config.heads, config.tokens, config.tokens],
        "join": tokens,
        "mlp": inner,
        "encoded": tokens,
        "readout": [2, config.width] if config.distilled else [config.width],
        "classifier": [config.classes] if config.outputs != "none" else None,
    }
    return {
        "steps": steps,
        "layers": config.depth,
        "post_norm": config.post_norm,
        "prefix_names": config.prefix_names,
        "readout": config.readout_name,
        "positions": "rotary" if config.rope else config.positions,
        "answer": predictions(recorded, 1),
        "parameters": step_parameters(recorded.model),
        "logits": len(trace.logits),
    }


def step_parameters(model: vit.ViT) -> dict[str, int]:
    """How many parameters each step has; those of the encoder are counted for one block.

    The learned frequencies of rotary positions turn queries and keys: they are the encoder's.
    """
    counts: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        if not name.startswith("blocks.") or name.startswith("blocks.0."):
            step = next((OWNERS[start] for start in OWNERS if name.startswith(start)), REST)
            layers = model.config.depth if name.startswith("rope.") else 1
            counts[step] = counts.get(step, 0) + parameter.numel() // layers
    return counts

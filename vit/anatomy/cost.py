"""Cost of a model and its pass: parameters, multiply-adds and bytes, from the config alone."""

from vit.config import ViTConfig


def parameters(config: ViTConfig) -> dict[str, int]:
    """Number of parameters by part.

    The parts are patches, positions, prefix, attention, mlp, norms (LayerScale included), pooling
    and head.
    """
    width, depth = config.width, config.depth
    rows, cols = config.stored_grid
    learned = config.positions == "learned"
    mixed = config.rope is not None and config.rope.kind == "mixed"
    prefix = config.prefix if config.prefix_positions else 0
    return {
        "patches": width * (3 * config.stored_patch**2 + int(config.patch_bias)),
        "positions": (rows * cols + prefix) * width * int(learned) + depth * width * int(mixed),
        "prefix": config.prefix * width,
        "attention": depth * width * (4 * width + config.proj_bias + 3 * config.qkv_bias),
        "mlp": depth * _mlp(config),
        "norms": _norms(config),
        "pooling": _pooling(config) if config.pool == "attention" else 0,
        "head": config.classes * (width + 1) * (1 + config.distilled),
    }


def _linear_layers(config: ViTConfig) -> int:
    """Number of linear layers of width x hidden in an MLP; a gate adds one."""
    return 2 if config.mlp == "plain" else 3


def _mlp(config: ViTConfig) -> int:
    layers = _linear_layers(config)
    biases = config.width + (layers - 1) * config.hidden
    return layers * config.width * config.hidden + biases * config.proj_bias


def _norms(config: ViTConfig) -> int:
    width, per_channel = config.width, 1 if config.norm == "rms" else 2
    whole = config.pre_norm + config.patch_norm + (config.final_norm != "none")
    inner = width * config.sub_norm + config.hidden * config.mlp_norm
    inner += 2 * config.head_width * config.qk_norm
    block = per_channel * (2 * width + inner) + 2 * width * config.layer_scale
    return per_channel * width * whole + config.depth * block


def _pooling(config: ViTConfig) -> int:
    width, per_channel = config.width, 1 if config.norm == "rms" else 2
    mlp = 2 * width * config.pool_hidden + width + config.pool_hidden
    return width + 4 * width * (width + 1) + per_channel * width + mlp


def multiply_adds(config: ViTConfig) -> int:
    """Multiply-adds of one forward, counting matrix products only, as is usual.

    Linear layers cost N D^2 (12 of them per block at mlp_ratio 4), attention 2 N^2 D.
    """
    tokens, width = config.tokens, config.width
    embedding = config.grid.patches * 3 * config.patch**2 * width
    linear = tokens * width * (4 * width + _linear_layers(config) * config.hidden)
    attention = 2 * tokens * tokens * width
    pooling = 0
    if config.pool == "attention":
        pooled = tokens if config.pool_prefix else config.grid.patches
        pooling = 2 * width * (pooled * (width + 1) + width + config.pool_hidden)
    head = width * config.classes * (1 + config.distilled)
    return embedding + config.depth * (linear + attention) + pooling + head


def record_bytes(config: ViTConfig, entry: int = 4) -> int:
    """Bytes of a trace's query, key, value and residual stream, with `entry` bytes per number."""
    return entry * config.tokens * config.width * (4 * config.depth + 1)


def map_bytes(config: ViTConfig, entry: int = 4) -> int:
    """Bytes of all attention maps of a pass, if they were kept, with `entry` bytes per number."""
    return entry * config.depth * config.heads * config.tokens**2

"""What a pass costs: parameters, multiply-adds and bytes, from the config alone."""

from vit.config import ViTConfig


def parameters(config: ViTConfig) -> dict[str, int]:
    """Number of parameters by part: patches, positions, prefix, attention, mlp, norms, head."""
    width, depth = config.width, config.depth
    rows, cols = config.stored_grid
    learned = config.positions == "learned"
    prefix = config.prefix if config.prefix_positions else 0
    norms = 2 * depth + int(config.pre_norm) + 1
    return {
        "patches": width * (3 * config.stored_patch**2 + int(config.patch_bias)),
        "positions": (rows * cols + prefix) * width * int(learned),
        "prefix": config.prefix * width,
        "attention": depth * width * (4 * width + 1 + 3 * int(config.qkv_bias)),
        "mlp": depth * (2 * width * config.hidden + width + config.hidden),
        "norms": (2 * norms + 2 * depth * int(config.layer_scale)) * width,
        "head": config.classes * (width + 1),
    }


def multiply_adds(config: ViTConfig) -> int:
    """Multiply-adds of one forward: matrix products alone, as is usual.

    Linear layers cost N D^2 (12 of them per block at mlp_ratio 4), attention 2 N^2 D.
    """
    tokens, width = config.tokens, config.width
    embedding = config.grid.patches * 3 * config.patch**2 * width
    linear = tokens * width * (4 * width + 2 * config.hidden)
    attention = 2 * tokens * tokens * width
    return embedding + config.depth * (linear + attention) + width * config.classes


def record_bytes(config: ViTConfig, entry: int = 4) -> int:
    """Bytes of a trace's query, key, value and residual stream, with `entry` bytes a number."""
    return entry * config.tokens * config.width * (4 * config.depth + 1)


def map_bytes(config: ViTConfig, entry: int = 4) -> int:
    """Bytes that all attention maps of a pass would take."""
    return entry * config.depth * config.heads * config.tokens**2

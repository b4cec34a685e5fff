"""The caption of a map: the model, its input, and what lies on prefix tokens."""

import vit
from app.engine import references
from app.engine.recorded import Recorded
from app.export import framing_words
from vit.figures.heat import Heat


def caption(recorded: Recorded, heatmap: Heat) -> str:
    """Model, input and the share of the prefix tokens, in one line."""
    trace, key = recorded.trace, recorded.key
    height, width = trace.config.image
    parts = [
        references.title(key.checkpoint),
        f"input {height} × {width} px, patch {key.patch} px, {trace.config.tokens} tokens",
    ]
    parts += filter(None, [framing_words.words(recorded)])
    if heatmap.prefix is not None and trace.grid.prefix:
        parts.append(f"{heatmap.prefix:.1%} on {' and '.join(_prefix_words(trace))}")
    return "; ".join(parts) + "."


def _prefix_words(trace: vit.Trace) -> list[str]:
    registers = trace.config.registers
    words = ["the class token"] if trace.config.class_token else []
    words += ["the distillation token"] if trace.config.distilled else []
    if registers:
        words.append(f"{registers} registers")
    return words

"""What stands beside the answer of a taught model: whether the picture is like the taught ones."""

import torch

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.forms_explore import Note
from vit.teaching.strangers import nearness

UNKNOWN = (
    "A taught head always names one of its classes, often with a probability near 1, also for a "
    "picture of something else. "
)


def none_of_these(engine: Engine, recorded: Recorded) -> tuple[str | None, Note | None]:
    """A verdict where a picture is none of the classes, else a note; neither for another model."""
    one = engine.taught.of(recorded.key.checkpoint)
    if one is None:
        return None, None
    compared = engine.taught.strangers(one.key)
    if compared is None:
        text = "Whether this picture is none of them was not measured: Teach does it."
        return None, {"head": "One of these, or none?", "text": UNKNOWN + text}
    if compared.line is None:
        text = "Whether this picture is none of them cannot be told here: Teach says why."
        return None, {"head": "One of these, or none?", "text": UNKNOWN + text}
    near = float(nearness(one.taught.lesson, pooled(recorded)).max())
    if near < compared.line:
        return (
            f"None of these: it is less like the taught pictures (nearness {near:.2f}) than the "
            f"line to other pictures ({compared.line:.2f}).",
            None,
        )
    return None, {
        "head": "Like the taught pictures.",
        "text": f"Nearness {near:.2f}; below {compared.line:.2f} it would be none of these.",
    }


def none_in_short(engine: Engine, recorded: Recorded) -> str | None:
    """The same in a few words, for a column; None for a model that was not taught."""
    one = engine.taught.of(recorded.key.checkpoint)
    if one is None:
        return None
    compared = engine.taught.strangers(one.key)
    if compared is None:
        return "None of these? Not measured yet."
    if compared.line is None:
        return "None of these? Cannot be told (see Teach)."
    near = float(nearness(one.taught.lesson, pooled(recorded)).max())
    is_none = near < compared.line
    what, sign = ("None of these", "<") if is_none else ("Like the taught ones", "≥")
    return f"{what}: nearness {near:.2f} {sign} {compared.line:.2f}."


def pooled(recorded: Recorded) -> torch.Tensor:
    """[1,D] in float32: what the head of a record's model reads."""
    model, tokens = recorded.model, recorded.trace.residual[-1:]
    with torch.inference_mode():
        return model.fc_norm(model.pool(model.norm(tokens))).flatten(1).float().cpu()

"""What stands beside the answer of a taught model: whether the picture is like the taught ones."""

from dataclasses import dataclass

import torch

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.forms_explore import Note
from vit.teaching.strangers import nearness

UNKNOWN = (
    "A taught head always names one of its classes, often with a probability near 1, also for a "
    "picture of something else. "
)


@dataclass(frozen=True)
class Nearness:
    """How near a picture lies to the taught ones, and the line below which it is none of them.

    The line is None where the lesson cannot tell; both are None before it was compared.
    """

    near: float | None = None
    line: float | None = None


def nearness_of(engine: Engine, recorded: Recorded) -> Nearness | None:
    """The nearness of a record's picture; None for a model that was not taught."""
    one = engine.taught.of(recorded.key.checkpoint)
    if one is None:
        return None
    compared = engine.taught.strangers(one.key)
    if compared is None:
        return Nearness()
    near = float(nearness(one.taught.lesson, pooled(recorded)).max())
    return Nearness(near, compared.line)


def none_of_these(engine: Engine, recorded: Recorded) -> tuple[str | None, Note | None]:
    """A verdict where a picture is none of the classes, else a note; neither for another model."""
    known = nearness_of(engine, recorded)
    if known is None:
        return None, None
    if known.near is None or known.line is None:
        text = "cannot be told here: Teach says why."
        if known.near is None:
            text = "was not measured: Teach does it."
        text = f"{UNKNOWN}Whether this picture is none of them {text}"
        return None, {"head": "One of these, or none?", "text": text}
    if known.near < known.line:
        return (
            f"None of these: it is less like the taught pictures (nearness {known.near:.2f}) than "
            f"the line to other pictures ({known.line:.2f}).",
            None,
        )
    return None, {
        "head": "Like the taught pictures.",
        "text": f"Nearness {known.near:.2f}; below {known.line:.2f} it would be none of these.",
    }


def none_in_short(engine: Engine, recorded: Recorded) -> str | None:
    """The same in a few words, for a column; None for a model that was not taught."""
    known = nearness_of(engine, recorded)
    if known is None:
        return None
    if known.near is None:
        return "None of these? Not measured yet."
    if known.line is None:
        return "None of these? Cannot be told (see Teach)."
    is_none = known.near < known.line
    what, sign = ("None of these", "<") if is_none else ("Like the taught ones", "≥")
    return f"{what}: nearness {known.near:.2f} {sign} {known.line:.2f}."


def pooled(recorded: Recorded) -> torch.Tensor:
    """[1,D] in float32: what the head of a record's model reads."""
    model, tokens = recorded.model, recorded.trace.residual[-1:]
    with torch.inference_mode():
        return model.fc_norm(model.pool(model.norm(tokens))).flatten(1).float().cpu()

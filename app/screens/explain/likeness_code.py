"""Lines of Python that compute a map of a similarity from the picture's file."""

from app.engine.engine import Engine
from app.engine.likeness import Likeness, Part, part_tokens, sweep_block
from app.engine.recorded import Recorded
from app.export import framing_words, names
from app.screens.explain.maps import REMOVAL

OTHER = "other"


def python(engine: Engine, recorded: Recorded, likeness: Likeness, method: str) -> str:
    """Lines that compute the method's map, as `heat`; ValueError as the library's functions."""
    grid = recorded.trace.grid
    lines = [
        f"model = {framing_words.model_line(recorded)}",
        framing_words.picture_line(names.picture_stem(engine, recorded)),
        f"pixels = {framing_words.pixels_line(recorded)}",
        *_goal(engine, recorded, likeness),
        f"scalar = vit.cosine_with(goal, {_tokens(recorded, likeness.of)})",
    ]
    if method == REMOVAL:
        block = sweep_block(grid)
        lines.append("trace = vit.trace(model, pixels)")
        lines.append(f"heat = vit.token_removal(model, trace, scalar, block={block})")
    else:
        lines += [
            "record = vit.trace_gradient(model, pixels, scalar)",
            f'tokens = vit.METHODS["{method}"].tokens(model, record)',
            f"heat = (tokens / tokens.abs().sum())[{grid.prefix}:].view({grid.rows}, {grid.cols})",
        ]
    return "\n".join([framing_words.import_line(lines), *lines, ""])


def _goal(engine: Engine, recorded: Recorded, likeness: Likeness) -> list[str]:
    """Lines that read the part of which the feature is the goal."""
    tokens = _tokens(recorded, likeness.to)
    if likeness.other is None:
        return [f"goal = vit.feature(model, vit.trace(model, pixels), {tokens})"]
    other = engine.record(likeness.other).of(recorded.visit)
    line = framing_words.picture_line(names.picture_stem(engine, other))
    pixels = framing_words.pixels_line(other).replace("rgb", OTHER)
    return [
        line.replace("rgb", OTHER, 1),
        f"goal = vit.feature(model, vit.trace(model, {pixels}), {tokens})",
    ]


def _tokens(recorded: Recorded, part: Part) -> str:
    """The tokens of a part as Python; all patches as a range."""
    config = recorded.trace.config
    if part == "patches":
        return f"tuple(range({config.prefix}, {config.tokens}))"
    return repr(part_tokens(part, config))

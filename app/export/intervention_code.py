"""A changed pass as lines of Python, so that what the page shows can be computed again."""

from app.engine.interventions import Intervention
from app.engine.recorded import Recorded
from app.export import framing_words
from vit import ViTConfig


def python(recorded: Recorded) -> str:
    """Lines of Python that trace a record's pass from the picture's file, changed as it was."""
    config, asked = recorded.trace.config, recorded.key.intervention
    fields = _fields(asked, config)
    arguments = ", ".join(f"{field}={value}" for field, value, _ in fields)
    return "\n".join(
        [
            "import numpy, torch, vit, PIL.Image",
            f"model = {framing_words.model_line(recorded)}",
            'rgb = numpy.asarray(PIL.Image.open("picture.png").convert("RGB"))',
            f"pixels = {framing_words.pixels_line(recorded)}",
            *_blanking(asked, config),
            *(line for *_, lines in fields for line in lines),
            f"edits = vit.Edits({arguments})",
            "trace = vit.trace(model, pixels, edits=edits)",
            "",
        ]
    )


def _fields(asked: Intervention, config: ViTConfig) -> list[tuple[str, str, list[str]]]:
    """Each field of the edits that is not its default, its value, and the lines that make it."""
    fields: list[tuple[str, str, list[str]]] = []
    if asked.off:
        off = f"for place in {sorted(asked.off)}: gate[place] = 0"
        fields.append(
            ("head_gate", "gate", [f"gate = torch.ones{config.depth, config.heads}", off])
        )
    if asked.fill != "zero":
        fields.append(("fill", repr(asked.fill), []))
    if asked.hidden:
        tokens = [config.prefix + patch for patch in sorted(asked.hidden)]
        hide = f"bias[{tokens}] = vit.edits.HIDDEN"
        fields.append(("score_bias", "bias", [f"bias = torch.zeros({config.tokens})", hide]))
    if asked.temperature:
        heat = f"for layer, value in {list(asked.temperature)}: heat[layer] = value"
        fields.append(("temperature", "heat", [f"heat = torch.ones({config.depth})", heat]))
    if asked.positions != "own":
        change = f"model, {asked.positions!r}, {asked.seed}"
        fields.append(("positions", f"vit.changed_positions({change})", []))
    return fields


def _blanking(asked: Intervention, config: ViTConfig) -> list[str]:
    """The line that sets the blanked patches to the mean colour, which is zero; none without."""
    places = [divmod(patch, config.grid.cols) for patch in sorted(asked.blanked)]
    side = config.patch
    place = f"{side} * row : {side} * row + {side}, {side} * col : {side} * col + {side}"
    return [f"for row, col in {places}: pixels[:, {place}] = 0"] if places else []

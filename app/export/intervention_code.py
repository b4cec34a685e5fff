"""A changed pass as lines of Python that compute it again."""

from app.engine.engine import Engine
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded
from app.export import framing_words
from app.export.names import picture_stem
from app.share.queries import changed_query
from vit import ViTConfig


def python(engine: Engine, recorded: Recorded) -> str:
    """Lines of Python that trace a record's pass from the picture's file, with its changes.

    A comment at the end is the query of the page's link to it.
    """
    config, intervention = recorded.trace.config, recorded.key.intervention
    fields = _fields(intervention, config)
    arguments = ", ".join(f"{field}={value}" for field, value, _ in fields)
    lines = [
        f"model = {framing_words.model_line(recorded)}",
        framing_words.picture_line(picture_stem(engine, recorded)),
        f"pixels = {framing_words.pixels_line(recorded)}",
        *_register(intervention),
        *_blanking(intervention, config),
        *(line for *_, lines in fields for line in lines),
        f"edits = vit.Edits({arguments})",
        "trace = vit.trace(model, pixels, edits=edits)",
    ]
    link = f"# ?{changed_query(engine, recorded)}"
    return "\n".join([framing_words.import_line(lines), *lines, link, ""])


def _register(intervention: Intervention) -> list[str]:
    """The line that adds the register, which takes the neurons over; none without."""
    neurons = sorted(intervention.register)
    return [f"model = vit.with_register(model, {neurons})"] if neurons else []


def _fields(intervention: Intervention, config: ViTConfig) -> list[tuple[str, str, list[str]]]:
    """Each field of the edits that is not its default, its value, and the lines that compute it."""
    fields: list[tuple[str, str, list[str]]] = []
    if intervention.off:
        off = f"for place in {sorted(intervention.off)}: gate[place] = 0"
        fields.append(
            ("head_gate", "gate", [f"gate = torch.ones{config.depth, config.heads}", off])
        )
    if intervention.fill != "zero":
        fields.append(("fill", repr(intervention.fill), []))
    if intervention.hidden:
        tokens = [config.prefix + patch for patch in sorted(intervention.hidden)]
        hide = f"bias[{tokens}] = vit.edits.HIDDEN"
        fields.append(("score_bias", "bias", [f"bias = torch.zeros({config.tokens})", hide]))
    if intervention.temperature:
        heat = f"for layer, value in {list(intervention.temperature)}: heat[layer] = value"
        fields.append(("temperature", "heat", [f"heat = torch.ones({config.depth})", heat]))
    if intervention.positions != "own":
        arguments = f"model, {intervention.positions!r}, {intervention.seed}"
        fields.append(("positions", f"vit.changed_positions({arguments})", []))
    return fields


def _blanking(intervention: Intervention, config: ViTConfig) -> list[str]:
    """The line that sets the blanked patches to the mean colour, which is zero; none without."""
    places = [divmod(patch, config.grid.cols) for patch in sorted(intervention.blanked)]
    side = config.patch
    place = f"{side} * row : {side} * row + {side}, {side} * col : {side} * col + {side}"
    return [f"for row, col in {places}: pixels[:, {place}] = 0"] if places else []

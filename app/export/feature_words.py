"""Words and lines of Python that all maps of features have in common."""

from app.engine.gallery import example_picture
from app.engine.recorded import Recorded
from app.export.feature_axes import common_pictures
from app.export.foregrounds import depth_of
from app.export.names import slug
from app.wire.view_state import ViewState

CHANNELS: dict[str, tuple[str, str, str]] = {  # what three components do to a colour
    "oklab": ("green\N{EN DASH}red", "blue\N{EN DASH}yellow", "lightness"),
    "rgb": ("red", "green", "blue"),
}
PLURALS = {"token": "tokens", "key": "keys", "query": "queries", "value": "values"}


def facet_words(state: ViewState) -> str:
    """What stands for the patches: `the keys of head 3`."""
    head = "" if state.facet_head is None else f" of head {state.facet_head + 1}"
    return f"the {PLURALS[state.facet]}{'' if state.facet == 'token' else head}"


def where(recorded: Recorded, state: ViewState) -> str:
    """The layer: tokens are those that it leaves, keys those that it has."""
    layer = depth_of(recorded, state)
    if not layer:
        return "in the embedding"
    return f"{'after' if state.facet == 'token' else 'in'} layer {layer}"


def facet_arguments(recorded: Recorded, state: ViewState) -> str:
    """Layer, facet and head as arguments in Python."""
    return ", ".join([str(depth_of(recorded, state)), *facet_alone(state)])


def facet_alone(state: ViewState) -> list[str]:
    """Facet and head as arguments in Python; none for tokens."""
    if state.facet == "token":
        return []
    head = [] if state.facet_head is None else [str(state.facet_head)]
    return [f'"{state.facet}"', *head]


def pictures_lines(checkpoint: str) -> list[str]:
    """Python that opens several pictures of the strip as `pixels`, from files of their names."""
    names = [f"{slug(example_picture(i).name)}.png" for i in common_pictures(checkpoint)]
    return [
        f"names = {names!r}  # of the strip, each saved by this name",
        "pixels = (vit.prepare(model, vit.read_picture(name)).pixels for name in names)",
    ]

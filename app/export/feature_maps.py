"""The method Features as it is saved: colours, similarities or norms of one layer's tokens."""

from dataclasses import replace

from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.gallery import example_picture
from app.engine.recorded import Recorded
from app.export.bundles import plain
from app.export.feature_axes import common_pictures, feature_places
from app.export.map_rows import query_words, region_of
from app.export.names import slug
from app.wire.lists import vector
from app.wire.view_state import ViewState
from vit.anatomy.feature_colours import coded, ramps
from vit.figures.heat import Heat, token_name
from vit.figures.scale import Channels, Scale, linear_scale, robust_top, signed_scale

NAMES = {
    "oklab": ("green\N{EN DASH}red", "blue\N{EN DASH}yellow", "lightness"),
    "rgb": ("red", "green", "blue"),
}
AXES = {
    "layer": "by the principal axes of this layer",
    "layers": "by the same axes for all layers",
    "pictures": "by the same axes for all pictures",
}


def heat(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    """The colours, similarities or norms of a view state."""
    if state.feature == "colours":
        return _colours(engine, recorded, state)
    if state.feature == "norms":
        return _norms(recorded.trace, state)
    return _similarity(recorded, state)


def scale(engine: Engine, recorded: Recorded, state: ViewState, heatmap: Heat) -> Scale | Channels:
    """The scale of these values."""
    if state.feature == "colours":
        _, shares = feature_places(engine, recorded, state.axes)
        here = vector(shares[_layer(recorded.trace, state)])
        return Channels(tuple(here), NAMES[state.coding], plain(ramps(state.coding)))
    if heatmap.signed:
        return signed_scale()
    top = robust_top(heatmap.values)
    return replace(linear_scale(top, root=state.root), label="length of the token")


def lines(recorded: Recorded, state: ViewState) -> list[str]:
    """Python that computes the map as `heat` from a `trace`."""
    trace = recorded.trace
    layer = _layer(trace, state)
    if state.feature == "similarity":
        token = "region" if state.region else _token(trace, state)
        return [f"heat = vit.feature_similarity(trace, {layer}, {token})"]
    if state.feature == "norms":
        return [f"heat = vit.feature_norms(trace)[{layer}]"]
    axes = {"layer": "", "layers": ', "layers"', "pictures": ", axes"}[state.axes]
    coding = "" if state.coding == "oklab" else f', coding="{state.coding}"'
    before = _common_lines(recorded.key.checkpoint) if state.axes == "pictures" else []
    return [*before, f"heat = vit.feature_colours(model, trace{axes}{coding})[{layer}]"]


def _common_lines(checkpoint: str) -> list[str]:
    """Python that computes the axes of several pictures of the strip, from files of their names."""
    names = [f"{slug(example_picture(i).name)}.png" for i in common_pictures(checkpoint)]
    return [
        f"names = {names!r}  # of the strip, each saved by this name",
        'others = (numpy.asarray(PIL.Image.open(name).convert("RGB")) for name in names)',
        "pixels = (vit.prepare(model, rgb).pixels for rgb in others)",
        "axes = vit.common_axes(model, (vit.trace(model, one) for one in pixels))",
    ]


def _colours(engine: Engine, recorded: Recorded, state: ViewState) -> Heat:
    trace = recorded.trace
    places, shares = feature_places(engine, recorded, state.axes)
    layer = _layer(trace, state)
    values = coded(places[layer], state.coding).view(trace.grid.rows, trace.grid.cols, 3)
    whole = f"they show {float(shares[layer].sum()):.0%} of what differs there"
    title = f"Colours of the features, {_where(trace, state)}, {AXES[state.axes]}: {whole}"
    return _heat(values, ", ".join(NAMES[state.coding]), title)


def _similarity(recorded: Recorded, state: ViewState) -> Heat:
    trace, region = recorded.trace, region_of(recorded, state)
    token = _token(trace, state) if region is None else region
    values = vit.feature_similarity(trace, _layer(trace, state), token)
    whom = token_name(trace, token) if isinstance(token, int) else query_words(recorded, state)
    title = f"Similarity of the features with {whom}, {_where(trace, state)}"
    return _heat(values, "cosine", title)


def _norms(trace: vit.Trace, state: ViewState) -> Heat:
    values = vit.feature_norms(trace)[_layer(trace, state)]
    return _heat(values, "length", f"Norms of the features, {_where(trace, state)}")


def _heat(values: Tensor, unit: str, title: str) -> Heat:
    array = values.float().cpu().numpy()
    return Heat(array, unit, signed=unit == "cosine", title=title, prefix=None)


def _layer(trace: vit.Trace, state: ViewState) -> int:
    return trace.config.depth if state.depth is None else state.depth


def _token(trace: vit.Trace, state: ViewState) -> int:
    token = trace.config.readout_token if state.query is None else state.query
    if token is None:
        raise ValueError("Similarity asks from one token: choose a patch on the picture first.")
    return token


def _where(trace: vit.Trace, state: ViewState) -> str:
    layer = _layer(trace, state)
    return f"after layer {layer}" if layer else "in the embedding"

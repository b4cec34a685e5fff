"""The method Features as it is saved: colours, similarities or norms of one layer's tokens."""

from dataclasses import replace

from torch import Tensor

import vit
from app.wire.lists import vector
from app.wire.view_state import ViewState
from vit.anatomy.features import feature_components
from vit.figures.heat import Heat, token_name
from vit.figures.scale import Channels, Scale, linear_scale, robust_top, signed_scale


def heat(trace: vit.Trace, state: ViewState) -> Heat:
    """The colours, similarities or norms of a view state."""
    makers = {"colours": _colours, "similarity": _similarity, "norms": _norms}
    return makers[state.feature](trace, state)


def scale(trace: vit.Trace, state: ViewState, heatmap: Heat) -> Scale | Channels:
    """The scale of these values."""
    if state.feature == "colours":
        return Channels(tuple(vector(feature_components(trace).shares)))
    if heatmap.signed:
        return signed_scale()
    top = robust_top(heatmap.values)
    return replace(linear_scale(top, root=state.root), label="length of the token")


def expression(trace: vit.Trace, state: ViewState) -> str:
    """Python that computes the map from a `trace`."""
    layer = _layer(trace, state)
    if state.feature == "similarity":
        return f"vit.feature_similarity(trace, {layer}, {_token(trace, state)})"
    return f"vit.feature_{state.feature}(trace)[{layer}]"


def _colours(trace: vit.Trace, state: ViewState) -> Heat:
    values = vit.feature_colours(trace)[_layer(trace, state)]
    return _heat(values, "red, green, blue", f"Colours of the features, {_where(trace, state)}")


def _similarity(trace: vit.Trace, state: ViewState) -> Heat:
    token = _token(trace, state)
    values = vit.feature_similarity(trace, _layer(trace, state), token)
    title = f"Similarity of the features with {token_name(trace, token)}, {_where(trace, state)}"
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

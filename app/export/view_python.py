"""Lines of Python that compute the map on screen from the picture's file."""

from dataclasses import replace

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import exports, feature_maps, framing_words, names, rollouts
from app.export.head_colours import is_blend
from app.export.map_rows import tokens_line
from app.share.queries import map_query
from app.wire.view_state import ViewState


def python(engine: Engine, recorded: Recorded, state: ViewState) -> str:
    """Lines of Python that compute the map from the picture's file, as `heat`.

    A comment at the end is the query of the page's link to it.
    """
    exports.heat(engine, recorded, state)  # raises for a state without a map
    lines = [
        f"model = {framing_words.model_line(recorded)}",
        framing_words.picture_line(names.picture_stem(engine, recorded)),
        *_lines(recorded, state),
    ]
    link = f"# ?{map_query(engine, recorded, state)}"
    return "\n".join([framing_words.import_line(lines), *lines, link, ""])


def _lines(recorded: Recorded, state: ViewState) -> list[str]:
    """The lines that differ between the methods."""
    trace, grid, pixels = recorded.trace, recorded.trace.grid, framing_words.pixels_line(recorded)
    if state.method == "class":
        record = f"vit.trace_gradient(model, {pixels}, {state.target})"
        share = f"(tokens / tokens.sum())[{grid.prefix}:].view({grid.rows}, {grid.cols})"
        return [f'tokens = vit.METHODS["relevance"].tokens(model, {record})', f"heat = {share}"]
    traced = f"trace = vit.trace(model, {pixels})"
    before = [tokens_line(recorded, state)] if state.region else []
    if state.method == "features":
        return [traced, *before, *feature_maps.lines(recorded, state)]
    if is_blend(state):
        before += _masks(trace, state)
    return [traced, *before, f"heat = {_expression(trace, state)}"]


def _expression(trace: vit.Trace, state: ViewState) -> str:
    grid = trace.grid
    if is_blend(state):
        return f"vit.head_masks(maps, {state.mass / 100:g}).movedim(0, -1)"
    over_patches = f"[{grid.prefix}:].view({grid.rows}, {grid.cols})"
    if state.method == "positions":
        row, col = grid.cell(state.query or 0)
        return f"vit.position_similarity(model)[{row}, {col}]"
    if state.method == "rollout":
        end = trace.config.depth - 1 if state.end is None else state.end
        return f"vit.rollout_stages(trace, {rollouts.knobs(state)})[{end}]{over_patches}"
    return f"{_rows(trace, state)}{over_patches}"


def _masks(trace: vit.Trace, state: ViewState) -> list[str]:
    """The maps [k,rows,cols] of the pinned heads."""
    grid = trace.grid
    each = [_rows(trace, replace(state, layer=la, head=he)) for la, he in state.pins or ()]
    lines = [f"rows = [{', '.join(each)}]"]
    shape = f"(-1, {grid.rows}, {grid.cols})"
    return [*lines, f"maps = torch.stack(rows)[:, {grid.prefix}:].view{shape}"]


def _rows(trace: vit.Trace, state: ViewState) -> str:
    """Attention [N] of one head, or of the mean of heads."""
    head = ".mean(dim=0)" if state.head is None else f"[{state.head}]"
    if state.direction == "received":
        return f"vit.head_statistics(trace).received[{state.layer}]{head}"
    if state.region is not None:
        part = 0 if state.direction == "from" else 1
        return f"vit.region_attention(trace, {state.layer}, region)[{part}]{head}"
    if state.query is None and trace.config.readout_token is None:
        product = "vit.start_vector(trace) @ trace.attention({})"
        if state.direction == "to":
            product = "trace.attention({}) @ vit.start_vector(trace)"
        return f"({product.format(state.layer)}){head}"
    return f"trace.attention_{state.direction}({state.query or 0})[{state.layer}]{head}"

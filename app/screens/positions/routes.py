"""The routes of the Positions screen, under a view's token."""

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import names
from app.screens.positions import facts, paper
from app.wire.replies import Handler, Json, half, saved
from app.wire.route_parameters import FIGURE_KINDS


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "position_facts": lambda _, recorded, __: Json(facts.facts(recorded)),
        "position_table": lambda _, recorded, __: half(*facts.table(recorded)),
        "position_components": lambda _, recorded, __: half(facts.components(recorded)),
        "rotary": _rotary,
        "score_parts": _parts,
        "score_shares": _shares,
        "filters": _filters,
        "paper": lambda _, recorded, __: Json(paper.facts(recorded)),
        "paper_figure": _paper,
    }


def _rotary(_: Engine, recorded: Recorded, request: Request) -> Response:
    """Similarity [H or 1,2,P], then steps [H or 1,2,K/2], in float16."""
    layer, rows, cols = (request.path_params[name] for name in ("layer", "rows", "cols"))
    return half(*facts.rotary(recorded, layer, rows, cols))


def _parts(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Queries by content and by position, then the keys, each [H,N,K] in float16.

    The keys come without their mean over the tokens, which the softmax does not see.
    """
    parts = facts.parts(engine, recorded)
    keys = (parts.key_content, parts.key_position)
    apart = (key - key.mean(dim=1, keepdim=True) for key in keys)
    return half(parts.query_content, parts.query_position, *apart)


def _shares(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """How much content and position count in the first layer's scores."""
    return Json(facts.shares(engine, recorded))


def _filters(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Shares [n], colours [n,p,p,3] and responses [n,rows,cols] of the filters, in float16."""
    return half(*facts.filters(engine, recorded, request.path_params["patch"]))


def _paper(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Figure 6 or 7 of the ViT paper for this view, as a file."""
    number, kind = request.path_params["figure"], request.path_params["format"]
    if kind not in FIGURE_KINDS:
        raise ValueError(f"A figure cannot be saved as {kind!r}: use {', '.join(FIGURE_KINDS)}.")
    body = paper.file(engine, recorded, number, kind)
    return saved(
        body, FIGURE_KINDS[kind], f"{names.stem(engine, recorded, f'figure-{number}')}.{kind}"
    )

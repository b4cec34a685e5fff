"""The routes of the Learn screen, under a view's token like those of app/payload.py."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app import learn, learn_blocks
from app.engine import Engine
from app.learn import Chosen, Facts, index
from app.recorded import Recorded

CARDS: dict[str, Callable[[Engine, Recorded, Chosen], Facts]] = {
    "patches": learn.patches,
    "projection": learn.projection,
    "positions": learn.positions,
    "class_token": learn_blocks.class_token,
    "block": learn_blocks.block,
    "query_key_value": learn_blocks.query_key_value,
    "dot_product": learn_blocks.dot_product,
    "heads": learn_blocks.heads,
    "depth": learn_blocks.depth,
    "layer_norm": learn_blocks.layer_norm,
    "limits": learn.limits,
    "patch_size": learn.patch_size,
}


def bodies() -> dict[str, Callable[[Engine, Recorded, Request], Response]]:
    """Path under the token -> what answers there."""
    return {"learn/{card}": _card, "number": _number}


def _card(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """What a card shows of the layer, head and token that the query names."""
    name = request.path_params["card"]
    if name not in CARDS:
        raise ValueError(f"Card {name!r} does not exist: cards are {', '.join(CARDS)}.")
    chosen = Chosen.parse(request.query_params, recorded.trace)
    return JSONResponse(vars(CARDS[name](engine, recorded, chosen)))


def _number(_: Engine, recorded: Recorded, request: Request) -> Response:
    """One attention weight: `layer=2&head=0&from=5&to=17`; `head=mean` takes the strongest head."""
    query, config = request.query_params, recorded.trace.config
    layer = index(query, "layer", config.depth)
    head = None if query.get("head") == "mean" else index(query, "head", config.heads)
    asking, told = (index(query, name, config.tokens) for name in ("from", "to"))
    return JSONResponse(learn_blocks.number(recorded, layer, head, asking, told))

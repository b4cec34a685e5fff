"""The routes of the cards and of one attention weight, under a view's token."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.learn import block_cards, cards, feature_cards
from app.screens.learn.card_facts import Chosen, Facts, index
from app.wire.replies import Handler, Json

CARDS: dict[str, Callable[[Engine, Recorded, Chosen], Facts]] = {
    "patches": cards.patches,
    "projection": cards.projection,
    "positions": cards.positions,
    "class_token": block_cards.class_token,
    "block": block_cards.block,
    "query_key_value": block_cards.query_key_value,
    "dot_product": block_cards.dot_product,
    "heads": block_cards.heads,
    "depth": block_cards.depth,
    "layer_norm": block_cards.layer_norm,
    "limits": cards.limits,
    "patch_size": cards.patch_size,
    "features": feature_cards.features,
    "sinks": feature_cards.sinks,
    "teaching": feature_cards.teaching,
}


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {"card": _card, "number": _number}


def _card(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """A card's facts about the layer, head and token in the query string."""
    name = request.path_params["card"]
    if name not in CARDS:
        raise ValueError(f"Card {name!r} does not exist: cards are {', '.join(CARDS)}.")
    chosen = Chosen.parse(request.query_params, recorded.trace)
    return Json(CARDS[name](engine, recorded, chosen).form())


def _number(_: Engine, recorded: Recorded, request: Request) -> Response:
    """One attention weight: `layer=2&head=0&from=5&to=17`; `head=mean` takes the strongest head."""
    query, config = request.query_params, recorded.trace.config
    layer = index(query, "layer", config.depth)
    head = None if query.get("head") == "mean" else index(query, "head", config.heads)
    query_token, key_token = (index(query, name, config.tokens) for name in ("from", "to"))
    return Json(block_cards.number(recorded, layer, head, query_token, key_token))

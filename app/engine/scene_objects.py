"""Where a drawn scene's objects are, so that a map can be said to hit or to miss them."""

from typing import Any

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from vit.pictures.images import Picture

Json = dict[str, Any]


def scene_facts(engine: Engine, picture: Picture) -> Json | None:
    """Kind, seed and object names of a scene drawn here; None for any other picture."""
    drawn = engine.drawn(picture.digest)
    return drawn and {"kind": drawn.kind, "seed": drawn.seed, "names": drawn.names}


def objects(engine: Engine, recorded: Recorded) -> Json | None:
    """Where a drawn scene's objects are among the patches; None for any other picture.

    `names` in the order of the mask; `centres` [P] says on which object, counted from 1, a patch's
    centre lies (0: on none); `coverage` [objects, P] which share of a patch an object covers.
    """
    drawn = engine.drawn(recorded.key.digest)
    if drawn is None:
        return None
    grid, view = recorded.trace.grid, recorded.trace.view
    boxes = [view.to_source(grid.box(token)) for token in range(grid.prefix, grid.tokens)]
    pieces = [drawn.mask[_span(box.top, box.height), _span(box.left, box.width)] for box in boxes]
    labels = range(1, len(drawn.names) + 1)
    return {
        "names": drawn.names,
        "centres": [int(piece[piece.shape[0] // 2, piece.shape[1] // 2]) for piece in pieces],
        "coverage": [[float((piece == label).mean()) for piece in pieces] for label in labels],
    }


def _span(first: float, length: float) -> slice:
    start = round(first)
    return slice(start, max(start + 1, round(first + length)))

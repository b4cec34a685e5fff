"""Where a drawn scene's objects are, so that a map can be said to hit or to miss them."""

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.forms_picture import SceneFacts
from app.wire.forms_view import Objects
from vit.pictures.images import Picture


def scene_facts(engine: Engine, picture: Picture) -> SceneFacts | None:
    """Kind, seed and object names of a scene drawn here; None for any other picture."""
    drawn = engine.drawn(picture.digest)
    if drawn is None:
        return None
    return {"kind": drawn.kind, "seed": drawn.seed, "names": drawn.names}


def objects(engine: Engine, recorded: Recorded) -> Objects | None:
    """Where a drawn scene's objects are among the patches; None for any other picture.

    `names` in the order of the mask; `centres` [P] the object, counted from 1, on which the centre
    of a patch lies (0: none); `coverage` [objects, P] the share of a patch that an object covers.
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

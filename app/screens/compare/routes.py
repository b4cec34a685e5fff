"""The routes of the Compare screen, under a view's token like those of app/router.py."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.screens.compare import columns


def bodies() -> dict[str, Callable[[Engine, Recorded, Request], Response]]:
    """Path under the token -> what answers there."""
    return {"measures": _measures}


def _measures(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Attention distances and the resized kernel's response error."""
    return JSONResponse(columns.measures(engine, recorded))

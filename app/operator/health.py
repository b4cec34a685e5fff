"""Whether the program answers, and whether it can serve pages."""

import tempfile
from collections.abc import Callable, Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.unexpected import caught
from vit.pictures.images import InputError

NOT_READY = 503  # status of HTTP
PAGE = 4096  # bytes that are tried
ALIVE, READY = "alive", "ready"


def health_routes(view: Callable[[], object]) -> list[Route]:
    """`/healthz`, which computes nothing, and `/readyz`.

    `view` makes the first view, once, or raises InputError.
    """

    async def alive(_: Request) -> Response:
        return PlainTextResponse(ALIVE)

    async def ready(_: Request) -> Response:
        reasons = await run_in_threadpool(lambda: list(faults(view)))
        if reasons:
            return PlainTextResponse("\n".join(reasons), status_code=NOT_READY)
        return PlainTextResponse(READY)

    return [Route("/healthz", alive), Route("/readyz", ready)]


def faults(view: Callable[[], object]) -> Iterator[str]:
    """Why no page can be served now: sentences, none of which names a file of this machine."""
    with caught("readyz", sentences=(InputError,)) as end:
        view()
    if end.sentence:
        yield f"The first view cannot be made: {end.sentence}"
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(PAGE))
            file.flush()
    except OSError as error:
        yield f"The folder for temporary files cannot be written: {error.strerror}."

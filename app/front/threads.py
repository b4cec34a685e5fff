"""How many requests may be worked on, or wait for their turn, at the same time."""

from anyio.to_thread import current_default_thread_limiter
from starlette.types import ASGIApp, Receive, Scope, Send

THREADS = 256  # the default is 40: as many as wait in long work would then stop every request


class Threads:
    """Middleware that gives the requests of the server so many threads.

    What computes waits for its turn in a thread of its own, which costs little while it waits.
    """

    def __init__(self, app: ASGIApp, count: int = THREADS) -> None:
        """Serve the app with so many threads."""
        self._app, self._count = app, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        limiter = current_default_thread_limiter()  # that of this event loop
        if limiter.total_tokens != self._count:
            limiter.total_tokens = self._count
        await self._app(scope, receive, send)

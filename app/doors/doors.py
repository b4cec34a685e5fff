"""All doors before the app, in the order in which a request meets them.

Gradio puts middleware of its own outside of what it is given, and one of them lets every origin
read every reply. So the doors are put around the whole, when the server starts.
"""

import contextlib
from collections.abc import AsyncGenerator, Callable, Container
from contextlib import AbstractAsyncContextManager
from typing import Any, cast

from starlette.applications import Starlette
from starlette.types import ASGIApp

from app.doors.bodies import Bodies
from app.doors.headers import SafeHeaders
from app.doors.hosts import Hosts
from app.doors.paths import Paths
from app.doors.rates import Rates
from app.doors.sessions import Sessions
from app.settings import Settings
from app.wire.contract import BASE, PAGE_ROUTES, VIEW_ROUTES


def guarded(app: ASGIApp, settings: Settings, events: Container[int]) -> ASGIApp:
    """The app behind its doors; `events` are the numbers of those that Gradio knows."""
    inside: ASGIApp = Bodies(Sessions(app, events), _files())
    if not settings.is_local:  # nobody else's address comes to a program of one's own
        inside = Rates(inside)
    return SafeHeaders(Hosts(Paths(inside), settings.allowed_hosts), settings.frames)


def lifespan(settings: Settings) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """What Gradio's app runs while it serves: the doors stand around all of its middleware."""

    @contextlib.asynccontextmanager
    async def serving(app: Starlette) -> AsyncGenerator[None]:
        if app.middleware_stack is not None:
            events = cast(Any, app).get_blocks().fns
            app.middleware_stack = guarded(app.middleware_stack, settings, events)
        yield

    return serving


def _files() -> tuple[tuple[str, int], ...]:
    """Patterns of the paths that take files, with the bytes of the largest one."""
    routes = [*PAGE_ROUTES.values(), *VIEW_ROUTES.values()]
    return ((f"{BASE}/.*", max(route.sent.most for route in routes if route.sent)),)

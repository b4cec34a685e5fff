"""All doors before the app, in the order in which a request meets them.

Gradio puts middleware of its own outside of what it is given, and one of them lets every origin
read every reply. So the doors are put around the whole, when the server starts.
"""

import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager

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


def guarded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app behind its doors."""
    inside: ASGIApp = Bodies(Sessions(app), _files())
    if not settings.is_local:  # nobody else's address comes to a program of one's own
        inside = Rates(inside)
    return SafeHeaders(Hosts(Paths(inside), settings.allowed_hosts), settings.frames)


def lifespan(settings: Settings) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """What Gradio's app runs while it serves: the doors stand around all of its middleware."""

    @contextlib.asynccontextmanager
    async def serving(app: Starlette) -> AsyncGenerator[None]:
        if app.middleware_stack is not None:
            app.middleware_stack = guarded(app.middleware_stack, settings)
        yield

    return serving


def _files() -> tuple[tuple[str, int], ...]:
    """Patterns of the paths that take files, with the bytes of the largest one."""
    routes = [*PAGE_ROUTES.values(), *VIEW_ROUTES.values()]
    return ((f"{BASE}/.*", max(route.sent.most for route in routes if route.sent)),)

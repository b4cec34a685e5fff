"""Names by which the app may be reached, and requests that another site's page made.

A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding), and its browser then
takes the app for a part of that page. So the app answers to names that it knows.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.doors.answers import host_name, path_of, refuse

ANY = "*"
PROBES = ("/healthz", "/readyz")  # called by an address; they hold nothing of anybody
READING = ("GET", "HEAD", "OPTIONS")  # methods that change nothing


class Hosts:
    """ASGI middleware: refuses a Host header that is not allowed, and what other sites send."""

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...]) -> None:
        """`allowed` are names in small letters, `*.name` for all below one, `*` for any."""
        self.app, self.allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = host_name(headers.get("host", ""))
        if not self.knows(host) and path_of(scope) not in PROBES:
            text = (
                f"This program does not answer to the name {host[:100]!r}: whoever runs it can "
                "allow that with --hosts."
            )
            await refuse(scope, receive, send, 400, text)
        elif scope["method"] not in READING and self._is_foreign(headers, host):
            text = "This was sent by a page of another site: open the program's own page."
            await refuse(scope, receive, send, 403, text)
        else:
            await self.app(scope, receive, send)

    def knows(self, name: str) -> bool:
        """Whether a name is allowed."""
        below = tuple(one.removeprefix(ANY) for one in self.allowed if one.startswith("*."))
        return ANY in self.allowed or name in self.allowed or bool(below and name.endswith(below))

    def _is_foreign(self, headers: Headers, host: str) -> bool:
        """Whether a browser says that a page of another origin sent this.

        Where a browser says only the origin, a proxy may have changed the host: a name that is
        allowed counts as the app's own. What is no browser says neither.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site not in ("same-origin", "none")
        if origin is None:
            return False
        name = urlsplit(origin).hostname or ""
        forwarded = host_name(headers.get("x-forwarded-host", host))
        named = ANY not in self.allowed and self.knows(name)
        return name not in (host, forwarded) and not named

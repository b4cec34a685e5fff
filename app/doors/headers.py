"""Headers that bound what a browser does with the page, and what other origins may read.

What Gradio 6.31 needs of the policy, tried in Chromium: 'unsafe-eval', because it makes functions
of the text of `gr.HTML` templates and of `js=` handlers, all of which are constants of this
project; inline scripts, which hold its configuration in the HTML (each is allowed by its hash, so
that no other one runs); and 'unsafe-inline' for styles, which Svelte and Gradio's layout set as
attributes.
"""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "Content-Security-Policy"
INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
# Without the page's HTML: scripts of the app's own files alone.
RULES = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
PLAIN = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
CROSS = "access-control-"  # how the headers begin that let another origin read a reply


class SafeHeaders:
    """ASGI middleware: adds the headers to every reply, and takes those away that share it."""

    def __init__(self, app: ASGIApp, framed_by: tuple[str, ...]) -> None:
        """`framed_by` are origins whose pages may hold this one in a frame, beside its own."""
        self.app, self.frames = app, " ".join(["'self'", *framed_by])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._guard(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)

    def _guard(self, headers: MutableHeaders) -> None:
        for name in [name for name in headers if name.startswith(CROSS)]:
            del headers[name]
        for name, value in PLAIN.items():
            headers.setdefault(name, value)
        rules = headers.get(POLICY) or policy()
        headers[POLICY] = f"{rules}; frame-ancestors {self.frames}"


def policy(html: str = "") -> str:
    """The policy of a page, which allows the inline scripts of its HTML, each by its hash."""
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE.findall(html))
    hashes = [f"'sha256-{base64.b64encode(one).decode()}'" for one in digests]
    rules = {**RULES, "script-src": " ".join([RULES["script-src"], *dict.fromkeys(hashes)])}
    return "; ".join(f"{name} {value}" for name, value in rules.items())

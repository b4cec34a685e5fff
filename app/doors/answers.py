"""What the doors read of a request, and how they refuse it: one sentence, before anything runs."""

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    text: str,
    headers: dict[str, str] | None = None,
) -> None:
    """Reply with a status and a sentence; what else was sent is not read."""
    reply = PlainTextResponse(text, status, headers)
    if scope["method"] not in ("GET", "HEAD"):
        reply.headers["Connection"] = "close"
    await reply(scope, receive, send)


def path_of(scope: Scope) -> str:
    """The path of a request below the prefix of a proxy."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def host_name(text: str) -> str:
    """The name in a Host header or behind the // of an origin: in small letters, without a port."""
    name = text.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0] if name.count(":") == 1 else name

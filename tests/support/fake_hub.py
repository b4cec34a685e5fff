"""A hub on the loopback address that serves files from memory, soundly or with a fault."""

import hashlib
import logging
import re
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import pytest
from huggingface_hub import constants

# A download that was given up ends after its test, when nobody is left to read its warning.
logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)

Fault = Literal[
    "none",
    "status 401",
    "status 403",
    "status 429",
    "status 500",
    "status 503",
    "status 500 on download",
    "gated",
    "loop on download",
    "hang",
    "stall",
    "cut",
    "cut once",
    "truncate",
    "corrupt",
    "portal",
    "portal on download",
]
COMMIT = "a" * 40
_PATH = re.compile(r"^/(?P<repository>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<file>.+)$")


class FakeHub:
    """Serves `files[repository, name]`; `fault` may change between requests."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], bytes] = {}
        self.fault: Fault = "none"
        self.requests: list[str] = []
        self.ranges: list[str | None] = []  # that the downloads asked for
        self.tokens: set[str | None] = set()  # that requests showed
        self.gives_parts = True
        self.checksum = ""  # stated in the place of the true one
        self.commit = COMMIT
        self.size: int | None = None  # stated in the place of the true one
        self.store = ""  # the address of another that gives the bytes, as the real hub has it
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def use(self, monkeypatch: pytest.MonkeyPatch, cache: Any) -> None:
        """Turn the hub's client to this address and to a cache of its own."""
        point_client_at(self.address, monkeypatch, cache)


def point_client_at(address: str, monkeypatch: pytest.MonkeyPatch, cache: Any) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


def closed_address() -> str:
    """An address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that left is no fault
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    def _answer(self) -> None:
        fault, getting = self.hub.fault, self.command == "GET"
        self.hub.requests.append(f"{self.command} {self.path}")
        self.hub.tokens.add(self.headers.get("Authorization"))
        if fault == "hang":
            self.hub.closing.wait()
            self.close_connection = True
        elif fault == "gated":
            self._send(403, {"X-Error-Code": "GatedRepo"}, b"")
        elif fault == "loop on download" and getting:
            self._send(302, {"Location": self.path}, b"")
        elif fault.startswith("status") and (getting or not fault.endswith("download")):
            self._send(int(fault.split()[1]), {"Retry-After": "20"}, b"trouble")
        elif fault == "portal" or (fault == "portal on download" and getting):
            self._send(200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>")
        else:
            self._file()

    def _file(self) -> None:
        match = _PATH.match(self.path)
        content = self.hub.files.get((match["repository"], match["file"])) if match else None
        if content is None:
            known = match and match["repository"] in {name for name, _ in self.hub.files}
            self._send(404, {"X-Error-Code": "EntryNotFound" if known else "RepoNotFound"}, b"")
            return
        digest = self.hub.checksum or hashlib.sha256(content).hexdigest()
        facts = {"X-Repo-Commit": self.hub.commit, "ETag": f'"{digest}"'}
        if self.hub.store:
            linked = {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(content))}
            self._send(302, facts | linked | {"Location": self.hub.store + self.path}, b"")
            return
        if self.hub.fault == "corrupt":
            content = bytes(len(content))
        if self.hub.fault == "truncate" and self.command == "GET":
            content = content[: len(content) // 3]
        asked = self.headers.get("Range")
        if self.command == "GET":
            self.hub.ranges.append(asked)
        begin = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
        if not self.hub.gives_parts:
            begin = 0
        self._send(206 if begin else 200, facts, content[begin:])

    def _send(self, status: int, facts: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in facts.items():
            self.send_header(name, value)
        head, stated = self.command == "HEAD", self.hub.size
        self.send_header("Content-Length", str(stated if head and stated else len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.hub.fault in ("stall", "cut", "cut once"):
            self.wfile.write(body[: len(body) // 3])
            self.wfile.flush()
            if self.hub.fault == "stall":
                self.hub.closing.wait()
            if self.hub.fault == "cut once":
                self.hub.fault = "none"
            self.close_connection = True
            return
        self.wfile.write(body)

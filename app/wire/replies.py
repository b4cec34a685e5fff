"""Replies of the routes: raw little-endian numbers, JSON, files, and errors in plain text."""

import json
from collections.abc import Callable, Generator, Iterable, Mapping

import numpy as np
import torch
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from torch import Tensor

from app.engine.engine import Engine
from app.engine.recorded import Recorded

Handler = Callable[[Engine, Recorded, Request], Response]  # of a route under a view's token


def half(*tensors: Tensor) -> Response:
    """Tensors one after the other in float16, clamped to its range."""
    limit = torch.finfo(torch.float16).max
    return _numbers(*(tensor.float().clamp(-limit, limit).half() for tensor in tensors))


def single(tensor: Tensor) -> Response:
    """A tensor in float32."""
    return _numbers(tensor.float())


def _numbers(*tensors: Tensor) -> Response:
    arrays = [np.ascontiguousarray(tensor.cpu().numpy()) for tensor in tensors]
    return raw(b"".join(array.tobytes() for array in arrays), "application/octet-stream")


def raw(body: bytes, kind: str) -> Response:
    """Bytes of a media type that do not change while their token lives."""
    return Response(body, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


def saved(body: bytes, kind: str, name: str) -> Response:
    """A file that the browser saves under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


def streamed(pieces: Iterable[bytes], size: int, name: str) -> Response:
    """A file of so many bytes that the browser saves under a name, sent piece by piece."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


def refusal(status: int, text: str) -> Response:
    """A plain-text error reply, one sentence."""
    return PlainTextResponse(text, status_code=status)


class Reports(StreamingResponse):
    """Reports as lines of JSON; closing the connection closes their generator."""

    def __init__(self, reports: Generator[Mapping[str, object]]) -> None:
        """Stream these, one a line."""
        self.reports = reports
        lines = (json.dumps(report) + "\n" for report in reports)
        super().__init__(lines, media_type="application/x-ndjson")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the end or until the connection is closed, then close the reports."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.reports.close()

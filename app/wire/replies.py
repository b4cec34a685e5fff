"""Replies of the binary routes: raw little-endian numbers, files to save, plain sentences."""

import json
from collections.abc import Generator
from typing import Any

import numpy as np
import torch
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from torch import Tensor


def half(*tensors: Tensor) -> Response:
    """Tensors one after the other as float16; what is beyond its range becomes its largest."""
    limit = torch.finfo(torch.float16).max
    return _numbers(*(tensor.float().clamp(-limit, limit).half() for tensor in tensors))


def single(tensor: Tensor) -> Response:
    """A tensor as float32."""
    return _numbers(tensor.float())


def _numbers(*tensors: Tensor) -> Response:
    arrays = [np.ascontiguousarray(tensor.cpu().numpy()) for tensor in tensors]
    return raw(b"".join(array.tobytes() for array in arrays), "application/octet-stream")


def raw(body: bytes, kind: str) -> Response:
    """Bytes that stay what they are for as long as their token lives."""
    return Response(body, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


def saved(body: bytes, kind: str, name: str) -> Response:
    """A file that the browser saves under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


def sentence(status: int, text: str) -> Response:
    """Why there is no body."""
    return PlainTextResponse(text, status_code=status)


class Reports(StreamingResponse):
    """Reports as lines of JSON, closed at once when nobody reads on."""

    def __init__(self, reports: Generator[dict[str, Any]]) -> None:
        """Send these, one a line."""
        self.reports = reports
        lines = (json.dumps(report) + "\n" for report in reports)
        super().__init__(lines, media_type="application/x-ndjson")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; however that ends, the work behind the reports ends with it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.reports.close()

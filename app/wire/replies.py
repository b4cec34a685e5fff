"""Replies of the routes: raw little-endian numbers, JSON, files, and errors in plain text."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import cast

import numpy as np
import torch
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from torch import Tensor

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.engine.references import sentence
from app.unexpected import caught
from vit.overflow import NotFiniteError, check_pass

Handler = Callable[[Engine, Recorded, Request], Response]  # of a route under a view's token

# What torch raises of values that are no numbers.
_UNSOLVED = cast(type[Exception], torch.linalg.LinAlgError)  # pyright: ignore
# Errors whose messages are for the page.
SHOWN: tuple[type[Exception], ...] = (ValueError, IndexError, _UNSOLVED)
REPLY = "numbers of this reply"
NO_NUMBERS = (
    "Infinite or undefined values came out of this computation: use float32 instead of a "
    "half-precision dtype, or check the weights."
)


class Json(JSONResponse):
    """A reply in JSON; NotFiniteError, one sentence, where a number in it is none."""

    def render(self, content: object) -> bytes:
        """The bytes of the body."""
        return text_of(content).encode()


def text_of(content: object) -> str:
    """JSON without spaces, on one line; NotFiniteError where a number in it is none."""
    try:
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise NotFiniteError(NO_NUMBERS) from error


def half(*tensors: Tensor) -> Response:
    """Tensors one after the other in float16, clamped to its range."""
    limit = torch.finfo(torch.float16).max
    return _numbers(
        *(check_pass(tensor, REPLY).float().clamp(-limit, limit).half() for tensor in tensors)
    )


def single(tensor: Tensor) -> Response:
    """A tensor in float32; NotFiniteError, one sentence, where a number in it is none."""
    return with_gaps(check_pass(tensor, REPLY))


def with_gaps(tensor: Tensor) -> Response:
    """A tensor in float32, in which NaN stands for what there is not."""
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


def refused(error: Exception) -> Response:
    """The reply to a request that an error ended whose message is for the page."""
    return refusal(422, message_of(error))


def message_of(error: Exception) -> str:
    """The message of an error for the page."""
    if isinstance(error, _UNSOLVED):
        return NO_NUMBERS
    return sentence(str(error)) if isinstance(error, NotFiniteError) else str(error)


class Reports(StreamingResponse):
    """Reports as lines of JSON; closing the connection closes their generator."""

    def __init__(self, reports: Generator[Mapping[str, object]]) -> None:
        """Stream these, one a line; any error on the way ends them with a sentence."""
        self.reports = reports
        super().__init__(_lines(reports), media_type="application/x-ndjson")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the end or until the connection is closed, then close the reports."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.reports.close()


def _lines(reports: Iterable[Mapping[str, object]]) -> Iterator[str]:
    with caught("stream", sentences=(NotFiniteError,)) as end:
        for report in reports:
            yield f"{text_of(report)}\n"
    if end.sentence:
        yield f"{text_of({'error': end.sentence})}\n"

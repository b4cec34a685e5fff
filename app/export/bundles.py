"""Numbers as files: .npz of several arrays with their settings, .npy of a whole layer in pieces."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
from torch import Tensor

import vit
from app.engine.recorded import Recorded
from app.export import names
from vit.trace import attention_rows

Array = npt.NDArray[np.generic]
Floats = npt.NDArray[np.float32]
PIECE = 2**20  # weights that are computed at once: 4 MiB


def plain(values: Tensor) -> Floats:
    """A tensor as an array in float32."""
    return values.detach().float().cpu().numpy()


def bundle(recorded: Recorded, arrays: Mapping[str, Array], facts: Mapping[str, object]) -> bytes:
    """A .npz file of arrays with `settings`, a JSON text of these facts and of the pass.

    Equal contents give equal bytes: numpy writes no time into it.
    """
    key = recorded.key
    settings = {
        **facts,
        "checkpoint": key.checkpoint,
        "patch": key.patch,
        "framing": asdict(key.framing),
        "picture": key.digest,
        "program": names.signature(),
    }
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, settings=json.dumps(settings), **arrays)
    return file.getvalue()


def layer_shape(recorded: Recorded) -> tuple[int, int, int]:
    """[H,N,N], the shape of a layer's weights."""
    config = recorded.trace.config
    return config.heads, config.tokens, config.tokens


def layer_header(recorded: Recorded) -> bytes:
    """The header of the .npy file of a layer's weights in float32."""
    file = io.BytesIO()
    facts = {"descr": "<f4", "fortran_order": False, "shape": layer_shape(recorded)}
    np.lib.format.write_array_header_1_0(file, facts)
    return file.getvalue()


def layer_pieces(trace: vit.Trace, layer: int) -> Iterator[bytes]:
    """The weights of a layer, head by head, some rows at a time; each piece is a few MiB."""
    tokens = trace.config.tokens
    rows = max(1, PIECE // tokens)
    for query, key in zip(trace.query[layer], trace.key[layer], strict=True):
        for first in range(0, tokens, rows):
            weights = attention_rows(query[first : first + rows], key)
            yield plain(weights).astype("<f4", copy=False).tobytes()

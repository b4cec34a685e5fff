"""A taught model as a file: the folder that timm's save_for_hf writes, in a zip."""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from starlette.responses import Response

import vit
from app.wire.replies import streamed
from vit.pictures.images import InputError

PIECE = 2**20  # bytes that are read at a time
READ_ME = """\
Opened by   vit.load("local-dir:{folder}")
or by       timm.create_model("local-dir:{folder}", pretrained=True)
"""


def folder_reply(model: vit.ViT) -> Response:
    """The zip of a model's folder; InputError for an architecture that timm does not have."""
    name = folder_name(model.labels.names or ())
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it closes when the reply is sent
    try:
        _write(file, model, name)
    except ValueError as error:
        file.close()
        text = str(error)
        raise InputError(f"{text[:1].upper()}{text[1:]}.") from error
    size = file.tell()
    file.seek(0)
    return streamed(_pieces(file), size, f"{name}.zip")


def folder_name(names: tuple[str, ...]) -> str:
    """The folder of a model with these classes."""
    words = [re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in names[:3]]
    return "-".join(["classes", *(word[:16] for word in words if word)])


def _write(file: IO[bytes], model: vit.ViT, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="taught") as room:
        folder = vit.save_timm(model, Path(room) / name)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
            for path in sorted(folder.iterdir()):
                packed.write(path, f"{name}/{path.name}")
            packed.writestr(f"{name}/README.txt", READ_ME.format(folder=name))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece

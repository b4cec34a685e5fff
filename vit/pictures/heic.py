"""HEIC pictures, by an optional package.

pillow-heif is BSD-3-Clause. Its wheels hold libheif and libde265, both LGPL-3.0, and x265, GPL-2.0,
which encodes and is not used here.
"""

import importlib
import io
from typing import Any, cast

from PIL import Image

BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PACKAGE = "pillow-heif"
MISSING = (
    f"This is a HEIC picture, which opens where the package {PACKAGE} is installed: run "
    f"pip install {PACKAGE} in the program's environment and start it again, or save the picture "
    "as JPEG."
)


def is_heic(head: bytes) -> bool:
    """Whether a file of these first bytes says that it is one."""
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS


def open_heic(content: bytes) -> Image.Image | None:
    """The picture of a HEIC file, upright, with pixels that are decoded on demand.

    None where the package is missing. Any error of Pillow's decoders for a damaged file.
    """
    try:
        package = cast(Any, importlib.import_module("pillow_heif"))
    except ImportError:
        return None
    package.register_heif_opener(thumbnails=False)
    return Image.open(io.BytesIO(content), formats=("HEIF",))

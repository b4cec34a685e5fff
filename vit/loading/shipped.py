"""Files of the checkpoints in the folders of assets/checkpoints.

A folder holds `weights.safetensors`, and for measured weights `card.json` (figures, for the page),
`card.md` (the same as text) and `log.jsonl` (the training). The folder's name is the key that
`vit.load` takes. Metadata of the weights, each field a JSON text: `title`, `licence`, `trained_on`
(`drawings` or `photographs`), `gives` (the output of the last layer), `config`, `preprocessing`
and `labels`.
"""

import json
import math
import struct
from pathlib import Path
from typing import Any, cast

WEIGHTS, CARD, CARD_TEXT, LOG = "weights.safetensors", "card.json", "card.md", "log.jsonl"
_LONGEST = 100_000_000  # bytes of a header, as the safetensors library bounds it


def folders(parent: Path) -> list[Path]:
    """The folders of checkpoints below `parent`, sorted by name; empty if `parent` is missing."""
    return sorted(path for path in parent.glob("*") if path.is_dir())


def header(path: Path) -> tuple[dict[str, Any], int]:
    """Metadata and number of parameters of a safetensors file, from its header alone.

    ValueError or OSError for another or a missing file; a field that is not JSON is left out.
    """
    with path.open("rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else _LONGEST + 1
        if length > _LONGEST:
            raise ValueError(f"{path} is no safetensors file")
        tensors = cast("dict[str, Any]", json.loads(file.read(length)))
    facts: dict[str, Any] = {}
    for name, text in tensors.pop("__metadata__", {}).items():
        try:
            facts[name] = json.loads(text)
        except ValueError:
            continue
    return facts, sum(math.prod(tensor["shape"]) for tensor in tensors.values())

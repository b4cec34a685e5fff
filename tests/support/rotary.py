"""Small models whose queries and keys turn, in every kind of rotary positions."""

from typing import Any

from tests.support.tiny import tiny_model
from vit.config import Rope
from vit.model import ViT

KINDS: dict[str, Rope] = {
    "axial": Rope(temperature=100.0),
    "axial, columns first": Rope(temperature=100.0, columns_first=True),
    "axial, from an offset, scaled": Rope(temperature=10.0, reference=(2, 12), offset=1.0),
    "centred": Rope(kind="centred", temperature=100.0),
    "centred, columns first": Rope(kind="centred", temperature=10.0, columns_first=True),
    "mixed": Rope(kind="mixed"),
    "mixed, columns first": Rope(kind="mixed", columns_first=True),
}


def turning(rope: Rope, **changes: Any) -> ViT:
    """4 x 6 patches, a class token and two registers, three heads of four pairs each."""
    return tiny_model(rope=rope, **({"positions": "none"} | changes))

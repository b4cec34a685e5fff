"""What somebody said of a file of weights, and the error where that and the file do not fit."""

from dataclasses import dataclass

from vit.config import Preprocessing, ViTConfig


class Misfit(ValueError):  # noqa: N818 - reads as what it says
    """Parameters that are no ViT which this project can compute; the message says why.

    `weight` is larger the farther they are from one: the number of tensors that are at fault.
    """

    def __init__(self, message: str, weight: int = 1_000_000) -> None:
        """The message, part of a sentence, and how far the parameters are from a fit."""
        super().__init__(message)
        self.weight = weight


@dataclass(frozen=True)
class Hint:
    """The architecture that somebody named for a file, with what its parameters do not tell.

    `halves` and `scaled_once` are how timm stores it: `pairs_halves` and `scales_once`.
    """

    name: str
    config: ViTConfig
    preprocessing: Preprocessing
    halves: bool = False
    scaled_once: bool = False

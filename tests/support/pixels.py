"""Pictures of noise and models of any input, and pixels read back as levels of grey."""

from typing import Any

import numpy as np
from torch import Tensor

from tests.support.tiny import tiny_model
from vit.config import Preprocessing
from vit.model import ViT
from vit.preprocess import Prepared


def model_for(size: tuple[int, int], **facts: Any) -> ViT:
    model = tiny_model(image=size, depth=1)
    model.preprocessing = Preprocessing(size, **facts)
    return model


def noise(height: int, width: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def levels(prepared: Prepared) -> Tensor:
    """Pixels [3,H,W] as grey levels 0..255 again, for mean and std of 0.5."""
    return (prepared.pixels * 0.5 + 0.5) * 255

"""Files of pictures, and how far a decoded one is off."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from vit.pictures.images import InputError, Picture, decode

ROWS, COLS = 24, 40
# Red, green, blue, and white quarters: turned, mirrored or swapped channels show at once.
QUARTERS = np.zeros((ROWS, COLS, 3), np.uint8)
QUARTERS[:12, :20, 0] = QUARTERS[:12, 20:, 1] = QUARTERS[12:, :20, 2] = 255
QUARTERS[12:, 20:] = 255
GREY = np.linspace(0, 255, ROWS * COLS).round().astype(np.uint8).reshape(ROWS, COLS)


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    image.save(folder / name, **options)
    return folder / name


def off(picture: Picture, expected: npt.NDArray[np.uint8]) -> int:
    """Largest difference of any channel from the picture that should be seen."""
    if expected.ndim == 2:
        expected = np.repeat(expected[..., None], 3, axis=2)
    assert picture.rgb.shape == expected.shape
    return int(np.abs(picture.rgb.astype(int) - expected).max())


def refusal(path: Path, **options: int) -> str:
    with pytest.raises(InputError) as error:
        decode(path, **options)
    told = str(error.value)
    assert told.endswith(".")
    assert "\n" not in told
    return told

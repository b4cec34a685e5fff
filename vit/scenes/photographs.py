"""Photographs in installed packages, the only ones that this project measures on.

They are read from the packages and never copied.
"""

import importlib.util
from pathlib import Path
from typing import cast

import cv2

from vit.scenes.textures import Image

PHOTOGRAPHS: dict[str, tuple[str, str]] = {
    "cheetah running": ("gradio", "media_assets/images/cheetah.jpg"),
    "cheetah, face": ("gradio", "media_assets/images/cheetah1.jpg"),
    "cheetah cub": ("gradio", "test_data/cheetah2.jpg"),
    "lion": ("gradio", "media_assets/images/lion.jpg"),
    "tower": ("gradio", "media_assets/images/tower.jpg"),
    "film still, wooden face": ("gradio", "media_assets/images/groot.jpeg"),
    "Grace Hopper": ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
    "the earth, from a film": ("gradio", "media_assets/videos/world.mp4"),
    "man with a camera": ("skimage", "data/camera.png"),
    "coins": ("skimage", "data/coins.png"),
    "motorcycle": ("skimage", "data/motorcycle_left.png"),
    "distant galaxies": ("skimage", "data/hubble_deep_field.jpg"),
}
"""Package and file of each photograph by its subject; none shows one of the twenty classes."""


def photographs() -> dict[str, Image]:
    """Return the photographs of installed packages, rgb [height,width,3]; one frame of a video."""
    read = {name: _read(_folder(package) / path) for name, (package, path) in PHOTOGRAPHS.items()}
    return {name: image for name, image in read.items() if image is not None}


def _folder(package: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else Path("not installed")


def _read(path: Path) -> Image | None:
    if not path.is_file():
        return None
    if path.suffix == ".mp4":
        _, frame = cv2.VideoCapture(str(path)).read()
    else:
        frame = cv2.imread(str(path), cv2.IMREAD_COLOR)
    return None if frame is None else cast(Image, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))

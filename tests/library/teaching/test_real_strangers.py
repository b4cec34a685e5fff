"""None of these, on a DINOv2: five photographs taught by views, and pictures of no class.

The line is drawn from six strangers, drawn by lot, and tried on eleven others. The class token
serves up to block 11 and no longer after block 12: there no line can be drawn.
"""

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.support.photographs import STRIP, packaged
from vit.pictures.images import decode
from vit.teaching.strangers import nearness, strangers
from vit.teaching.teach import features_of, teach_features

SIDE, PATCH = 224, 14  # px
TAUGHT = (
    STRIP / "cat.jpg",
    STRIP / "astronaut.jpg",
    STRIP / "pavilion.jpg",
    packaged("gradio", "media_assets/images/lion.jpg"),
    packaged("skimage", "data/motorcycle_left.png"),
)
STRANGERS = (
    "coffee.png", "cell.png", "color.png", "hubble_deep_field.jpg", "logo.png", "moon.png",
    "rocket.jpg", "coins.png", "horse.png", "ihc.png", "microaneurysms.png", "page.png",
    "retina.jpg", "text.png", "clock_motion.png", "gravel.png", "camera.png",
)  # fmt: skip
KNOWN, DRAWS = 6, 40


def views(path: Path) -> list[np.ndarray]:
    """Two corners and the middle of a photograph, .7 of either side."""
    rgb = decode(path).rgb
    high, wide = rgb.shape[0] * 3 // 10, rgb.shape[1] * 3 // 10  # what is left off
    corners = ((0, 0), (high, wide), (high // 2, wide // 2))
    return [
        rgb[top : rgb.shape[0] - high + top, left : rgb.shape[1] - wide + left]
        for top, left in corners
    ]


@pytest.fixture(scope="module")
def read(dinov2):
    """The model, and features by depth of taught pictures and of strangers."""
    small = dinov2.at_size((SIDE, SIDE), PATCH)
    taught = [features_of(small, view) for path in TAUGHT for view in views(path)]
    files = [packaged("skimage", f"data/{name}") for name in STRANGERS]
    return small, taught, [features_of(small, decode(file).rgb) for file in files]


def draws(read, depth: int) -> list[int | None]:
    """Of eleven strangers how many are let in, of a model of this depth; None without a line."""
    model, taught, others = read
    labels = [path.stem for path in TAUGHT for _ in range(3)]
    views = [str(index) for index in range(len(labels))]  # each kept back for itself
    kept = [{depth: one[depth]} for one in taught]
    lesson = teach_features(model, kept, labels, views, "linear").lesson
    features = torch.cat([one[depth] for one in others])
    near = nearness(lesson, features).amax(dim=1)
    counts = list[int | None]()
    for seed in range(DRAWS):
        order = torch.randperm(len(features), generator=torch.Generator().manual_seed(seed))
        line = strangers(lesson, features[order[:KNOWN]]).line
        counts.append(None if line is None else int((near[order[KNOWN:]] >= line).sum()))
    return counts


def test_eleven_strangers_are_none_of_five_taught_photographs(read):
    let_in = draws(read, 11)
    assert None not in let_in
    assert sorted(let_in)[DRAWS // 2] == 0
    assert max(let_in) <= 1


def test_no_line_is_drawn_where_the_class_token_no_longer_serves(read):
    assert draws(read, 12).count(None) >= DRAWS * 0.9

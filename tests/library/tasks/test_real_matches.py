"""Matches of a DINOv2 between a photograph and itself turned, shrunk, greyer and darker."""

import pytest
import torch

import vit
from tests.benchmarks.matching import BEST, changed, gone, near
from tests.support.photographs import packaged
from vit.pictures.images import decode
from vit.tasks.matches import match_layer

SIDE, PATCH = 336, 14  # px
PHOTOGRAPHS = ("gradio/media_assets/images/lion.jpg", "skimage/data/motorcycle_left.png")


@pytest.mark.parametrize("file", PHOTOGRAPHS, ids=lambda file: file.rpartition("/")[2])
def test_two_of_three_pairs_are_right_and_nearly_all_that_are_drawn(dinov2, file: str):
    model = dinov2.at_size((SIDE, SIDE), PATCH)
    picture = decode(packaged(*file.split("/", 1)))
    pixels = vit.prepare(model, picture.rgb).pixels
    layer = match_layer(model.config.depth)
    with torch.inference_mode():
        first, second = vit.trace(model, pixels), vit.trace(model, changed(pixels))
        one, other = (vit.facet_directions(model, t, layer, "value") for t in (first, second))
        matches = vit.mutual_matches(one, other, first.grid.cols)
    right = near(matches, gone(first.grid, matches.first), first.grid)
    assert right.mean() >= 0.65
    assert right[:BEST].mean() >= 0.9

"""Colours of a DINOv2's last layer on photographs: its own axes show most of what differs there."""

import pytest

import vit
from app.engine.gallery import FOLDER
from vit.pictures.images import decode


@pytest.mark.parametrize("name", ["cat", "astronaut", "pavilion"])
def test_own_axes_show_most_of_the_last_layer(dinov2, name):
    """The same axes for all layers show 19 to 66 % of it on seven photographs, its own 81 to 92."""
    picture = decode(FOLDER / f"{name}.jpg")
    trace = vit.trace(dinov2, vit.prepare(dinov2, picture.rgb).pixels)
    own, common = (vit.feature_places(dinov2, trace, axes)[1] for axes in ("layer", "layers"))
    assert own[-1].sum() > 0.75
    assert own[-1].sum() > common[-1].sum() + 0.1
    colours = vit.feature_colours(dinov2, trace)
    assert vit.feature_colours(dinov2, trace).equal(colours)

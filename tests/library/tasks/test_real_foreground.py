"""Foreground and segments of a DINOv2 on a photograph: two ways to the figure agree."""

import vit
from app.engine.gallery import FOLDER
from vit.pictures.images import decode


def test_component_and_cut_find_the_same_figure(dinov2):
    picture = decode(FOLDER / "astronaut.jpg")
    trace = vit.trace(dinov2, vit.prepare(dinov2, picture.rgb).pixels)
    grid, depth = trace.grid, trace.config.depth
    values = vit.facet_values(dinov2, trace, depth)[grid.prefix :]
    mask = vit.foreground(values, grid.rows, grid.cols).mask
    assert 0.45 < mask.float().mean() < 0.7
    cut = vit.token_cut(vit.facet_directions(dinov2, trace, depth, "key"), grid.rows, grid.cols)
    both, either = (mask & cut.flatten()).sum(), (mask | cut.flatten()).sum()
    assert both / either > 0.8
    assert mask.view(grid.rows, grid.cols)[8, 18]  # the face
    assert not mask.view(grid.rows, grid.cols)[3, 3]  # the flag behind
    directions = vit.facet_directions(dinov2, trace, depth)
    labels, other = (vit.kmeans(directions, 3, seed)[0] for seed in (0, 1))
    assert vit.agreement(labels, other) > 0.9

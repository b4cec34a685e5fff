"""The law of linear scales: one patch that holds nearly all does not leave the rest of a map dark.

At least 5 % of a map's patches lie above 10 % of its colour scale: of a planted record always, and
of four photographs under a DINOv2 whose first layer has a sink, where its weights are here.
"""

from dataclasses import replace

import numpy as np
import pytest

import vit
from app.engine.engine import Engine
from app.engine.gallery import FOLDER
from app.engine.recorded import Recorded
from app.export import exports
from app.screens.explain import laboratory_saving
from app.screens.positions import saving as positions_saving
from app.settings import Selection, Settings
from app.share.page_facts import read_page
from app.wire.view_state import ViewState
from tests.support.client import Page
from tests.support.packages import KEY
from vit.figures.paper import masked
from vit.figures.parts import MapPart
from vit.figures.scale import linear_scale, robust_top
from vit.maps.flow import attention_rows
from vit.pictures.images import decode

LEAST, LIGHT = 0.05, 0.1
HEADS = [{"method": "attention", "scale": scale} for scale in ("map", "shared")]
ROLLOUTS = [{"method": "rollout", "scale": scale} for scale in ("map", "shared")]
LINEAR = [view | {"root": root} for view in HEADS + ROLLOUTS for root in (False, True)]
PHOTOGRAPHS = ("cat", "astronaut", "pavilion", "coffee")


def light(engine: Engine, recorded: Recorded, **facts) -> float:
    """The share of a map's patches above a tenth of its scale, on Explore."""
    state = ViewState(**facts)
    heatmap = exports.heat(engine, recorded, state)
    scale = exports.scale(engine, recorded, state, heatmap)
    return float((scale.positions(heatmap.values) > LIGHT).mean())


def light_parts(engine: Engine, recorded: Recorded, contents, link: str) -> list[float]:
    """The same of every map that a screen saves."""
    parts = contents(engine, recorded, read_page(engine, recorded, link)).parts
    panels = [part.panel for part in parts if isinstance(part, MapPart)]
    return [float((panel.scale.positions(panel.heat) > LIGHT).mean()) for panel in panels]


def screens(engine: Engine, recorded: Recorded) -> list[float]:
    """The same of the laboratory and of the position lab, and of figure 6 in pixels."""
    heat = vit.rollout(recorded.trace).numpy()
    figure = masked(np.full((90, 90, 3), 100, np.uint8), heat)
    return [
        *light_parts(engine, recorded, laboratory_saving.contents, "contrast=map"),
        *light_parts(engine, recorded, positions_saving.contents, "screen=positions&positions=lab"),
        float((figure > 100 * LIGHT).mean()),
    ]


@pytest.fixture(scope="module")
def planted():
    """A view of 24 x 24 patches; head 1 of layer 1 gives one patch nearly all of every query."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        page = Page(monkeypatch, image=(192, 192), registers=0)
        trace = page.trace
        query, key = (0.2 * part.clone() for part in (trace.query, trace.key))
        query[0, 0], key[0, 0] = 1.0, 0.0
        key[0, 0, 300] = 20.0
        recorded = replace(page.recorded, trace=replace(trace, query=query, key=key))
    return page, recorded


def test_the_planted_head_gives_one_patch_nearly_all(planted):
    attention = planted[1].trace.attention(0)
    assert attention[0, :, 300].min() > 0.99
    assert attention[1].max() < 0.05


@pytest.mark.parametrize("facts", LINEAR, ids=lambda facts: " ".join(map(str, facts.values())))
@pytest.mark.parametrize("layer", [0, 1, 2])
@pytest.mark.parametrize("query", [None, 40])
def test_a_planted_patch_does_not_darken_explore(planted, facts, layer, query):
    page, recorded = planted
    view = {"layer": layer, "end": layer, "query": query} | facts
    assert light(page.engine, recorded, **view) >= LEAST


def test_a_planted_patch_does_not_darken_the_other_screens(planted):
    page, recorded = planted
    assert min(screens(page.engine, recorded)) >= LEAST


@pytest.mark.parametrize("how", [{}, {"start": 1}, {"leave_out": True}], ids=str)
def test_rollouts_share_the_scale_of_the_rollout_in_hand(planted, how):
    """It was that of a plain rollout, whatever the map leaves out or where it starts."""
    page, recorded = planted
    state = ViewState(method="rollout", scale="shared", **how)
    scale = exports.scale(page.engine, recorded, state, exports.heat(page.engine, recorded, state))
    without = vit.attention_sinks(recorded.trace) if "leave_out" in how else None
    stages = vit.rollout_stages(recorded.trace, start=how.get("start", 0), without=without)
    patches = stages[:, recorded.trace.grid.prefix :].numpy()
    assert scale.high == pytest.approx(robust_top(patches))


@pytest.fixture(scope="module")
def real(dinov2):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vit, "load", lambda _, **__: dinov2, raising=False)
        yield Engine(Settings(device="cpu", threads=1))


@pytest.fixture(scope="module", params=PHOTOGRAPHS)
def photograph(real, request) -> Recorded:
    picture = real.hold(decode(FOLDER / f"{request.param}.jpg"))
    return real.record(real.key(Selection(picture.digest, KEY)))


@pytest.mark.parametrize("query", [None, 700])
def test_no_photograph_is_dark_on_explore(real, photograph, query):
    """The mean of heads of the first, a middle and the last layer, and rollout; alone, shared."""
    last = photograph.trace.config.depth - 1
    views = [view | {"layer": layer} for view in HEADS for layer in (0, last // 2, last)]
    for view in [*views, *(view | {"end": last} for view in ROLLOUTS)]:
        assert light(real, photograph, query=query, **view) >= LEAST, view


def test_no_photograph_is_dark_on_the_other_screens(real, photograph):
    assert min(screens(real, photograph)) >= LEAST


def test_class_attention_of_no_head_is_dark(photograph):
    """Very sparse heads too: the patches above the end of the scale are as light as it gets."""
    patches = attention_rows(photograph.trace, None, "from")[..., 1:].numpy()
    for values in patches.reshape(-1, patches.shape[-1]):
        positions = linear_scale(robust_top(values)).positions(values)
        assert (positions == 1).sum() >= 7

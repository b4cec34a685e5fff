"""A model with rotary positions from a folder of this machine: its input size is live."""

import pytest
import timm
import torch
from playwright.sync_api import expect
from timm.models import save_for_hf

from app.settings import Settings
from tests.support.site import serving
from tests.support.visit import Visit
from vit.loading.weights import load

pytestmark = pytest.mark.browser

SIZES = {"img_size": 64, "embed_dim": 48, "depth": 2, "num_heads": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small DINOv3 with every parameter random, saved as somebody saves a fine-tune."""
    path = tmp_path_factory.mktemp("mine")
    model = timm.create_model("vit_small_patch16_dinov3", num_classes=3, **SIZES)
    generator = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        parameter.data.normal_(generator=generator).mul_(0.3)
    names = {"label_names": ["rose", "tulip", "oak"]}
    save_for_hf(model, path, model_config=names, model_args=SIZES, safe_serialization=True)
    return path


@pytest.fixture(scope="module")
def garden(folder):
    """An app that was started with this model."""
    settings = Settings(device="cpu", threads=1, model=f"local-dir:{folder}")
    with serving(settings, load) as running:
        yield running


@pytest.fixture
def opened(chrome, garden):
    context = chrome.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    one = Visit(context.new_page())
    one.watch()
    one.page.goto(garden.url)
    one.ready()
    yield one
    context.close()
    assert one.errors == []
    assert one.outside(garden.url) == []


def slider(one):
    return one.page.locator("#av-side input[type=range]")


def test_the_input_size_is_a_live_control(opened, garden):
    trace = garden.trace(opened.token)
    assert (trace.grid.rows, trace.config.rope.kind) == (4, "centred")
    expect(opened.page.locator("#av-answer")).to_contain_text("rose")
    for side in (96, 160):
        before = opened.token
        slider(opened).fill(str(side))
        trace = garden.trace(opened.ready(after=before))
        assert trace.config.image == (side, side)
        assert trace.grid.rows == side // 16
    expect(slider(opened)).to_have_attribute("step", "16")


def test_the_positions_screen_shows_what_the_rotation_gives(opened, garden):
    opened.page.get_by_role("tab", name="Positions").click()
    opened.painted()
    config = garden.trace(opened.token).config
    told = f"Rotary: {config.head_width // 2} pairs of a query"
    expect(opened.page.locator(".av-positions")).to_contain_text(told)

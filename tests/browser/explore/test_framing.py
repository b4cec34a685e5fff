"""The frame on the picture in Chromium: moved by pointer and keys, or the whole picture shown."""

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

import vit
from app.engine import engine as engine_module
from tests.support.screens.explore import (
    upload,
)
from tests.support.visit import part
from vit.framing import Framing

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

SHAPE = (60, 80)  # of the uploads: 7/8 of the shorter side is seen


def frame(one):
    """The frame as [left, top, width, height] in pixels of the upload."""
    inner, outer = part(one, "frame").bounding_box(), part(one, "source").bounding_box()
    pixel = SHAPE[1] / outer["width"]
    left, top = inner["x"] - outer["x"], inner["y"] - outer["y"]
    return [value * pixel for value in (left, top, inner["width"], inner["height"])]


def hold(one, across, down):
    """Take the frame in its middle and pull it by pixels of the page, without letting go."""
    box = part(one, "frame").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x + across, y + down, steps=3)


def test_the_frame_is_pulled_and_the_view_computed_where_it_is_let_go(visit, site, photo):
    one = visit(new=True)
    before = upload(one, photo())
    expect(part(one, "fit")).to_have_value("crop")
    first = site.trace(before)
    centred = first.view.crop
    assert frame(one) == pytest.approx(list(centred), abs=0.8)
    still = part(one, "stage").screenshot()
    one.requests.clear()
    hold(one, 200, 0)  # far beyond the edge: it stops there
    assert frame(one)[0] + frame(one)[2] == pytest.approx(80, abs=0.8)
    expect(part(one, "frame")).to_have_attribute("aria-valuenow", "100")
    assert part(one, "stage").screenshot() != still  # the picture follows before any request
    assert one.data_requests() == []
    assert one.token == before
    one.page.mouse.up()
    after = one.ready(after=before)
    crop = site.trace(after).view.crop
    assert crop.left + crop.width == pytest.approx(80)
    assert crop.top == pytest.approx(centred.top)
    assert site.engine.granted(after).framing == Framing("crop", right=1.0)
    assert frame(one) == pytest.approx(list(crop), abs=0.8)
    expect(part(one, "fit")).to_have_value("moved")
    part(one, "frame").dblclick()
    back = one.ready(after=after)
    assert site.trace(back).view.crop == centred
    assert site.trace(back).logits.equal(first.logits)
    expect(part(one, "fit")).to_have_value("crop")


def test_arrow_keys_move_the_frame_and_not_the_query(visit, site, photo):
    one = visit()
    before = upload(one, photo())
    where, centred = part(one, "where").inner_text(), site.trace(before).view.crop
    part(one, "frame").focus()
    for _ in range(3):
        one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("Shift+ArrowUp")
    after = one.ready(after=before)
    moved = site.engine.granted(after).framing
    assert moved.down == -1  # a tenth of 80 px is more than the 4 px there are
    assert -1 < moved.right < 0
    expect(part(one, "where")).to_have_text(where)
    expect(part(one, "fit")).to_have_value("moved")
    part(one, "fit").select_option("crop")
    back = one.ready(after=after)
    assert site.trace(back).view.crop == centred


def test_the_whole_picture_squashed_or_in_its_own_shape(visit, site, photo):
    one = visit()
    before = upload(one, photo())
    part(one, "fit").select_option("squash")
    squashed = one.ready(after=before)
    view = site.trace(squashed).view
    assert view.input == (96, 96)
    assert list(view.crop) == pytest.approx([0, 0, 80, 60])
    box = part(one, "stage").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(80 / 60, rel=0.01)  # as on the upload
    expect(part(one, "seen")).to_have_text("all 60 × 80 px seen")
    expect(part(one, "frame")).to_have_attribute("aria-disabled", "true")
    part(one, "fit").select_option("shape")
    shaped = one.ready(after=squashed)
    assert site.trace(shaped).view.input == vit.own_shape(SHAPE, (96, 96), 8)
    one.page.locator("#av-patch label", has_text="16").click()
    coarse = one.ready(after=shaped)
    assert site.trace(coarse).view.input == vit.own_shape(SHAPE, (96, 96), 16)
    upload(one, photo("other.png", (90, 60)))  # the choice stays, in the new picture's shape
    assert site.trace(one.token).view.input == vit.own_shape((90, 60), (96, 96), 16)


def test_another_picture_begins_in_the_middle(visit, site, photo):
    one = visit()
    before = upload(one, photo())
    hold(one, -200, 0)
    one.page.mouse.up()
    one.ready(after=before)
    token = upload(one, photo("other.png"))
    assert site.engine.granted(token).framing == Framing()


def test_what_is_saved_says_the_frame_and_gives_the_same_array(visit, site, photo):
    one = visit()
    path = photo()
    before = upload(one, path)
    hold(one, 200, 0)
    one.page.mouse.up()
    token = one.ready(after=before)
    get = one.page.request.get
    base = f"{site.url.rstrip('/')}/gradio_api/vit/{token}"
    saved = np.load(io.BytesIO(get(f"{base}/array.npz?layer=5").body()))
    facts = json.loads(str(saved["settings"]))
    assert facts["framing"] == {"fit": "crop", "down": 0.0, "right": 1.0}
    lines = get(f"{base}/python?layer=5").text()
    assert "vit.Framing('crop', down=0.0, right=1.0)" in lines
    names = {"rgb": np.asarray(Image.open(path).convert("RGB")), "vit": vit}
    names["model"] = site.recorded(token).model
    exec("\n".join(lines.splitlines()[3:]), names)
    np.testing.assert_allclose(names["heat"], saved["heat"], rtol=1e-5)


def test_boxes_on_the_upload_are_those_of_the_library(modules):
    code = """async ([token, meta]) => {
      const {patchOnUpload} = await attentionViewer.load('explore/framing');
      return patchOnUpload(token, meta); }"""
    grid = vit.Grid(6, 9, 8, prefix=3)
    view = vit.View((211, 333), vit.Box(-3.25, 17.5, 271.3, 180.1), (48, 72))
    meta = {"crop": list(view.crop), "source": view.source, "rows": 6, "cols": 9, "prefix": 3}
    for token in (3, 11, 30, 56):
        assert modules.evaluate(code, [token, meta]) == pytest.approx(
            list(view.to_source(grid.box(token)))
        )


def test_a_gpu_without_memory_is_said_on_the_page(visit, site, photo, monkeypatch):
    trace, failures = vit.trace, iter([torch.OutOfMemoryError("CUDA out of memory")])

    def fail_once(*arguments):
        for error in failures:
            raise error
        return trace(*arguments)

    one = visit(new=True)
    monkeypatch.setattr(engine_module.vit, "trace", fail_once)
    monkeypatch.setattr(site.engine.store, "leave_gpu", lambda _: True)
    monkeypatch.setattr(site.engine.store, "device", torch.device("cuda"))
    upload(one, photo())
    expect(part(one, "notice")).to_contain_text("The GPU has too little memory for this")
    expect(part(one, "machine")).to_contain_text("cpu")

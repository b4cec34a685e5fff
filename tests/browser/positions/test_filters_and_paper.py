"""Embedding filters and the figures of the paper: what they show is the library's."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

import vit
from tests.support.screens.positions import cell, number, open_positions, section, status
from tests.support.visit import part, point_at, slide
from vit.figures.paper import masked

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_a_filter_answers_as_the_projection_does(visit, site):
    one = open_positions(visit())
    section(one, "Embedding filters")
    model, key = site.recorded(one.token).model, site.engine.granted(one.token)
    pixels = site.engine.prepared(key).pixels
    for patch in (8, 11):
        slide(part(one, "filters-slider"), patch)
        expect(part(one, "filters-slider-out")).to_have_text(f"{patch} px")
        one.painted()
        found, shares = vit.filter_components(model.at_size((patch, patch), patch))
        responses = vit.filter_responses(found, pixels)
        side = 96 // patch
        point_at(one, part(one, "filters-sheet"), 3.5 / 7, 1.5 / 4)
        title = f"Filter 11, {100 * float(shares[10]):.1f} % of variance"
        expect(part(one, "filters-title")).to_have_text(title)
        point_at(one, part(one, "filters-sheet"), 3.5 / 7, 1.5 / 4, click=True)
        covered = side * patch / 96
        point_at(one, part(one, "filters-stage"), 4.5 / side * covered, 2.5 / side * covered)
        one.until(lambda: "in patch (2, 4)" in status(one), True)
        value = number(status(one).split("response")[1].split("in patch")[0])
        assert value == pytest.approx(float(responses[10, 2, 4]), rel=1e-2, abs=2e-3)


def test_the_paper_page_saves_its_figures(visit, site):
    one = open_positions(visit())
    section(one, "Figures of the paper")
    expect(part(one, "paper-recipe6")).to_contain_text("averaged over 6 heads")
    stem = "cat_Scenes-ViT-embedded"
    for file, begins in (("6.png", b"\x89PNG"), ("7.svg", b"<?xml"), ("7.pdf", b"%PDF")):
        number, kind = file.split(".")
        with one.page.expect_download() as download:
            one.page.locator(f"[data-file='{file}']").click()
        assert download.value.suggested_filename == f"figure-{number}_{stem}.{kind}"
        assert Path(download.value.path()).read_bytes().startswith(begins)


MASK = """() => {
  const canvas = document.querySelector('[data-av=paper-masked]');
  const input = document.querySelector('[data-av=paper-input]');
  const read = one => [...one.getContext('2d').getImageData(0, 0, one.width, one.height).data];
  return [read(input), read(canvas), canvas.height, canvas.width];
}"""


def test_figure_6_is_the_picture_times_its_rollout(visit, site):
    one = open_positions(visit(new=True))
    section(one, "Figures of the paper")
    photo, shown, height, width = one.page.evaluate(MASK)
    photo, shown = (np.array(p).reshape(height, width, 4)[..., :3] for p in (photo, shown))
    heat = vit.rollout(site.trace(one.token)).numpy()
    expected = masked(photo.astype(np.uint8), heat).astype(float)
    assert np.abs(shown - expected).mean() < 2
    assert np.abs(shown - photo).mean() > 10


def test_a_dot_of_figure_7_is_a_head_s_attention_distance(visit, site):
    one = open_positions(visit())
    section(one, "Figures of the paper")
    place = one.page.evaluate(DOT)
    one.page.mouse.move(*place)
    distance = vit.attention_distance(site.trace(one.token))
    one.until(lambda: status(one).startswith("L"), True)
    layer, head = (int(n) - 1 for n in re.findall(r"[LH](\d+)", status(one)))
    value = float(re.search(r"([\d.]+) px", status(one))[1])
    assert value == pytest.approx(float(distance[layer, head]), abs=0.06)


DOT = """() => {
  const canvas = document.querySelector('[data-av=paper-distances]');
  const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let y = 20; y < canvas.height - 60; y++) for (let x = 60; x < canvas.width - 20; x++) {
    const i = 4 * (y * canvas.width + x);                 // yellow: the last head
    if (data[i] > 230 && data[i + 1] > 220 && data[i + 2] < 80) {
      return [box.left + x / ratio, box.top + y / ratio];
    }
  }
}"""


def test_keys_move_the_position_and_the_filter(visit):
    one = open_positions(visit())
    cell(one, "tiles-stage", (12, 12), 4, 4, click=True)
    one.page.keyboard.press("ArrowDown")
    expect(part(one, "tiles-title")).to_have_text("Position similarity with (5, 4)")
    section(one, "Embedding filters")
    one.page.keyboard.press(".")
    expect(part(one, "filters-title")).to_contain_text("Filter 2,")

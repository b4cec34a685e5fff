"""Figures 6 and 7 of the ViT paper: what is drawn, and what their files say."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import vit
from tests.support.client import Page
from tests.support.svg import words
from vit.figures.paper import PaperFacts, figure6, figure7, masked, sheet, tiles

PHOTO = np.full((40, 60, 3), (200, 100, 50), np.uint8)
HEAT = np.array([[0.0, 0.2, 0.4], [0.1, 0.1, 0.1]])
FACTS = PaperFacts(
    filters=np.linspace(0, 1, 28 * 4 * 4 * 3).reshape(28, 4, 4, 3),
    similarity=np.ones((2, 3, 2, 3)),
    distances=np.array([[10.0, 30], [40, 20], [25, 25]]),
    uniform=33.0,
    named="Tiny/8",
)


def test_the_photo_is_multiplied_with_the_heat_over_its_maximum():
    shown = masked(PHOTO, HEAT)
    assert shown.shape == PHOTO.shape
    assert shown[2, 57].tolist() == [200, 100, 50]  # the middle of the brightest patch and beyond
    assert shown[2, 2].tolist() == [0, 0, 0]
    assert shown[37, 30].tolist() == [50, 25, 12]
    assert not masked(PHOTO, np.zeros((2, 3))).any()


def test_the_mask_is_bilinear():
    shown = masked(np.full((1, 4, 3), 100, np.uint8), np.array([[0.0, 1.0]]))
    assert shown[0, :, 0].tolist() == [0, 25, 75, 100]


def test_filters_stand_in_rows_of_seven():
    filters = np.arange(9)[:, None, None, None] / 10 * np.ones((9, 8, 8, 3))
    joined = sheet(filters)
    assert joined.shape == (17, 62, 3)
    assert joined[3, 9 * 2 + 3].tolist() == pytest.approx([0.2] * 3)
    assert joined[9 + 3, 9 + 3].tolist() == pytest.approx([0.8] * 3)
    assert (joined[8] == 1).all()  # the gap
    assert (joined[9 + 3, 9 * 2 + 3] == 1).all()  # no tenth filter


def test_tile_r_c_is_position_r_c_with_all_others():
    similarity = np.arange(36.0).reshape(2, 3, 2, 3)
    joined, every = tiles(similarity)
    assert (joined.shape, every) == ((5, 11), 1)
    assert joined[3:5, 4:7].tolist() == similarity[1, 1].tolist()
    assert np.isnan(joined[2]).all()


def test_a_sheet_of_many_tiles_shows_every_other_position():
    similarity = np.broadcast_to(np.arange(41)[:, None, None, None], (41, 1, 41, 1))
    joined, every = tiles(similarity)
    assert every == 2
    assert joined[42 : 42 + 41, 0].tolist() == [2.0] * 41


def test_the_files_say_what_they_show():
    svg = words(figure6(PHOTO, HEAT, "How it was made.", "svg"))
    assert all(text in svg for text in ("Input", "Attention", "How it was made."))
    svg = words(figure7(FACTS, "The settings.", "svg"))
    for text in ("RGB embedding filters", "Position embedding similarity", "Tiny/8", "cosine"):
        assert text in svg
    image = Image.open(io.BytesIO(figure7(FACTS, "The settings.", "png")))
    assert image.text["Description"] == "The settings."


def test_without_positions_a_sentence_stands_in_their_place():
    svg = words(figure7(replace(FACTS, similarity="There are none."), "x", "svg"))
    assert "There are none." in svg
    assert "cosine" not in svg


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_figure_is_the_same_file(kind):
    assert figure7(FACTS, "x", kind) == figure7(FACTS, "x", kind)
    assert figure6(PHOTO, HEAT, "x", kind) == figure6(PHOTO, HEAT, "x", kind)


# ---- of a view


def test_the_page_s_distances_are_the_library_s(monkeypatch):
    page = Page(monkeypatch)
    facts = page.get("paper").json()
    expected = vit.attention_distance(page.trace)
    assert np.array(facts["distances"]) == pytest.approx(expected.numpy(), rel=1e-5)
    assert "rollout (Abnar & Zuidema 2020" in facts["recipes"]["6"]
    assert "3 heads, half of it" in facts["recipes"]["6"]
    assert "first 24 principal components of the 24 embedding filters" in facts["recipes"]["7"]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_both_figures_are_saved_with_their_recipe(monkeypatch, kind):
    page = Page(monkeypatch, base_patch=4, base_grid=(8, 12))
    for number in (6, 7):
        reply = page.get(f"paper/{number}.{kind}")
        assert reply.status_code == 200
        assert (
            f"figure-{number}_noise_Scenes-ViT-embedded.{kind}"
            in reply.headers["content-disposition"]
        )
        if kind == "svg":
            recipe = page.get("paper").json()["recipes"][str(number)]
            assert recipe in words(reply.content)
    if kind == "svg":
        assert "4 × 6 patches, interpolated from 8 × 12" in words(reply.content)


def test_a_model_without_a_class_token_or_positions_has_both(monkeypatch):
    page = Page(monkeypatch, pool="avg", class_token=False, positions="none")
    assert "from the mean of the patches" in page.get("paper").json()["recipes"]["6"]
    assert "adds no position embeddings" in words(page.get("paper/7.svg").content)


def test_what_is_no_figure_is_refused(monkeypatch):
    page = Page(monkeypatch)
    assert "Figure 5 is not one" in page.get("paper/5.png").text
    assert "cannot be saved as 'gif'" in page.get("paper/6.gif").text

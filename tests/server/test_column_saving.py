"""What Compare saves of tokens: the arrays are the library's, matches are lines in the figure."""

import io
import re

import numpy as np
import pytest
import torch

import vit
from app.engine.visits import DIGITS
from tests.support.client import Page, noise


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch, classes=6)


@pytest.fixture
def other(page):
    """The digits and the trace of another picture of the visit."""
    picture = page.engine.hold(noise(3))
    page.engine.visits.own("a page", picture.digest)
    digits = picture.digest[:DIGITS]
    token = page.get("column", column="c2", own=digits).json()["viewer"]["token"]
    return digits, page.engine.record(page.engine.granted(token)).trace


def arrays(page: Page, link: str) -> dict[str, np.ndarray]:
    reply = page.get("saved/compare.npz", link=link)
    assert reply.status_code == 200, reply.text
    return dict(np.load(io.BytesIO(reply.content)))


def directions(page: Page, trace: vit.Trace, facet: str = "value", layer: int = 2):
    return vit.facet_directions(page.recorded.model, trace, layer, facet)


def test_matches_are_saved_as_numbers_and_as_lines(page, other):
    digits, trace = other
    link = f"kind=matches&pairs=7&columns=;own:{digits}"
    saved = arrays(page, link)
    expected = vit.mutual_matches(
        directions(page, page.trace), directions(page, trace), trace.grid.cols
    )
    for name in ("first", "second", "cosine", "margin"):
        np.testing.assert_allclose(saved[f"{name}1to2"], getattr(expected, name), atol=1e-6)
    figure = page.get("saved/compare.svg", link=link).text
    bare = page.get("saved/compare.svg", link=f"kind=matches&pairs=1&columns=;own:{digits}").text
    lines = 2 * min(7, len(expected.first)) - 2  # each is drawn twice, the halo first
    assert figure.count("<path") - bare.count("<path") == lines
    assert "noise 3" in figure


def test_matches_are_saved_in_the_order_in_which_the_columns_stand(page, other):
    digits, trace = other
    link = f"kind=matches&columns=;own:{digits}&order="
    both = [directions(page, one) for one in (page.trace, trace)]
    for order, (one, two) in (("0.1", both), ("1.0", both[::-1]), ("1.1", both), ("x", both)):
        expected = vit.mutual_matches(one, two, trace.grid.cols)
        np.testing.assert_array_equal(arrays(page, link + order)["first1to2"], expected.first)


def test_columns_without_a_common_similarity_have_no_lines(page, other):
    digits, _ = other
    link = f"kind=matches&columns=;own:{digits},facet:key"
    assert not [name for name in arrays(page, link) if name.startswith("first")]
    texts = re.findall(r">([^<]+)</text>", page.get("saved/compare.svg", link=link).text)
    assert "A value and a key have no common similarity" in " ".join(texts)


@pytest.mark.parametrize("source", [0, 1])
def test_similarity_is_with_the_chosen_patch_of_its_own_column(page, other, source):
    digits, trace = other
    saved = arrays(page, f"kind=similarity&source={source}&place=0.1,0.3&columns=;own:{digits}")
    both = [directions(page, one) for one in (page.trace, trace)]
    grid = trace.grid
    token = int(0.3 * grid.rows) * grid.cols + int(0.1 * grid.cols)
    for i, table in enumerate(both):
        expected = (table @ both[source][token]).view(grid.rows, grid.cols)
        np.testing.assert_allclose(saved[f"column{i + 1}"], expected, atol=1e-6)


def test_norms_and_received_attention_are_those_of_the_library(page, other):
    digits, trace = other
    saved = arrays(page, f"kind=norms&depth=1&columns=;own:{digits}")
    for i, one in enumerate((page.trace, trace)):
        lengths = vit.feature_norms(one)[1]
        np.testing.assert_allclose(saved[f"column{i + 1}"], lengths / lengths.median(), rtol=1e-5)
    saved = arrays(page, "kind=sinks&layer=1&head=2")
    received = page.trace.attention(1)[2].mean(dim=0)[page.trace.grid.prefix :]
    np.testing.assert_allclose(saved["column1"].ravel(), received, rtol=1e-4)


def test_colours_are_those_of_the_layer(page):
    saved = arrays(page, "kind=colours&depth=2&coding=rgb")
    expected = vit.feature_colours(page.recorded.model, page.trace, coding="rgb")[2]
    torch.testing.assert_close(
        torch.from_numpy(saved["column1"]), expected.float(), atol=1e-4, rtol=1e-4
    )
    assert page.get("saved/compare.png", link="kind=colours&axes=layers").status_code == 200


@pytest.mark.parametrize("kind", ["foreground", "segments"])
def test_groups_of_patches_are_saved_of_every_column(page, other, kind):
    digits, trace = other
    saved = arrays(page, f"kind={kind}&facet=key&depth=2&segments=3&columns=;own:{digits}")
    rows, cols = trace.grid.rows, trace.grid.cols
    assert [saved[f"column{i}"].shape[:2] for i in (1, 2)] == [(rows, cols)] * 2
    figure = page.get("saved/compare.png", link=f"kind={kind}&segments=3&columns=;own:{digits}")
    assert figure.status_code == 200

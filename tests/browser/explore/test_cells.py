"""The matrix of Explore with one figure of each head in place of its map."""

import math

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

META = {"prefix": 2, "rows": 3, "cols": 4, "patch": 10, "tokens": 14}


UNIT = """async ([cells, query, values, meta]) => {
    const {cellUnit} = await attentionViewer.load('explore/cells');
    const unit = cellUnit({cells, trace: {meta}}, query);
    return unit && unit(Float32Array.from(values));
}"""


def unit(modules, cells, query, values):
    return modules.evaluate(UNIT, [cells, query, list(map(float, values)), META])


@pytest.fixture
def values():
    """A column of attention, which does not sum to 1."""
    return np.random.default_rng(0).random(META["tokens"])


def test_figures_of_a_map_are_shares_of_the_largest_there_can_be(modules, values):
    share = values / values.sum()
    entropy = -(share * np.log2(share)).sum() / math.log2(META["tokens"])
    assert unit(modules, "entropy", 5, values) == pytest.approx(entropy, abs=1e-6)
    assert unit(modules, "prefix", 5, values) == pytest.approx(share[:2].sum(), abs=1e-6)
    assert unit(modules, "maps", 5, values) is None


def test_distance_is_from_a_patch_to_patches(modules, values):
    rows, cols = np.divmod(np.arange(12), META["cols"])
    far = np.hypot(rows - 2, cols - 1)  # from patch (2, 1), which is token 11
    inside = values[2:] / values[2:].sum()
    expected = (inside * far).sum() / far.max()
    assert unit(modules, "distance", 11, values) == pytest.approx(expected, abs=1e-6)
    assert math.isnan(unit(modules, "distance", 0, values))


def test_the_matrix_shows_the_figure_that_is_chosen_and_follows_the_pointer(visit):
    one = visit(new=True)
    matrix, cells = part(one, "matrix"), part(one, "cells")
    maps = matrix.screenshot()
    one.forget()
    cells.select_option("distance")
    expect(part(one, "matrix-where")).to_have_text("only from a patch")
    one.painted()
    empty = matrix.screenshot()
    box = part(one, "stage").bounding_box()
    one.page.mouse.move(box["x"] + 0.04 * box["width"], box["y"] + 0.04 * box["height"])
    far = math.hypot(11, 11) * 8
    expect(part(one, "matrix-where")).to_have_text(f"dark 0 to light {far:.0f} px")
    one.painted()
    assert len({maps, empty, matrix.screenshot()}) == 3
    one.page.mouse.move(0, 0)
    cells.select_option("entropy")
    expect(part(one, "matrix-where")).to_have_text(f"dark 0 to light {math.log2(145):.1f} bit")
    cells.select_option("maps")
    expect(part(one, "matrix-where")).to_contain_text("attention from the class token")
    one.painted()
    assert matrix.screenshot() == maps
    assert one.data_requests() == []

"""Tokens, cells, boxes and points of a grid agree, and a view goes both ways."""

import pytest

from vit.grid import Box, Grid, View

GRID = Grid(rows=3, cols=5, patch=8, prefix=2)


def test_counts():
    assert (GRID.patches, GRID.tokens) == (15, 17)


def test_token_and_cell_are_inverse_row_by_row():
    cells = [GRID.cell(token) for token in range(GRID.prefix, GRID.tokens)]
    assert cells == [(row, col) for row in range(3) for col in range(5)]
    assert [GRID.token(row, col) for row, col in cells] == list(range(2, 17))


@pytest.mark.parametrize("token", [-1, 0, 1, 17])
def test_a_token_that_is_no_patch_is_refused(token: int):
    with pytest.raises(IndexError, match=f"token {token} is not a patch: patches are 2 to 16"):
        GRID.cell(token)


@pytest.mark.parametrize("cell", [(-1, 0), (0, -1), (3, 0), (0, 5)])
def test_a_cell_outside_is_refused(cell: tuple[int, int]):
    with pytest.raises(IndexError, match=r"is outside the 3 x 5 grid"):
        GRID.token(*cell)


def test_boxes_tile_the_input():
    boxes = [GRID.box(token) for token in range(GRID.prefix, GRID.tokens)]
    assert boxes[0] == Box(0, 0, 8, 8)
    assert boxes[-1] == Box(32, 16, 8, 8)
    assert sum(box.width * box.height for box in boxes) == 24 * 40


def test_a_point_belongs_to_the_patch_around_it():
    for token in range(GRID.prefix, GRID.tokens):
        left, top, width, height = GRID.box(token)
        assert GRID.at(left, top) == token
        assert GRID.at(left + width / 2, top + height / 2) == token
        assert GRID.at(left + width - 0.01, top + height - 0.01) == token


@pytest.mark.parametrize("point", [(-0.01, 0), (0, -0.01), (40, 0), (0, 24)])
def test_a_point_outside_belongs_to_none(point: tuple[float, float]):
    assert GRID.at(*point) is None


def test_the_view_of_a_whole_picture_changes_nothing():
    view = View.whole(24, 40)
    assert view.to_source(Box(1, 2, 3, 4)) == Box(1, 2, 3, 4)
    assert view.to_input(5, 6) == (5, 6)


def test_a_view_goes_to_the_upload_and_back_with_a_scale_for_each_axis():
    view = View(
        source=(300, 400), crop=Box(left=50, top=-10, width=200, height=320), input=(32, 40)
    )
    assert view.to_source(Box(0, 0, 40, 32)) == view.crop
    assert view.to_source(Box(8, 16, 8, 8)) == Box(90, 150, 40, 80)
    assert view.to_input(90, 150) == (8, 16)

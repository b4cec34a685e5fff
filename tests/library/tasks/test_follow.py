"""A patch followed through frames whose motion is known, and against loops in numpy."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import vit
from vit.pictures.films import pan_film
from vit.scenes.scene import draw_scene
from vit.tasks.facets import facet_directions
from vit.tasks.follow import follow_patch

ROWS, COLS = 8, 10
WAY = [(0, 0), (1, 2), (2, 2), (2, 5), (4, 6), (5, 6)]  # of the window: rows down, cols right


def windows(noise: float = 0.0) -> list[torch.Tensor]:
    """Directions [P,D] of a window that moves over a field of random features."""
    draw = torch.Generator().manual_seed(0)
    field = F.normalize(torch.randn(20, 24, 32, generator=draw), dim=-1)
    tables = [field[down : down + ROWS, right : right + COLS].flatten(0, 1) for down, right in WAY]
    return [
        F.normalize(one + noise * torch.randn(one.shape, generator=draw), dim=1) for one in tables
    ]


def place(frame: int, row: int, col: int) -> int:
    """The patch of a frame that shows what the first frame has in a row and column."""
    down, right = WAY[frame]
    return (row - down) * COLS + col - right


@pytest.mark.parametrize("begin", [0, 3, 5])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_patch_is_followed_to_both_ends_of_a_known_motion(begin: int, noise: float):
    truth = [place(frame, 6, 7) for frame in range(len(WAY))]
    way = follow_patch(windows(noise), begin, truth[begin], COLS)
    assert way.places.tolist() == truth
    assert not way.lost.any()
    assert way.cosines[begin] == 1


def test_template_reach_and_line_are_those_of_a_plain_loop():
    tables = [table.numpy().astype(np.float64) for table in windows(0.35)]
    expected, template, here = [place(0, 6, 7)], tables[0][place(0, 6, 7)], place(0, 6, 7)
    cosines = [1.0]
    for table in tables[1:]:
        near = [
            (float(table[one] @ template), one)
            for one in range(len(table))
            if abs(one // COLS - here // COLS) <= 2 and abs(one % COLS - here % COLS) <= 2
        ]
        cosine, best = max(near)
        if cosine >= 0.6:
            here = best
            template = 0.7 * template + 0.3 * table[best]
            template = template / np.linalg.norm(template)
        expected.append(here)
        cosines.append(cosine)
    way = follow_patch(
        [torch.from_numpy(table) for table in tables],
        *(0, place(0, 6, 7), COLS),
        keep=0.7,
        reach=2,
        line=0.6,
    )
    assert way.places.tolist() == expected
    np.testing.assert_allclose(way.cosines.numpy(), cosines, atol=1e-6)
    assert way.lost.tolist() == [cosine < 0.6 for cosine in cosines]


def test_a_patch_that_is_gone_is_lost_keeps_its_place_and_is_taken_up_again():
    tables = [windows()[0]] * 4
    tables[1] = tables[2] = F.normalize(torch.randn(ROWS * COLS, 32), dim=1)
    way = follow_patch(tables, 0, 33, COLS, line=0.95)
    assert way.places.tolist() == [33] * 4
    assert way.lost.tolist() == [False, True, True, False]


def test_a_jump_beyond_reach_is_not_followed():
    draw = torch.Generator().manual_seed(1)
    table = F.normalize(torch.randn(ROWS * COLS, 32, generator=draw), dim=1)
    tables = [table, table.view(ROWS, COLS, 32).roll(4, dims=1).flatten(0, 1)]
    assert follow_patch(tables, 0, 42, COLS, reach=4).places.tolist() == [42, 46]
    near = follow_patch(tables, 0, 42, COLS, reach=3)
    assert near.places.tolist() == [42, 42]
    assert near.lost.tolist() == [False, True]


def test_no_cosine_is_larger_than_one():
    tables = [table.half() for table in windows()]  # lengths are 1 to three digits
    way = follow_patch(tables, 0, 33, COLS)
    assert way.similarity.max() <= 1
    assert way.cosines.max() <= 1


def test_what_was_looked_for_is_compared_with_every_patch():
    tables = windows()
    way = follow_patch(tables, 0, 33, COLS, keep=1.0)
    expected = torch.stack([table @ tables[0][33] for table in tables])
    torch.testing.assert_close(way.similarity, expected)


@pytest.mark.parametrize(("frame", "patch"), [(6, 0), (-1, 0), (0, 80), (0, -1)])
def test_what_does_not_exist_is_one_sentence(frame: int, patch: int):
    with pytest.raises(IndexError, match="does not exist: "):
        follow_patch(windows(), frame, patch, COLS)


def test_over_a_pan_of_a_scene_following_is_nearer_than_staying():
    model = vit.load("embedded")
    film, boxes = pan_film(draw_scene(1, "one", 480).rgb, 8)
    tables, grid = [], model.config.grid
    for index in range(8):
        prepared = vit.prepare(model, film.rgb(index))
        trace = vit.trace(model, prepared.pixels, prepared.view)
        tables.append(facet_directions(model, trace, round(2 * model.config.depth / 3), "value"))
    errors, stays = [], []
    for patch in range(grid.patches):
        row, col = divmod(patch, grid.cols)
        places = follow_patch(tables, 0, patch, grid.cols).places.tolist()
        for box, at in zip(boxes[1:], places[1:], strict=True):
            shares = [(row + 0.5) / grid.rows, (col + 0.5) / grid.cols]
            there = [boxes[0][1 - i] + share * boxes[0][3 - i] for i, share in enumerate(shares)]
            down, right = ((there[i] - box[1 - i]) / box[3 - i] for i in (0, 1))
            if not (0 <= down < 1 and 0 <= right < 1):
                continue
            true = np.array([down * grid.rows - 0.5, right * grid.cols - 0.5])
            errors.append(np.linalg.norm(np.array(divmod(at, grid.cols)) - true))
            stays.append(np.linalg.norm(np.array([row, col]) - true))
    assert np.mean(errors) < 0.8 * np.mean(stays)

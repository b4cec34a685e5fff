"""What the Film screen shows over time, and its files: a film, a figure, numbers."""

import io

import numpy as np
import pytest
import torch

from app.screens.film import pictures
from tests.support.client import Page
from tests.support.film_pages import FRAMES, computed
from vit.pictures.film_reading import read_film

LINK = "screen=film&layer=1&head=2"


# ---- figures over time


def test_figures_over_time_equal_plain_loops():
    draw = np.random.default_rng(0)
    rows = draw.random((3, 2, 2 + 12), dtype=np.float32)
    rows /= rows.sum(axis=-1, keepdims=True)
    for frame in range(3):
        for head in range(2):
            shares = rows[frame, head, 2:] / rows[frame, head, 2:].sum()
            expected = np.exp(-sum(p * np.log(p) for p in shares)) / 12
            assert pictures.spread(rows, 12)[frame, head] == pytest.approx(expected, rel=1e-5)
            if frame:
                step = sum(abs(rows[frame, head] - rows[frame - 1, head])) / 2
                assert pictures.change(rows)[frame, head] == pytest.approx(step, rel=1e-5)
    assert np.isnan(pictures.change(rows)[0]).all()
    near = pictures.near(rows, [0, 6, 11], (3, 4))  # a corner, the middle, the other corner
    grid = rows[..., 2:].reshape(3, 2, 3, 4)
    np.testing.assert_allclose(near[0], grid[0, :, :2, :2].sum(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_allclose(near[1], grid[1, :, 0:3, 1:4].sum(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_allclose(near[2], grid[2, :, 1:, 2:].sum(axis=(1, 2)), rtol=1e-5)
    uniform = np.full((1, 1, 13), 1 / 13, np.float32)
    assert pictures.spread(uniform, 12) == pytest.approx(1)


# ---- what is saved


def saved(page: Page, kind: str, link: str = LINK, clip: str = "pan"):
    computed(page, clip)
    reply = page.get(f"film/{clip}/saved.{kind}", frames=FRAMES, link=link)
    assert reply.status_code == 200, reply.text
    return reply


@pytest.mark.parametrize("kind", ["webm", "gif"])
def test_a_saved_film_has_every_frame_at_its_time(page: Page, kind: str):
    reply = saved(page, kind)
    film = read_film(reply.content)
    assert len(film.frames) == FRAMES
    assert film.step == pytest.approx(4 / 3, abs=0.02)
    assert f'filename="film_Pan-over-noise_L2-H3.{kind}"' in reply.headers["content-disposition"]


def test_the_overlay_of_a_saved_film_is_the_map_on_one_scale(page: Page):
    plain = read_film(saved(page, "webm", f"{LINK}&opacity=0").content)
    covered = read_film(saved(page, "webm", f"{LINK}&scale=map").content)
    for index in range(FRAMES):
        grey = plain.rgb(index).astype(int)
        assert np.abs(grey[..., 0] - grey[..., 1]).mean() < 4  # without an overlay it is grey
    assert np.abs(covered.rgb(0).astype(int) - plain.rgb(0)).mean() > 8


def test_a_saved_figure_states_its_settings(page: Page):
    reply = saved(page, "svg", f"{LINK}&clip=pan&followed=0,0.5,0.5&course=near")
    text = reply.text
    assert "Pan over noise: attention from the class token, layer 2, head 3" in text
    assert "4 of 16 frames, one every 1.3 s; all on one scale." in " ".join(text.split())
    assert "clip=pan" in text


def test_saved_numbers_are_those_of_the_routes(page: Page):
    body = saved(page, "npz", f"{LINK}&followed=5,0.5,0.5&course=change").content
    rows = page.numbers("film/pan/rows/1/0/4", "<f2", (4, 3, 27), frames=FRAMES)
    with np.load(io.BytesIO(body)) as arrays:
        np.testing.assert_array_equal(arrays["attention"].reshape(4, 3, 24), rows[..., 3:].numpy())
        np.testing.assert_array_equal(arrays["maps"].reshape(4, 24), rows[:, 2, 3:].float())
        way = page.get("film/pan/way/5/15", frames=FRAMES).json()
        assert [row * 6 + col for row, col in arrays["places"]] == way["places"]
        assert arrays["change"].shape == (4, 3)


def test_similarity_is_saved_where_a_patch_is_followed(page: Page):
    body = saved(page, "npz", f"{LINK}&followed=0,0.1,0.1&over=similarity").content
    likeness = page.numbers("film/pan/likeness/0/0", "<f2", (4, 24), frames=FRAMES)
    with np.load(io.BytesIO(body)) as arrays:
        torch.testing.assert_close(
            torch.from_numpy(arrays["maps"]).view(4, 24), likeness.float(), atol=1e-3, rtol=1e-3
        )


def test_an_unknown_kind_of_file_is_refused(page: Page):
    computed(page, "pan")
    reply = page.get("film/pan/saved.mp4", frames=FRAMES, link=LINK)
    assert reply.status_code == 422
    assert "'mp4'" in reply.text

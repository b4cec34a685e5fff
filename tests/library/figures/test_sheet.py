"""Several parts as one figure: what stands in the file, its size, and that it is the same again."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.support.svg import words
from vit.figures.figures import DPI, MARGIN, Panel
from vit.figures.look import Look
from vit.figures.parts import CellsPart, MapPart, PicturePart
from vit.figures.plots import BarsPart, Line, LinesPart, dots, even_line, shortened
from vit.figures.scale import linear_scale, power_scale, signed_scale, uniform_scale
from vit.figures.sheet import BETWEEN, WIDTH, Sheet, figure
from vit.grid import View

HEAT = np.array([[0.0, 0.1, 0.2], [0.3, 0.9, 0.0]])
PICTURE = np.full((64, 96, 3), (200, 40, 40), np.uint8)
PANEL = Panel(HEAT, PICTURE, View.whole(64, 96), linear_scale(0.4), (1, 0), "A map", "Its note.")
CELLS = CellsPart("Cells", "", HEAT, linear_scale(1.0), names=("L", "H"), mark=(0, 1))
LINES = LinesPart(
    "Lines",
    "",
    (Line("one", np.arange(3), HEAT[0]), dots(HEAT), even_line(0.5, "even", (1, 3))),
    "layer",
    "share",
)
BARS = BarsPart("Bars", "", ("cat", "dog"), (0.9, -0.1), ("0.90", "-0.10"))
PARTS = (
    MapPart(PANEL, Look(opacity=100)),
    CELLS,
    LINES,
    BARS,
    PicturePart("Picture", "", PICTURE),
)
SHEET = Sheet("A title", "A caption & ?layer=1.", PARTS, columns=3)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_equal_sheets_give_equal_bytes(kind):
    assert figure(SHEET, kind) == figure(replace(SHEET, parts=tuple(PARTS)), kind)


def test_all_texts_can_be_selected():
    text = words(figure(SHEET, "svg"))
    for one in ("A title", "A caption & ?layer=1.", "A map", "Its note.", "Lines", "even", "dog"):
        assert one in text
    assert "\N{BULLET} 1 patch above 0.4." in text
    for name in ("L1", "L2", "H1", "H3"):
        assert name in text


def test_the_description_has_titles_and_caption():
    image = Image.open(io.BytesIO(figure(SHEET, "png")))
    titles = "A map; Cells; Lines; Bars; Picture"
    assert image.info["Description"] == f"A title: {titles}. A caption & ?layer=1."


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_sheet_is_as_wide_as_its_columns(columns):
    sheet = Sheet("", "", PARTS[:3], columns)
    image = Image.open(io.BytesIO(figure(sheet, "png")))
    inches = 2 * MARGIN + columns * WIDTH + (columns - 1) * BETWEEN
    assert image.width == pytest.approx(inches * DPI, abs=1.5)


def test_cells_have_the_colours_of_their_values():
    alone = CellsPart("", "", np.array([[-1.0, np.nan, 1.0]]), signed_scale(), bar=False)
    image = Image.open(io.BytesIO(figure(Sheet("", "", (alone,), 1), "png"))).convert("RGB")
    pixels = np.asarray(image).reshape(-1, 3).astype(int)
    blue, red = (5, 48, 97), (103, 0, 31)
    counts = [int((np.abs(pixels - colour).max(axis=1) < 3).sum()) for colour in (blue, red)]
    assert min(counts) > 10_000
    assert counts[0] == pytest.approx(counts[1], rel=0.02)


def test_long_names_are_shortened():
    assert shortened("cat") == "cat"
    assert len(shortened("Egyptian cat, or another small cat")) <= 24


def test_a_scale_of_powers_holds_its_values_between_powers_of_2():
    scale = power_scale(np.array([0.3, 5.0, np.inf, 0.0]), "ratio")
    assert (scale.low, scale.high) == (0.25, 8.0)
    assert [text for _, text in scale.ticks()] == ["1/4×", "1/2×", "1×", "2×", "4×", "8×"]
    assert power_scale(np.array([3.0]), "").high == 8.0
    assert uniform_scale(4).powers[0] == 0.25


def test_a_line_at_the_top_of_its_values_is_not_cut():
    flat = LinesPart("", "", (Line("", np.arange(3), np.array([0.96, 0.98, 0.97])),), "", "")
    assert flat._high() == pytest.approx(0.98 * 1.06)
    assert replace(flat, top=1.0)._high() == 1.0
    assert replace(flat, low=None)._high() is None

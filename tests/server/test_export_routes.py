"""What is saved: figures, arrays, and lines of Python that compute them again."""

import io
import json
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from PIL import Image

import vit
from app.engine.gallery import example_picture, examples
from app.export.names import signature, slug
from app.settings import Selection
from app.share.facts import read_facts
from app.wire.view_state import VIEW_FIELDS
from tests.support.client import READOUTS, Page
from tests.support.icc_files import display_p3
from tests.support.sending import open_sent

STATES = [
    {"layer": "1", "head": "2", "query": "5"},
    {"layer": "2", "head": "mean", "query": "default", "direction": "to"},
    {"method": "rollout", "query": "9", "end": "1"},
    {"method": "rollout"},
    {"method": "rollout", "query": "4", "start": "1", "leave_out": "1"},
    {"method": "positions", "query": "8"},
    {"method": "class", "target": "3"},
    {"method": "features", "depth": "2"},
    {"method": "features", "depth": "1", "axes": "layers", "coding": "rgb"},
    {"method": "features", "feature": "similarity", "query": "8", "depth": "0"},
    {"method": "features", "feature": "norms"},
]


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize(
    "changes", [{}, {"pool": "avg"}, *READOUTS.values()], ids=["class token", "mean", *READOUTS]
)
def test_the_lines_of_python_compute_the_saved_array(page, monkeypatch, tmp_path, state, changes):
    page = Page(monkeypatch, **changes)
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    Image.fromarray(page.picture.rgb).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    source = page.get("python", **state).text
    assert len(source.strip().splitlines()) == 6  # the last is a comment
    names = {}
    exec(source, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-6)
    settings = json.loads(str(saved["settings"]))
    assert settings["picture"] == page.picture.digest
    assert settings["patch"] == 8
    *_, comment = source.strip().splitlines()
    assert comment == f"# ?{settings['link']}"
    opened = read_facts(dict(parse_qsl(settings["link"])))
    default = {"method": "attention", "head": None, "query": None, "direction": "from"}
    for name, text in state.items():
        assert opened.get(name, default.get(name)) == VIEW_FIELDS[name].read(text)


@pytest.mark.parametrize("file", ["saved by the page", "that was opened"])
def test_the_lines_of_python_convert_colours_as_the_page_does(page, monkeypatch, tmp_path, file):
    """A photograph in Display P3: what the page saves, and the file itself, give its input."""
    monkeypatch.chdir(tmp_path)
    colours = np.random.default_rng(1).integers(0, 256, (50, 70, 3), dtype=np.uint8)
    Image.fromarray(colours).save("photo.png", icc_profile=display_p3())
    page.picture = page.engine.picture(open_sent(page.engine, "photo.png", "a page"), "a page")
    page.recorded = page.engine.record(page.engine.key(Selection(page.picture.digest, "embedded")))
    page.token = page.engine.grant(page.recorded.key, "a page")
    assert np.abs(page.picture.rgb.astype(int) - colours).max() > 20
    if file == "saved by the page":
        Path("photo.png").write_bytes(page.get("picture.png").content)
    names = {}
    exec(page.get("python", query="9").text, names)
    np.testing.assert_array_equal(names["rgb"], page.picture.rgb)
    ours = vit.prepare(page.recorded.model, names["rgb"]).pixels
    torch.testing.assert_close(ours, page.pixels(), rtol=0, atol=0)
    np.testing.assert_array_equal(names["trace"].query, page.recorded.trace.query)


def test_the_lines_of_python_compute_the_axes_of_all_pictures(page, monkeypatch, tmp_path):
    state = {"method": "features", "depth": "2", "axes": "pictures"}
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    monkeypatch.chdir(tmp_path)
    Image.fromarray(page.picture.rgb).save("noise.png")
    for picture in map(example_picture, range(len(examples()))):
        Image.fromarray(picture.rgb).save(f"{slug(picture.name)}.png")
    names = {}
    exec(page.get("python", **state).text, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_figures_are_files_of_their_kind(page, kind, magic):
    assert page.get(f"figure.{kind}", method="class", target="2").content.startswith(magic)
    for feature in ("colours", "similarity", "norms"):
        shown = page.get(f"figure.{kind}", method="features", feature=feature)
        assert shown.content.startswith(magic)
    reply = page.get(f"figure.{kind}", layer="1", query="5")
    assert reply.status_code == 200
    assert reply.content.startswith(magic)
    name = f"attention_noise_L2-mean_Scenes-ViT-embedded.{kind}"
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_the_picture_is_saved_as_the_copied_python_opens_it(page):
    reply = page.get("picture.png")
    assert reply.headers["content-disposition"] == 'attachment; filename="noise.png"'
    saved = np.asarray(Image.open(io.BytesIO(reply.content)))
    np.testing.assert_array_equal(saved, page.picture.rgb)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Mein Bild (2).JPG", "Mein-Bild-2"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\r\nSet-Cookie: x', "a-b-Set-Cookie-x"),
        ("\N{CJK UNIFIED IDEOGRAPH-732B}", ""),
    ],
)
def test_a_name_of_an_upload_is_a_plain_part_of_a_file_s_name(name, stem):
    assert slug(re.sub(r"\.\w{2,5}$", "", name)) == stem


def test_the_day_of_a_figure_can_be_set(page, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert signature() == f"Attention viewer {vit.__version__}, 1970-01-02."
    first, second = (page.get("figure.pdf", layer="1").content for _ in range(2))
    assert first == second
    assert b"1970-01-02" in page.get("figure.svg", layer="1").content


def test_the_version_is_that_of_the_project():
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert vit.__version__ == project["version"]


def test_similarity_asks_from_a_token_there_is(page, monkeypatch):
    state = {"method": "features", "feature": "similarity"}
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    expected = vit.feature_similarity(page.trace, 3, 0)
    np.testing.assert_allclose(saved["heat"], expected, atol=1e-6)
    page = Page(monkeypatch, pool="avg", class_token=False)
    assert "choose a patch" in page.get("array.npz", **state).text

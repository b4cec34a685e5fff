"""What a screen saves: names, captions, and that a file is the same to the byte each time."""

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image

import vit
from app.export.bundles import PIECE, layer_pieces
from app.router import SAVED
from app.screens.learn.saving import TITLES
from app.share.facts import read_facts
from app.wire.route_parameters import SAVED_KINDS, SAVING_SCREENS
from tests.support.client import Page
from tests.support.svg import words

DATED = ("pdf", "svg", "npz")
MODEL = "Scenes-ViT-embedded"
NAMES = [  # screen, link, what the file is called
    ("explain", "", "methods_noise_{likeliest}"),
    ("explain", "target=3&against=1", "methods_noise_class-3-less-class-1"),
    ("explain", "target=2&shuffled=1", "methods_noise_class-2-shuffled"),
    ("explain", "explain=laboratory&start=1&end=1", "rollout_noise_L2-L2"),
    ("explain", "explain=matter&target=1&explained=legrad", "deletion_noise_legrad-class-1"),
    ("compare", "kind=rollout&columns=;patch:16", "compare-rollout_noise_2-columns"),
    ("positions", "query=3", "position-similarity-learned_noise_4x6-r0c0"),
    ("positions", "positions=lab&swap=shift", "position-lab-shift_noise_rollout-L3"),
    ("positions", "positions=filters&filter=2", "filters_noise_p8-f3"),
    ("positions", "positions=paper", "paper-figures_noise"),
    ("heads", "figure=near&layer=1&head=2", "head-near_noise_L2-H3"),
    ("heads", "heads=finder&mask=block:0.1.0.1", "head-finder_noise_L3-H1"),
    ("heads", "heads=interventions&off=0.1", "interventions_noise_L3-mean"),
    ("heads", "heads=depth&target=1&layer=0", "depth-lens_noise_probability-class-1-L1"),
    ("heads", "heads=depth&film=field&query=5&at=0", "depth-field_noise_t5-L1"),
    ("heads", "heads=depth&film=ratio&branch=1", "depth-ratio_noise_MLP-L3"),
    ("learn", "card=dot_product&query=5", "card-dot-product_noise_L3-H1-t5"),
    ("learn", "learn=diagram", "diagram_noise"),
]


def saved(page: Page, screen: str, kind: str, link: str):
    reply = page.get(f"saved/{screen}.{kind}", link=link)
    assert reply.status_code == 200, reply.text
    return reply


def settings(reply) -> dict[str, object]:
    return json.loads(str(np.load(io.BytesIO(reply.content))["settings"]))


@pytest.mark.parametrize(("screen", "link", "name"), NAMES)
def test_a_file_s_name_says_what_it_is(page, screen, link, name):
    reply = saved(page, screen, "npz", link)
    likeliest = f"class-{int(page.trace.logits.argmax())}"
    expected = f"{name.format(likeliest=likeliest)}_{MODEL}.npz"
    assert reply.headers["content-disposition"] == f'attachment; filename="{expected}"'
    facts = settings(reply)
    assert facts["checkpoint"] == "embedded"
    assert facts["picture"] == page.picture.digest
    words_of_link = {word: text for word, text in parse_qsl(link) if word != "picture"}
    assert read_facts(dict(parse_qsl(str(facts["link"])))) == read_facts(words_of_link)


@pytest.mark.parametrize("screen", SAVING_SCREENS)
def test_a_figure_has_its_settings_program_day_and_link(page, monkeypatch, screen):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    link = f"screen={screen}&layer=1&query=7&card=heads&positions=lab"
    text = words(saved(page, screen, "svg", link).content)
    assert f"Attention viewer {vit.__version__}, 1970-01-02." in text
    assert "input 32 × 48 px, patch 8 px, 27 tokens" in text
    assert "http" not in text
    words_there = dict(parse_qsl(text[text.rindex("?") + 1 :].replace(" ", "")))
    assert dict(parse_qsl(link)).items() <= words_there.items()
    assert words_there.keys() - dict(parse_qsl(link)).keys() == {"picture"}


@pytest.mark.parametrize("kind", SAVED_KINDS)
def test_with_the_day_set_a_file_is_the_same_to_the_byte(page, monkeypatch, kind):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert len({saved(page, "heads", kind, "layer=1").content for _ in range(2)}) == 1
    assert len({page.get("array.npz", layer="1").content for _ in range(2)}) == 1


def test_the_paper_s_figures_say_day_and_link_too(page, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    for number in (6, 7):
        text = words(page.get(f"paper/{number}.svg").content)
        assert "1970-01-02." in text
        assert text.replace(" ", "").endswith("&screen=positions&positions=paper")


def test_no_file_holds_the_time_at_which_it_was_written(page):
    pdf, svg, npz = (saved(page, "learn", kind, "learn=diagram").content for kind in DATED)
    assert b"CreationDate" not in pdf
    assert b"<dc:date>" not in svg
    dates = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(npz)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_each_kind_is_a_file_of_its_kind(page):
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF", "npz": b"PK"}
    for kind, magic in begins.items():
        reply = saved(page, "learn", kind, "card=layer_norm")
        assert reply.content.startswith(magic)
        assert reply.headers["content-type"].split(";")[0] == SAVED_KINDS[kind]
    image = Image.open(io.BytesIO(saved(page, "learn", "png", "card=layer_norm").content))
    assert "?picture=" in image.info["Description"]


@pytest.mark.parametrize(
    ("path", "link", "sentence"),
    [
        ("saved/explore.png", "", "'explore' is no screen to save"),
        ("saved/heads.gif", "", "cannot be saved as 'gif'"),
        ("saved/heads.png", "layer=9", "layer: 9 is not there"),
        ("saved/heads.png", "heads=magic", "heads: 'magic' is none of"),
        ("saved/learn.npz", "learn=build", "Cards and the diagram can be saved"),
        ("saved/compare.npz", "columns=patch:60", "60 px is out of range: choose 4 to 21 px"),
        ("layer/3.npy", "", "layer: 3 is not there"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_a_sentence(page, path, link, sentence):
    reply = page.get(path, link=link)
    assert reply.status_code == 422
    assert sentence in reply.text


def test_a_model_without_classes_saves_the_laboratory(monkeypatch):
    page = Page(monkeypatch, classes=0, outputs="none")
    assert "rollout" in np.load(io.BytesIO(saved(page, "explain", "npz", "").content))
    refused = page.get("saved/heads.npz", link="heads=depth&target=1").text
    assert refused == "target: 1 is not there, because this view has none."
    assert "film" in np.load(io.BytesIO(saved(page, "heads", "npz", "heads=depth").content))


def test_a_whole_layer_comes_piece_by_piece(page):
    reply = page.get("layer/1.npy")
    name = f"attention_noise_L2_all-heads_{MODEL}.npy"
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert int(reply.headers["content-length"]) == len(reply.content) == 128 + 4 * 3 * 27 * 27
    weights = np.load(io.BytesIO(reply.content))
    np.testing.assert_allclose(weights, page.trace.attention(1), rtol=1e-6)
    pieces = list(layer_pieces(page.trace, 1))
    assert len(pieces) == 3
    assert max(map(len, pieces)) <= 4 * PIECE


def test_the_rows_of_all_layers_are_the_library_s(page):
    reply = page.get("rows.npz", layer="1", query="5")
    name = f"attention_noise_class-token_all-layers_{MODEL}.npz"
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'
    rows = np.load(io.BytesIO(reply.content))["rows"]
    np.testing.assert_allclose(rows, page.trace.attention_from(0), rtol=1e-6)
    facts = settings(reply)
    assert facts["prefix"] == ["class token", "register 1", "register 2"]
    assert "layer=1" in str(facts["link"])


def test_every_screen_that_saves_is_in_the_contract():
    assert set(SAVED) == set(SAVING_SCREENS)


def test_cards_are_called_as_on_the_page():
    folder = Path(__file__).resolve().parents[2] / "assets" / "viewer" / "learn" / "cards"
    text = "".join(path.read_text("utf-8") for path in folder.glob("cards_*.js"))
    pairs = re.findall(r"id: '(\w+)',\s+title: '([^']+)'", text)
    assert dict(pairs) == TITLES

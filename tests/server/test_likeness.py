"""Similarities in the place of a class: requests, links, saved views, whose pictures they read."""

import io
import json
import re

import numpy as np
import pytest
import torch

import vit
from app.engine.likeness import Likeness, sweep_block
from app.engine.pictures import open_example
from app.screens.explain import likeness
from app.share.facts import checked, read_facts
from app.share.page_facts import read_page
from tests.support.client import Page, close, noise
from tests.support.svg import words
from tests.support.tiny import tiny_config
from vit.maps.methods import METHODS
from vit.pictures.images import png

TWO = 1  # index of the example two-2
NAMES = "rollout,gradient_rollout,relevance,legrad"


@pytest.fixture(params=[{}, {"outputs": "none", "classes": 0}], ids=["classes", "no classes"])
def page(request, monkeypatch) -> Page:
    return Page(monkeypatch, **request.param)


@pytest.fixture
def region():
    """The four patches at the top left, as a request names them, and their tokens."""
    corners = {"kind": "block", "top": 0.0, "left": 0.0, "bottom": 0.5, "right": 1 / 3}
    return f"region:{likeness.region_text(corners)}", (3, 4, 9, 10)


def result(reply):
    assert reply.status_code == 200, reply.text
    return json.loads(reply.text.splitlines()[-1])["result"]


def direct(page, to=(12,), of=(0,), trace=None):
    model = page.recorded.model
    goal = vit.feature(model, trace or page.trace, to)
    return vit.cosine_with(goal, of)


def test_maps_are_those_of_the_library_s_scalar(page):
    found = page.numbers("likeness/maps", "<f4", (4, 27), of="class", to="token:12", methods=NAMES)
    record = vit.trace_gradient(page.recorded.model, page.pixels(), direct(page))
    for name, tokens in zip(NAMES.split(","), found, strict=True):
        close(tokens, METHODS[name].tokens(page.recorded.model, record), atol=1e-7)


def test_a_region_is_the_mean_of_its_patches(page, region):
    text, tokens = region
    found = page.numbers(
        "likeness/maps", "<f4", (1, 27), of=text, to="token:20", methods="relevance"
    )
    record = vit.trace_gradient(page.recorded.model, page.pixels(), direct(page, (20,), tokens))
    close(found[0], METHODS["relevance"].tokens(page.recorded.model, record), atol=1e-7)
    facts = page.get("likeness", of=text, to="patches").json()
    assert facts["of"] == "a region of 4 patches"
    assert facts["stays"] == list(tokens)


def test_the_value_is_the_cosine_of_both_parts(page):
    facts = page.get("likeness", of="class", to="token:12").json()
    features = [vit.feature(page.recorded.model, page.trace, one) for one in ((0,), (12,))]
    expected = torch.cosine_similarity(*features, dim=0).item()
    assert facts["value"] == pytest.approx(expected, abs=1e-6)
    assert (facts["of"], facts["to"], facts["stays"]) == ("the class token", "patch (1, 3)", [0])


def test_another_picture_is_read_as_this_one(page):
    digest = open_example(page.engine, 1)
    word = next(
        one["word"]
        for one in page.get("likeness/pictures").json()
        if one["word"] == likeness.picture_word(page.engine, digest)
    )
    other = likeness.read(page.engine, page.recorded, "class", word, "a page").other
    trace = page.engine.record(other).trace
    assert other.digest == digest
    facts = page.get("likeness", of="class", to=word).json()
    scalar = direct(page, (0,), trace=trace)
    assert facts["value"] == pytest.approx(scalar.value_of(page.recorded.model, page.trace))
    assert facts["to"] == f"the class token of {page.engine.picture(digest).name}"
    of_patch = page.get("likeness", of="token:5", to=word).json()
    assert of_patch["to"].startswith("the mean of all patches of ")


def test_nobody_reads_another_visitor_s_picture(page):
    """By the digits of its digest, by a link, or from the list."""
    own, theirs = page.engine.hold(noise(1)).digest, page.engine.hold(noise(2)).digest
    page.engine.visits.own("a page", own)
    page.engine.visits.own("another page", theirs)
    listed = page.get("likeness/pictures").json()
    assert [one["word"] for one in listed if one["own"]] == [f"own:{own[:12]}"]
    assert page.get("likeness", of="class", to=f"own:{own[:12]}").status_code == 200
    reply = page.get("likeness", of="class", to=f"own:{theirs[:12]}")
    assert reply.status_code == 422
    assert "open it again, or choose another one." in reply.text
    saved = page.get("saved/explain.npz", link=f"likeness=class~own:{theirs[:12]}")
    assert saved.status_code == 422
    assert page.get("saved/explain.npz", link=f"likeness=class~own:{own[:12]}").status_code == 200


@pytest.mark.parametrize(
    ("of", "to", "sentence"),
    [
        ("token:27", "class", "of: 'token:27' is none of class, pooled, patches, token:NUMBER"),
        ("", "class", "of: '' is none of"),
        ("class", "token:x", "to: 'token:x' is none of"),
        ("class", "region:block:oops", "to: "),
        ("class", "example:none-such", "to: "),
    ],
)
def test_wrong_parts_are_one_sentence(page, of, to, sentence):
    for path in ("likeness", "likeness/maps", "likeness/faithfulness"):
        reply = page.get(path, of=of, to=to)
        assert reply.status_code == 422
        assert reply.text.startswith(sentence)
        assert reply.text.endswith(".")


def test_a_model_without_class_token_says_what_to_use(monkeypatch):
    page = Page(monkeypatch, class_token=False, pool="avg")
    reply = page.get("likeness", of="class", to="token:5")
    assert reply.text == "of: this model has no class token: use pooled or patches."
    assert page.get("likeness", of="pooled", to="token:5").json()["of"] == "the pooled feature"


def test_removal_and_curves_are_the_library_s(page):
    asked = {"of": "class", "to": "token:12", "methods": "rollout,relevance"}
    drops = result(page.get("likeness/removal", **asked))["drops"]
    scalar = direct(page)
    close(torch.tensor(drops), vit.token_removal(page.recorded.model, page.trace, scalar).flatten())
    curves = result(page.get("likeness/faithfulness", **asked))["methods"]
    heats = page.numbers("likeness/maps", "<f4", (2, 27), **asked)[:, 3:].view(2, 4, 6)
    expected = vit.perturbation_curves(page.recorded.model, page.trace, scalar, heats)
    for row, name in enumerate(("rollout", "relevance")):
        assert curves[name]["deletion"] == pytest.approx(expected.deletion[row].tolist(), abs=1e-6)


def test_shuffled_weights_read_both_parts_by_themselves(page):
    """The cosine of a part with itself has no gradient, in any model that reads both alike."""
    asked = {"of": "token:5", "to": "token:5", "methods": "relevance"}
    found = page.numbers("likeness/maps/randomised", "<f4", (1, 27), **asked)
    assert found.abs().max() < 1e-6
    asked |= {"to": "token:6"}
    found = page.numbers("likeness/maps/randomised", "<f4", (1, 27), **asked)
    assert found.abs().max() > 1e-6


def test_a_large_grid_is_swept_by_squares():
    assert sweep_block(tiny_config().grid) == 1
    assert sweep_block(tiny_config(image=(96, 96), patch=4).grid) == 1  # 576 passes
    assert sweep_block(tiny_config(image=(518, 518), patch=14).grid) == 3  # 169 of 1369
    assert sweep_block(tiny_config(image=(800, 40), patch=1).grid) == 13  # 62 by 4


LINKS = {
    "": ("class", "token:18"),  # the middle patch
    "query=8": ("class", "token:8"),
    "query=0": ("class", "token:18"),
    "likeness=query~class&query=8": ("token:8", "class"),
    "likeness=patches~example:one-1": ("patches", "example:one-1"),
    "likeness=region.0~query": ("token:18", "token:18"),  # there is no region: its query
}


@pytest.mark.parametrize(("link", "parts"), LINKS.items())
def test_a_link_s_parts_follow_its_query(monkeypatch, link, parts):
    page = Page(monkeypatch, outputs="none", classes=0)
    facts = likeness.parts_of(page.recorded, read_page(page.engine, page.recorded, link))
    assert (facts["of"], facts["to"]) == parts


def test_a_region_in_the_place_of_the_query_is_the_query(page, region):
    text = region[0].removeprefix("region:")
    for link in (
        f"likeness=class~query&regions={text}&chosen_region=0",
        f"likeness=class~region.0&regions={text}",
    ):
        view = read_page(page.engine, page.recorded, link)
        asked = likeness.explained(page.engine, page.recorded, view)
        assert asked == Likeness("class", region[1])


def test_a_link_that_is_no_similarity_is_refused(page):
    for text in ("class", "class~", "class~own", "everything~class", "class~region.9"):
        with pytest.raises(ValueError, match=r"likeness: .* is not two parts of"):
            checked(page.engine, page.recorded, read_facts({"likeness": text}))


@pytest.mark.parametrize("section", ["maps", "matter"])
def test_a_saved_view_says_what_is_compared(page, section):
    link = f"likeness=class~query&query=12&explain={section}"
    reply = page.get("saved/explain.svg", link=link)
    assert reply.status_code == 200, reply.text
    text = words(reply.content)
    assert "the class token to patch (1, 3)" in text
    numbers = page.get("saved/explain.npz", link=link)
    assert "class-token-to-patch" in numbers.headers["content-disposition"]
    saved = np.load(io.BytesIO(numbers.content))["relevance"]
    found = page.numbers(
        "likeness/maps", "<f4", (1, 27), of="class", to="token:12", methods="relevance"
    )
    expected = found[0, 3:].view(4, 6) / found.abs().sum()
    close(torch.from_numpy(saved), expected, atol=1e-7)


@pytest.mark.parametrize("to", ["token:12", "patches", "example:two-2"])
@pytest.mark.parametrize("method", ["relevance", "token_removal"])
def test_the_copied_python_computes_the_same_map(page, monkeypatch, tmp_path, to, method):
    """It opens the picture that the page saves, and the other one by its name."""
    monkeypatch.chdir(tmp_path)
    asked = {"of": "class", "to": to, "methods": method}
    code = page.get("likeness/python", **asked)
    assert code.status_code == 200, code.text
    (tmp_path / "noise.png").write_bytes(png(page.picture.rgb))
    for name in re.findall(r'picture\("(.*?)"\)', code.text):
        if name != "noise.png":
            other = page.engine.picture(open_example(page.engine, TWO))
            (tmp_path / name).write_bytes(png(other.rgb))
    names = {}
    exec(code.text.replace("vit.load('embedded')", "given"), {"given": page.recorded.model}, names)
    tokens = page.numbers("likeness/maps", "<f4", (1, 27), **asked)[0]
    share = 1 if method == "token_removal" else tokens.abs().sum()
    close(names["heat"], tokens[3:].view(4, 6) / share, atol=1e-6)


def test_a_class_of_a_large_grid_is_swept_by_the_same_squares(monkeypatch):
    """Single patches are 625 passes, more than MOST_PASSES; squares of two are 169."""
    page = Page(monkeypatch, image=(200, 200), patch=8, depth=1)
    drops = page.engine.removal(page.recorded, 1)
    expected = vit.token_removal(page.recorded.model, page.trace, 1, block=2)
    close(drops, expected)
    assert page.get("column").json()["viewer"]["sweep_block"] == 2
    assert drops[0, 0] == drops[1, 1]
    assert drops[0, 0] != drops[2, 2]

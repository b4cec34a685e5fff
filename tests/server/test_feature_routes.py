"""Features by key, query and value, foreground and segments: what is sent, saved and copied."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import vit
from app.engine.gallery import example_picture, examples
from app.export import segments as app_segments
from app.export.names import slug
from app.screens.explore import feature_routes
from tests.support.client import Page
from vit.anatomy.feature_colours import coded
from vit.figures.group_colours import HEX, group_colours
from vit.figures.outline import edges
from vit.figures.render import DIM

SHAPE = (4, 6)


@pytest.fixture
def seen(page):
    """The patches of a page's view, and their table by a facet."""
    return page.recorded.model, page.trace


def numbers(reply, kind="<f4"):
    assert reply.status_code == 200, reply.text
    return np.frombuffer(reply.content, kind)


def foreground_of(seen, layer, facet="token", head=None):
    model, trace = seen
    values = vit.facet_values(model, trace, layer, facet, head)[trace.grid.prefix :]
    return values, vit.foreground(values, trace.grid.rows, trace.grid.cols)


@pytest.mark.parametrize(("facet", "head"), [("token", None), ("key", None), ("value", 1)])
def test_a_foreground_is_sent_with_its_figures_and_parts(page, seen, facet, head):
    fields = {"facet": facet, "facet_head": "all" if head is None else head}
    sent = torch.from_numpy(numbers(page.get("features/2/foreground", **fields)).copy())
    values, found = foreground_of(seen, 2, facet, head)
    places, shares = vit.foreground_parts(values, found.mask)
    count = len(values)
    expected = torch.tensor([found.threshold, found.low, found.high, found.share])
    torch.testing.assert_close(sent[:4], expected)
    torch.testing.assert_close(sent[4:7], shares)
    assert float(sent[7]) == 0  # axes of this picture alone
    torch.testing.assert_close(sent[8 : 8 + count], found.places)
    torch.testing.assert_close(sent[8 + count :].view(count, 3), places)


def test_parts_follow_the_threshold(page, seen):
    sent = torch.from_numpy(numbers(page.get("features/2/foreground", threshold="0.2")).copy())
    values, found = foreground_of(seen, 2)
    places, shares = vit.foreground_parts(values, found.at(0.2).mask)
    torch.testing.assert_close(sent[-3 * len(values) :].view(-1, 3), places)
    torch.testing.assert_close(sent[4:7], shares)
    assert float(sent[0]) == pytest.approx(found.threshold)  # the figure stays Otsu's


def test_segments_are_sent_with_their_facts(page, seen):
    model, trace = seen
    fields = {"facet": "key", "segments": "3"}
    sent = numbers(page.get("features/2/segments", **fields))
    directions = vit.facet_directions(model, trace, 2, "key")
    labels, inertia = vit.kmeans(directions, 3)
    assert sent[1:].astype(int).tolist() == labels.tolist()
    assert sent[0] == pytest.approx(inertia, rel=1e-5)
    facts = page.get("features/2/segments/facts", **fields).json()
    others = [vit.kmeans(directions, 3, seed)[0] for seed in app_segments.SEEDS]
    expected = np.mean([vit.agreement(labels, other) for other in others])
    assert facts["agreement"] == pytest.approx(expected)
    assert facts["layer"] == 1
    received, within = vit.segment_attention(trace, 1, labels, 3)
    even = labels.bincount(minlength=3) / trace.config.tokens
    np.testing.assert_allclose(facts["received"], received / even, rtol=1e-5)
    np.testing.assert_allclose(facts["within"], within / even, rtol=1e-5)


def test_the_cut_is_in_two_and_has_an_eigenvalue(page, seen):
    model, trace = seen
    sent = numbers(page.get("features/3/segments", segments_by="cut", segments="7"))
    directions = vit.facet_directions(model, trace, 3)
    _, value = vit.normalised_cut(directions)
    assert sent[1:].astype(bool).tolist() == vit.token_cut(directions, *SHAPE).flatten().tolist()
    assert sent[0] == pytest.approx(value, abs=1e-6)
    facts = page.get("features/3/segments/facts", segments_by="cut").json()
    assert facts["agreement"] is None
    assert np.shape(facts["within"]) == (trace.config.heads, 2)


def test_a_cut_that_is_too_large_and_too_many_segments_are_one_sentence(page, monkeypatch):
    monkeypatch.setattr(app_segments, "CUT_LIMIT", 20)
    refused = page.get("features/3/segments", segments_by="cut")
    assert refused.status_code == 422
    assert "cut of 24 patches needs more memory" in refused.text
    assert "at most 20 patches" in refused.text
    small = page.get("features/0/segments", facet="key")
    assert small.status_code == 422
    assert "layer 0 has no key" in small.text


def test_similarities_and_colours_of_a_facet_are_those_of_the_library(page, seen):
    model, trace = seen
    fields = {"facet": "value", "facet_head": "2"}
    directions = vit.facet_directions(model, trace, 2, "value", 2, prefix=True)
    sent = numbers(page.get("features/2", **fields), "<f2").reshape(trace.config.tokens, -1)
    narrow = trace.grid.patches > directions.shape[1]
    theirs = directions if narrow else directions @ directions[trace.grid.prefix :].T
    np.testing.assert_allclose(sent, theirs, atol=2e-3)
    colours = numbers(page.get("features/colours", **fields), "<f2")
    places, shares = vit.facet_places(model, trace, "value", 2)
    np.testing.assert_allclose(colours[: shares.numel()], shares.flatten(), atol=1e-3)
    np.testing.assert_allclose(colours[shares.numel() :], places.flatten(), atol=1e-3)


@pytest.mark.parametrize("name", ["features/colours", "array.npz"])
def test_keys_of_two_layers_share_no_axes(page, name):
    fields = {"method": "features"} if name == "array.npz" else {}
    refused = page.get(name, **fields, facet="key", axes="layers")
    assert refused.status_code == 422
    assert "keys of two layers have no direction in common" in refused.text


def test_what_is_computed_is_kept(page, monkeypatch):
    calls = []
    for name in ("foreground", "kmeans", "foreground_parts"):
        make = getattr(vit, name)

        def counted(*args, _name=name, _make=make, **more):
            calls.append(_name)
            return _make(*args, **more)

        monkeypatch.setattr(vit, name, counted)
    for _ in range(2):
        page.get("features/2/foreground")
        page.get("features/2/segments")
        page.get("features/2/segments/facts")
    assert calls.count("foreground") == 1
    assert calls.count("foreground_parts") == 1
    assert calls.count("kmeans") == 1 + len(app_segments.SEEDS)
    assert feature_routes.handlers().keys() >= {"features_foreground", "features_segments"}


SAVED = [
    {"feature": "foreground", "depth": "2"},
    {"feature": "foreground", "threshold": "0.3", "inside": "component", "facet": "key"},
    {"feature": "foreground", "coding": "rgb", "facet": "value", "facet_head": "1"},
    {"feature": "segments", "segments": "3", "facet": "query"},
    {"feature": "segments", "segments_by": "cut"},
    {"feature": "colours", "facet": "key", "facet_head": "0", "coding": "rgb"},
    {"feature": "similarity", "facet": "value", "query": "7"},
]


@pytest.mark.parametrize("state", SAVED, ids=str)
@pytest.mark.parametrize("pool", ["token", "avg"])
def test_the_lines_of_python_compute_the_saved_array(monkeypatch, tmp_path, state, pool):
    page = Page(monkeypatch, pool=pool)
    state = {"method": "features", **state}
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    Image.fromarray(page.picture.rgb).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(page.get("python", **state).text, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-6)
    link = json.loads(str(saved["settings"]))["link"]
    for name, text in state.items():
        assert f"{name}={text}" in link or (name, text) == ("feature", "colours")


@pytest.mark.parametrize("feature", ["foreground", "colours"])
def test_the_lines_of_python_compute_the_axes_of_all_pictures(page, monkeypatch, tmp_path, feature):
    state = {"method": "features", "feature": feature, "depth": "2", "axes": "pictures"}
    state["facet"] = "key"
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    monkeypatch.chdir(tmp_path)
    Image.fromarray(page.picture.rgb).save("noise.png")
    for picture in map(example_picture, range(len(examples()))):
        Image.fromarray(picture.rgb).save(f"{slug(picture.name)}.png")
    names = {}
    exec(page.get("python", **state).text, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-5)


@pytest.mark.parametrize("state", SAVED, ids=str)
def test_figures_say_what_they_show(page, state):
    reply = page.get("figure.svg", method="features", **state)
    text = reply.content.decode()
    assert reply.status_code == 200
    said = {
        "foreground": "of the picture",
        "segments": "eigenvalue" if "segments_by" in state else "other seeds agree",
        "colours": "Colours of the keys of head 1",
        "similarity": "Similarity of the values with",
    }
    assert said[state["feature"]] in " ".join(text.split())
    assert page.get("figure.png", method="features", **state).content.startswith(b"\x89PNG")


def test_a_saved_foreground_is_dark_outside_and_coloured_inside(page, seen):
    saved = np.load(
        io.BytesIO(page.get("array.npz", method="features", feature="foreground").content)
    )
    values, found = foreground_of(seen, 3)
    places, _ = vit.foreground_parts(values, found.mask)
    mask = found.mask.view(SHAPE).numpy()
    assert (saved["heat"][~mask] == 0).all()
    theirs = coded(places, "oklab").view(*SHAPE, 3).numpy()
    np.testing.assert_allclose(saved["heat"][mask], theirs[mask], atol=1e-6)
    np.testing.assert_array_equal(saved["groups"], mask)


def test_lines_between_groups_are_the_sides_of_patches():
    groups = np.array([[0, 0, 1], [0, 2, 2]])
    expected = {((2, 0), (2, 1)), ((1, 1), (2, 1)), ((2, 1), (3, 1)), ((1, 1), (1, 2))}
    assert set(edges(groups)) == expected
    assert edges(np.zeros((3, 4), int)) == []


def test_there_is_a_colour_for_every_segment():
    assert len(set(HEX)) == len(HEX) == 12
    assert group_colours(3).shape == (3, 3)
    assert group_colours(2)[1].tolist() == [0x56 / 255, 0xB4 / 255, 0xE9 / 255]
    with pytest.raises(ValueError, match="13 groups are more than the 12"):
        group_colours(13)


def test_the_page_has_the_same_colours():
    module = Path("assets/viewer/draw/group_colours.js").read_text("utf-8")
    assert tuple(re.findall(r"'([0-9a-f]{6})'", module)) == HEX
    look = Path("assets/viewer/explore/group_look.js").read_text("utf-8")
    dim = re.search(r"const DIM = ([0-9.]+);", look)
    assert float(dim[1]) == DIM

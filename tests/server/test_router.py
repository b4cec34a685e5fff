"""The routes: what the viewer reads equals the trace; only a granted token opens them."""

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

import vit
from app.engine.engine import Engine
from app.router import BASE, routes
from app.settings import Selection, Settings
from tests.support.tiny import tiny_model
from vit.pictures.images import picture_of


class Page:
    """One open view of the tiny model and a client of its routes."""

    def __init__(self, monkeypatch, **changes):
        model = tiny_model(**changes).float()
        monkeypatch.setattr(vit, "load", lambda key, **_: model, raising=False)
        self.engine = Engine(Settings(device="cpu"))
        rgb = np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8)
        self.picture = self.engine.hold(picture_of(rgb, "noise"))
        key = self.engine.key(Selection(self.picture.digest, "embedded"))
        self.recorded = self.engine.record(key)
        self.trace = self.recorded.trace
        self.token = self.engine.grant(key)
        self.client = TestClient(Starlette(routes=routes(self.engine)))

    def get(self, path, **query):
        return self.client.get(f"{BASE}/{self.token}/{path}", params=query)

    def pixels(self):
        return self.engine.prepared(self.recorded.key).pixels

    def numbers(self, path, dtype, shape, **query):
        reply = self.get(path, **query)
        assert reply.status_code == 200, reply.text
        return torch.from_numpy(np.frombuffer(reply.content, dtype).reshape(shape).copy())


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


def test_queries_and_keys_give_the_attention_back(page):
    for layer in range(3):
        query, key = page.numbers(f"qk/{layer}", "<f2", (2, 3, 27, 8)).double()
        derived = (query @ key.transpose(-2, -1) / 8**0.5).softmax(-1)
        expected = page.trace.attention(layer).double()
        torch.testing.assert_close(derived, expected, rtol=0, atol=5e-3)


def test_rows_and_columns_are_exact(page):
    rows = page.numbers("from/5", "<f4", (3, 3, 27))
    assert rows.equal(page.trace.attention_from(5))
    columns = page.numbers("to/5", "<f4", (3, 3, 27))
    assert columns.equal(page.trace.attention_to(5))
    assert page.numbers("from/default", "<f4", (3, 3, 27)).equal(page.trace.attention_from(0))


def test_a_model_that_averages_its_patches_asks_from_their_mean(monkeypatch):
    page = Page(monkeypatch, pool="avg", class_token=False, registers=0)
    rows = page.numbers("from/default", "<f4", (3, 3, 24))
    torch.testing.assert_close(rows[1], page.trace.attention(1).mean(dim=1))
    columns = page.numbers("to/default", "<f4", (3, 3, 24))
    torch.testing.assert_close(columns[1], page.trace.attention(1).mean(dim=2))


READOUTS = {
    "distilled": {"distilled": True, "registers": 0},
    "attention pooling": {"pool": "attention", "class_token": False},
}


@pytest.mark.parametrize("changes", READOUTS.values(), ids=READOUTS)
def test_a_model_that_reads_several_tokens_asks_from_all_it_reads(monkeypatch, changes):
    page = Page(monkeypatch, **changes)
    trace, shape = page.trace, (3, 3, page.trace.config.tokens)
    if trace.pooling is None:
        start = torch.tensor([0.5, 0.5, *[0.0] * 24])
    else:
        start = trace.pooling.mean(dim=0)
    rows = page.numbers("from/default", "<f4", shape)
    torch.testing.assert_close(rows[1], start @ trace.attention(1))
    columns = page.numbers("to/default", "<f4", shape)
    torch.testing.assert_close(columns[1], trace.attention(1) @ start)
    flow = page.numbers("rollout/default", "<f4", (3, shape[2]))
    torch.testing.assert_close(flow[-1], vit.rollout_tokens(trace, source=start))


@pytest.mark.parametrize("changes", READOUTS.values(), ids=READOUTS)
def test_a_model_that_reads_several_tokens_has_every_map_of_a_class(monkeypatch, changes):
    page = Page(monkeypatch, **changes)
    maps = page.numbers("maps", "<f4", (len(vit.METHODS), page.trace.config.tokens), target=1)
    grad_trace = vit.trace_gradient(page.recorded.model, page.pixels(), 1)
    for found, method in zip(maps, vit.METHODS.values(), strict=True):
        expected = method.tokens(page.recorded.model, grad_trace)
        torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-6)


def test_fused_maps_and_rollout(page):
    fused = page.numbers("fused/max/1", "<f2", (27, 27)).float()
    torch.testing.assert_close(fused, page.trace.attention(1).amax(0), rtol=1e-3, atol=1e-3)
    flow = page.numbers("rollout/7", "<f4", (3, 27))
    assert flow.equal(vit.rollout_stages(page.trace, source=7))


def test_positions_give_the_similarity(page):
    directions = page.numbers("positions", "<f2", (24, 24)).float()
    expected = vit.position_similarity(page.recorded.model).view(24, 24)
    torch.testing.assert_close(directions @ directions.T, expected, rtol=0, atol=2e-3)


def test_features_give_colours_norms_and_similarities(page):
    colours = page.numbers("features/colours", "<f2", (3 + 4 * 24 * 3,)).float()
    expected = vit.feature_colours(page.trace).flatten()
    torch.testing.assert_close(colours[3:], expected, rtol=0, atol=1e-3)
    assert colours[0] >= colours[1] >= colours[2] > 0
    assert colours[:3].sum() < 1
    norms = page.numbers("features/norms", "<f4", (4, 4, 6))
    assert norms.equal(vit.feature_norms(page.trace))
    for layer in (0, 3):  # 24 patches are no more than the width: the products themselves
        cosines = page.numbers(f"features/{layer}", "<f2", (27, 4, 6)).float()
        for token in (0, 2, 9):
            similar = vit.feature_similarity(page.trace, layer, token)
            torch.testing.assert_close(cosines[token], similar, rtol=0, atol=1e-3)


def test_features_of_many_patches_are_sent_as_directions(monkeypatch):
    page = Page(monkeypatch, patch=4)
    directions = page.numbers("features/2", "<f2", (99, 24)).float()
    similar = vit.feature_similarity(page.trace, 2, 50).flatten()
    torch.testing.assert_close(directions[3:] @ directions[50], similar, rtol=0, atol=2e-3)


def test_the_picture_is_the_upload(page):
    shown = Image.open(io.BytesIO(page.get("picture").content))
    assert (shown.format, shown.size) == ("JPEG", (70, 50))


@pytest.mark.parametrize("path", ["picture", "qk/0", "from/0", "positions", "array.npz", "python"])
def test_without_a_granted_token_there_is_nothing(page, path):
    page.token, granted = "x" * 32, page.token
    assert page.get(path).status_code == 404
    page.token = granted
    page.engine.release(granted)
    assert page.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("qk/3", "Layer 3 does not exist: layers are 0 to 2"),
        ("from/27", "token 27 does not exist"),
        ("from/one", "Token 'one' is not a number"),
        ("fused/sum/0", "fusion 'sum' is unknown"),
        ("figure.gif", "A figure cannot be saved as 'gif': use png, svg, pdf"),
        ("features/4", "layer 4 does not exist"),
        ("array.npz?method=features&depth=4", "depth: 4 is not there"),
        ("array.npz?layer=9", "9"),
        ("python?method=magic", "magic"),
        ("array.npz?method=positions", "asks from a patch"),
        ("array.npz?method=class", "needs the number of a class"),
        ("python?method=class&target=5", "needs the number of a class"),
    ],
)
def test_a_wrong_request_is_answered_in_a_sentence(page, path, said):
    path, _, query = path.partition("?")
    reply = page.get(path, **dict(pair.split("=") for pair in query.split("&") if pair))
    assert reply.status_code == 422
    assert said in reply.text


def test_large_fused_maps_are_refused(page, monkeypatch):
    monkeypatch.setattr("app.screens.explore.trace_routes.FUSED_LIMIT", 20)
    assert page.get("fused/mean/0").status_code == 413


STATES = [
    {"layer": "1", "head": "2", "query": "5"},
    {"layer": "2", "head": "mean", "query": "default", "direction": "to"},
    {"method": "rollout", "query": "9", "end": "1"},
    {"method": "rollout"},
    {"method": "positions", "query": "8"},
    {"method": "class", "target": "3"},
    {"method": "features", "depth": "2"},
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
    Image.fromarray(page.picture.rgb).save(tmp_path / "picture.png")
    monkeypatch.chdir(tmp_path)
    source = page.get("python", **state).text
    assert len(source.strip().splitlines()) == 5
    names = {}
    exec(source, names)
    np.testing.assert_allclose(names["heat"].numpy(), saved["heat"], rtol=0, atol=1e-6)
    settings = json.loads(str(saved["settings"]))
    assert settings["picture"] == page.picture.digest
    assert settings["patch"] == 8


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
    assert reply.headers["content-disposition"] == f'attachment; filename="attention.{kind}"'


def test_similarity_asks_from_a_token_there_is(page, monkeypatch):
    state = {"method": "features", "feature": "similarity"}
    saved = np.load(io.BytesIO(page.get("array.npz", **state).content))
    expected = vit.feature_similarity(page.trace, 3, 0)
    np.testing.assert_allclose(saved["heat"], expected, atol=1e-6)
    page = Page(monkeypatch, pool="avg", class_token=False)
    assert "choose a patch" in page.get("array.npz", **state).text


def test_static_files_are_the_viewer_s_alone(page):
    assert page.client.get(f"{BASE}/static/explore/explore.js").status_code == 200
    for path in (
        "../favicon.svg",
        "page/style.css",
        "page/..%2F..%2Ffavicon.svg",
        "%2e%2e/reports/parity.md",
        "page//dom.js",
        "card/../page/dom.js%00",
        "none.js",
        "page/none.js",
    ):
        assert page.client.get(f"{BASE}/static/{path}").status_code == 404


def test_scenes_of_the_card_have_pictures(page):
    reply = page.client.get(f"{BASE}/scene/one/1000003")
    assert Image.open(io.BytesIO(reply.content)).size == (96, 96)
    assert page.client.get(f"{BASE}/scene/magic/1").status_code == 422
    assert page.client.get(f"{BASE}/scene/one/99999999").status_code == 422


def test_examples_have_thumbnails(page):
    reply = page.client.get(f"{BASE}/example/0")
    assert max(Image.open(io.BytesIO(reply.content)).size) <= 112
    assert page.client.get(f"{BASE}/example/999").status_code == 404
